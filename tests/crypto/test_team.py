"""The care team's key: who holds which generation, and who does not."""

import uuid

import pytest

from crypto import keyring, members, recovery, team
from crypto.errors import CannotOpen, KeyLocked, NotAdmitted, NotPinned
from crypto.holding import Holder, Keyholder
from crypto.keyring import unwrap_data_key, wrapped_keys
from crypto.models import MemberKey, Rotation, TeamKey, TeamShare
from crypto.pairs import KeyPair
from tests import keys

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
PASSWORD = "een zin over natte schoenen"
ANNA = uuid.UUID(int=10)


def a_member(*, admitted: bool = False) -> Keyholder:
    holder = members.make(uuid.uuid4(), PASSWORD)
    if admitted:
        team.admit(row_of(holder), by=keys.founder())
    return afresh(holder)


def afresh(holder: Keyholder) -> Keyholder:
    """The same key in another request, which reads the rows again."""
    return Keyholder(holder.kind, holder.key_id, bytes.fromhex(holder.carried()))


def row_of(holder: Keyholder) -> MemberKey:
    return MemberKey.objects.get(id=holder.key_id)


def succeed(by: Keyholder | None = None) -> TeamKey:
    return team.succeed(by=by or keys.founder(), sheets=recovery.standing())


def document(readers: tuple[uuid.UUID, ...] = ()) -> uuid.UUID:
    made = uuid.uuid4()
    keyring.for_writing(ANNA, "health", document_id=made, readers=readers)
    return made


def opens(holder: Keyholder, document_id: uuid.UUID) -> bool:
    """Tell whether a key opens a document, by whichever wrap it may."""
    chosen = keyring.choose(wrapped_keys(data_key__document_id=document_id), holder)
    return chosen is not None and bool(unwrap_data_key(chosen, holder))


def test_a_practice_founds_its_team_once() -> None:
    with pytest.raises(team.TeamExists):
        team.found(by=keys.founder(), recovery=recovery.standing()[0])
    assert TeamKey.objects.count() == 1


def test_a_new_generation_follows_the_last_and_is_signed_by_its_maker() -> None:
    first, founder = team.current(), keys.founder()
    second = succeed()
    third = succeed()
    assert team.current() == third
    assert [third.predecessor, second.predecessor] == [second, first]
    assert third.signed_by_id == founder.key_id
    for each in TeamKey.objects.all():
        team.require_ours(each)
    turned = Rotation.objects.filter(recipient_kind="team")
    assert set(turned.values_list("from_id", "to_id")) == {
        (str(first.id), str(second.id)),
        (str(first.id), str(third.id)),
        (str(second.id), str(third.id)),
    }


@pytest.mark.parametrize("fact", ["public", "predecessor", "signature"])
def test_no_fact_of_a_generation_can_differ_from_what_was_pinned(fact: str) -> None:
    first = team.current()
    made = succeed()
    team.require_ours(made)
    wrong = {
        "public": KeyPair(bytes(32)).public,
        "predecessor": None,
        "signature": bytes(first.signature),
    }
    setattr(made, fact, wrong[fact])
    with pytest.raises(NotPinned):
        team.require_ours(made)


def test_the_next_generation_is_for_who_held_the_last_and_for_the_sheet() -> None:
    noor, esra, daan = a_member(admitted=True), a_member(), a_member(admitted=True)
    left = row_of(daan).member_id
    assert team.members() == {keys.FOUNDER, row_of(noor).member_id, left}
    assert team.dismiss(left)
    made = succeed()
    (sheet,) = recovery.standing()
    founder = keys.founder()
    assert set(made.shares.values_list("recipient_kind", "recipient_id")) == {
        ("member", str(founder.key_id)),
        ("member", str(noor.key_id)),
        ("recovery", str(sheet.id)),
    }
    assert team.members() == {keys.FOUNDER, row_of(noor).member_id}
    assert afresh(noor).is_on_team()
    assert not afresh(esra).is_on_team()
    assert not afresh(daan).is_on_team()


