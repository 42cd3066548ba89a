"""Somebody tries to keep, or to get, the care team's key around a change of locks.

Bram leaves; Ruth owns the practice and treats nobody; Sam was invited before. What
was handed out before the locks changed opens nothing that is written after it.
"""

import uuid

import pytest
from django.test import Client

from accounts import care_team, staffing
from accounts.models import Account, Practice, StaffInvitation
from accounts.roles import Role
from audit.actions import Action
from audit.actors import Actor
from audit.models import Event
from audit.trail import Outcome
from crypto import joining, keyring, resealing, team, workers
from crypto.errors import NotAdmitted
from crypto.holding import Keyholder
from crypto.keyring import unwrap_data_key, wrapped_keys
from crypto.models import MemberKey, TeamShare
from tests.accounts.test_staff import LONG, invited_path
from tests.keys import founder, key_of
from tests.staff import PASSWORD, SEED_ACTOR, make_staff, signed_in

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def noor(practice: Practice) -> Account:
    """Noor Osei, who treats people and owns the practice with Ruth."""
    account = make_staff("Noor Osei", Role.THERAPIST)
    account.grant(Role.OWNER, by=SEED_ACTOR)
    return account


@pytest.fixture
def bram(noor: Account) -> Account:
    return make_staff("Bram Visser", Role.THERAPIST)


@pytest.fixture
def ruth(practice: Practice) -> Account:
    return make_staff("Ruth van Leeuwen", Role.OWNER)


def acting(account: Account, role: Role) -> Actor:
    return Actor.staff(account.id, role)


def change_locks(noor: Account) -> None:
    care_team.renew_key(by=acting(noor, Role.OWNER), holding=key_of(noor, PASSWORD))


def invite_sam(noor: Account) -> str:
    """Invite Sam with the key, and return the path of his link."""
    staffing.invite_by_mail(
        email="sam@praktijk.example",
        name="Sam de Boer",
        role=Role.THERAPIST,
        by=acting(noor, Role.OWNER),
        holding=key_of(noor, PASSWORD),
    )
    return invited_path()


def sam_joins(path: str) -> Account:
    browser = Client()
    browser.get(path)
    browser.post("/medewerker/", {"password": LONG})
    return Account.objects.with_email("sam@praktijk.example").get()


def shares_of(account: Account) -> int:
    return TeamShare.objects.filter(
        recipient_id=str(key_of(account, PASSWORD).key_id)
    ).count()


def document() -> uuid.UUID:
    made = uuid.uuid4()
    keyring.for_writing(uuid.uuid4(), "health", document_id=made)
    return made


def opens(holder: Keyholder, document_id: uuid.UUID) -> bool:
    fresh = Keyholder(holder.kind, holder.key_id, bytes.fromhex(holder.carried()))
    chosen = keyring.choose(wrapped_keys(data_key__document_id=document_id), fresh)
    return chosen is not None and bool(unwrap_data_key(chosen, fresh))


# --- Invitations --------------------------------------------------------------


def test_an_invitation_from_before_the_locks_changed_brings_nothing(
    noor: Account,
) -> None:
    """Bram's friend Sam was invited; Bram left, and the locks were changed for it."""
    before, path = document(), invite_sam(noor)
    change_locks(noor)
    kind = TeamShare.Recipient.INVITATION
    assert not TeamShare.objects.filter(recipient_kind=kind).exists()
    sam = sam_joins(path)
    assert not opens(key_of(sam, LONG), before)
    assert key_of(sam, LONG).is_shut_out()
    assert [each.account for each in care_team.waiting()] == [sam]
    assert not Event.objects.filter(
        action=Action.MEMBER_ADMITTED, thing_id=str(sam.id)
    ).exists()


def test_a_key_that_was_sent_while_the_locks_changed_makes_nobody_a_member(
    noor: Account,
) -> None:
    """The one that sends it had read the former generation a moment before."""
    sender = key_of(noor, PASSWORD)
    former = sender.team_seeds()
    path = invite_sam(noor)
    invitation = StaffInvitation.objects.get()
    change_locks(noor)
    secret = path.strip("/").rpartition("/")[2]
    holder = joining._holder(invitation.id, secret)
    kind = TeamShare.Recipient.INVITATION
    for each, seed in former.items():
        team._share(each, kind, str(invitation.id), holder.pair.public, seed)
    sam = sam_joins(path)
    assert key_of(sam, LONG).is_shut_out()
    assert not TeamShare.objects.filter(recipient_kind=kind).exists()


# --- Older generations --------------------------------------------------------


@pytest.fixture
def daan(noor: Account) -> Account:
    """Daan Bakker, who holds the former generation and not the newest."""
    account = make_staff("Daan Bakker", Role.THERAPIST)
    key = key_of(account, PASSWORD)
    held = list(TeamShare.objects.filter(recipient_id=str(key.key_id)))
    team.dismiss(account.id)
    change_locks(noor)
    for share in held:
        share.save(force_insert=True)
    return account


def test_who_holds_an_older_generation_alone_lets_nobody_in(daan: Account) -> None:
    iris = make_staff("Iris Kok")
    iris.grant(Role.THERAPIST, by=SEED_ACTOR)
    by, holding = acting(daan, Role.THERAPIST), key_of(daan, PASSWORD)
    for account in (iris, daan):
        with pytest.raises(NotAdmitted):
            care_team.admit(account, by=by, holding=holding)
    assert shares_of(iris) == 0
    tried = Event.objects.filter(
        action=Action.MEMBER_ADMITTED, actor_id=str(daan.id)
    ).values_list("outcome", flat=True)
    assert set(tried) == {Outcome.REFUSED}


def test_who_holds_an_older_generation_alone_is_told_that_they_wait(
    daan: Account,
) -> None:
    """Not that the record is damaged, which it is not."""
    (wrapped,) = wrapped_keys(data_key__document_id=document())
    with pytest.raises(NotAdmitted):
        unwrap_data_key(wrapped, key_of(daan, PASSWORD))
    browser = signed_in(Client(), daan, Role.THERAPIST)
    assert "een collega moet u eerst toelaten" in browser.get("/werk/").content.decode()


def test_who_holds_an_older_generation_alone_moves_no_document_out_of_reach(
    daan: Account,
) -> None:
    workers.begin("linde@one.dq")
    try:
        with pytest.raises(NotAdmitted):
            resealing.workers_for(key_of(daan, PASSWORD))
    finally:
        workers.end()


def test_a_share_that_came_back_gets_no_next_generation(
    noor: Account, ruth: Account
) -> None:
    """Ruth founded the team; her row of then is put back from an older copy."""
    team.admit(MemberKey.objects.get(member_id=ruth.id), by=founder())
    key = key_of(ruth, PASSWORD)
    kept = TeamShare.objects.get(recipient_id=str(key.key_id))
    care_team.let_founder_go(by=SEED_ACTOR)
    assert shares_of(ruth) == 0
    kept.save(force_insert=True)
    change_locks(noor)
    after = document()
    assert not opens(key, after)
    assert opens(key_of(noor, PASSWORD), after)