def test_a_member_whose_key_ended_gets_no_next_generation() -> None:
    noor = a_member(admitted=True)
    held = TeamShare.objects.get(recipient_id=str(noor.key_id))
    members.retire(row_of(noor).member_id)
    # Even where the share had stayed behind.
    held.save(force_insert=True)
    made = succeed()
    assert not made.shares.filter(recipient_id=str(noor.key_id)).exists()
    assert team.members() == {keys.FOUNDER}


def test_who_is_admitted_opens_what_was_sealed_before_and_after() -> None:
    before = document()
    made = succeed()
    after = document()
    noor = a_member(admitted=True)
    assert opens(noor, before)
    assert opens(noor, after)
    assert made.id in noor.team_seeds()
    assert len(noor.team_seeds()) == 2


def test_being_admitted_twice_is_once() -> None:
    noor = a_member(admitted=True)
    team.admit(row_of(noor), by=keys.founder())
    assert TeamShare.objects.filter(recipient_id=str(noor.key_id)).count() == 1


def test_nobody_outside_the_team_admits_anybody() -> None:
    esra, sam = a_member(), a_member()
    with pytest.raises(NotAdmitted):
        team.admit(row_of(sam), by=esra)
    assert not TeamShare.objects.filter(recipient_id=str(sam.key_id)).exists()


def test_only_some_generations_can_be_handed_over() -> None:
    first = team.current()
    succeed()
    worker = KeyPair(bytes(range(32)))
    kind, worker_id = TeamShare.Recipient.WORKER, uuid.uuid4()
    team.hand_over(
        kind, worker_id, worker.public, by=keys.founder(), generations=[first.id]
    )
    shares = TeamShare.objects.filter(recipient_kind=kind)
    assert [each.team_key_id for each in shares] == [first.id]
    assert [each.recipient_id for each in shares] == [str(worker_id)]


def test_taking_back_takes_from_those_alone_and_says_whether_it_did() -> None:
    noor, daan = a_member(admitted=True), a_member(admitted=True)
    assert team.take_back(TeamShare.Recipient.MEMBER, [noor.key_id])
    assert not team.take_back(TeamShare.Recipient.MEMBER, [noor.key_id])
    assert not team.take_back(TeamShare.Recipient.WORKER, [daan.key_id])
    assert not afresh(noor).is_on_team()
    assert afresh(daan).is_on_team()


def test_who_was_dismissed_opens_nothing_more() -> None:
    noor, kept = a_member(admitted=True), document()
    assert opens(noor, kept)
    team.dismiss(row_of(noor).member_id)
    assert not opens(afresh(noor), kept)
    (wrapped,) = wrapped_keys(data_key__document_id=kept)
    with pytest.raises(NotAdmitted):
        unwrap_data_key(wrapped, afresh(noor))


def test_a_key_says_why_it_does_not_open_what_it_cannot() -> None:
    (wrapped,) = wrapped_keys(data_key__document_id=document())
    other = wrapped._replace(recipient_id=str(uuid.uuid4()))
    with pytest.raises(KeyLocked):
        unwrap_data_key(wrapped)
    with pytest.raises(NotAdmitted):
        unwrap_data_key(wrapped, a_member())
    with pytest.raises(CannotOpen):
        unwrap_data_key(other, keys.founder())
    with pytest.raises(KeyLocked):
        unwrap_data_key(wrapped, keys.link_for(ANNA))
    worker = Keyholder(Holder.WORKER, uuid.uuid4(), bytes(range(32)))
    with pytest.raises(CannotOpen):
        unwrap_data_key(wrapped, worker)


def test_a_link_opens_its_own_wraps_and_no_others() -> None:
    link, other = keys.link_for(ANNA), keys.link_for(ANNA)
    kept = document(readers=(link.key_id,))
    assert link.kind is Holder.LINK
    assert opens(link, kept)
    assert not opens(other, kept)
    assert not link.holds("team", str(link.key_id))
    assert not keys.founder().holds("link", str(link.key_id))
    # A member's key with a link's id is still no link.
    member = Keyholder(Holder.MEMBER, link.key_id, bytes.fromhex(link.carried()))
    assert not opens(member, kept)
