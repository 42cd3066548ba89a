"""The care team's key goes from colleague to colleague, and to nobody by a role."""

import datetime as dt

import pytest
import time_machine
from django.db import connections
from django.test import Client

from accounts import care_team
from accounts.care_team import NotWaiting
from accounts.models import Account, Practice, StaffInvitation, TOTPDevice
from accounts.models.second_factor import current_code
from accounts.roles import Role
from accounts.tasks import sweep_invitations
from audit.actions import Action
from audit.actors import Actor
from audit.models import Event
from audit.trail import Outcome
from crypto import members, system_secret, team
from crypto.errors import KeyLocked, NotAdmitted, NotPinned
from crypto.models import MemberKey, MemberKeyEnd, TeamKey, TeamShare
from crypto.pairs import KeyPair, new_seed
from outbox.models import Message
from tests.access.world import ANSWER
from tests.accounts.test_staff import LONG, invited_path
from tests.accounts.test_unlocking import without_key
from tests.keys import FOUNDER, founder, key_of
from tests.staff import PASSWORD, SEED_ACTOR, make_staff, signed_in

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

KEYS = "/beheer/sleutels/"
INVITE = "/beheer/medewerkers/uitnodigen/"
SAM = {"name": "Sam de Boer", "email": "sam@praktijk.example", "role": "therapist"}


def admit_page(account: Account) -> str:
    return f"{KEYS}{account.id}/toelaten/"


def close_page(account: Account) -> str:
    return f"/beheer/medewerkers/{account.id}/beeindigen/"


@pytest.fixture
def daan(practice: Practice) -> Account:
    """Daan Bakker, a therapist whom nobody admitted yet."""
    account = make_staff("Daan Bakker", Role.THERAPIST)
    team.dismiss(account.id)
    return account


@pytest.fixture
def noors_browser(client: Client, noor: Account) -> Client:
    return signed_in(client, noor, Role.THERAPIST)


@pytest.fixture
def olgas_browser(olga: Account) -> Client:
    return signed_in(Client(), olga, Role.OWNER)


def log_of(action: Action) -> list[tuple[str, str]]:
    found = Event.objects.filter(action=action)
    return list(found.values_list("actor_id", "thing_id"))


# --- Admission ----------------------------------------------------------------


def test_noor_sees_who_waits_and_lets_daan_in(
    noors_browser: Client, noor: Account, daan: Account
) -> None:
    tasks = noors_browser.get("/werk/").content.decode()
    assert "Wacht op toegang tot de intakes" in tasks
    page = noors_browser.get(KEYS).content.decode()
    assert admit_page(daan) in page
    asked = noors_browser.get(admit_page(daan)).content.decode()
    assert "daan@praktijk.example" in asked
    assert not key_of(daan, PASSWORD).is_on_team()

    noors_browser.post(admit_page(daan))
    assert key_of(daan, PASSWORD).is_on_team()
    assert log_of(Action.MEMBER_ADMITTED) == [(str(noor.id), str(daan.id))]
    assert "Daan Bakker" in noors_browser.get(KEYS).content.decode()
    assert "Wacht op toegang" not in noors_browser.get("/werk/").content.decode()


def test_an_owner_sees_who_waits_and_cannot_let_anybody_in(
    olgas_browser: Client, olga: Account, noor: Account, daan: Account
) -> None:
    page = olgas_browser.get(KEYS).content.decode()
    assert "Alleen iemand uit het behandelteam" in page
    assert admit_page(daan) not in page
    led = olgas_browser.post(admit_page(daan))
    assert led["Location"] == "/account/toegang/"
    assert [each.account for each in care_team.waiting()] == [daan]
    by = Actor.staff(olga.id, Role.OWNER)
    with pytest.raises(NotAdmitted):
        care_team.admit(daan, by=by, holding=key_of(olga, PASSWORD))
    # That she tried stands in the log, and nothing else.
    tried = Event.objects.filter(action=Action.MEMBER_ADMITTED)
    assert {each.outcome for each in tried} == {Outcome.REFUSED}
    assert log_of(Action.MEMBER_ADMITTED) == [(str(olga.id), str(daan.id))] * 2


def test_nobody_lets_themselves_in(client: Client, daan: Account) -> None:
    signed_in(client, daan, Role.THERAPIST)
    assert client.post(admit_page(daan))["Location"] == "/account/toegang/"
    assert not key_of(daan, PASSWORD).is_on_team()


def test_with_a_locked_key_nobody_is_let_in(
    noors_browser: Client, daan: Account
) -> None:
    without_key(noors_browser)
    led = noors_browser.post(admit_page(daan))
    assert led["Location"].startswith("/account/sleutel/?")
    with pytest.raises(KeyLocked):
        care_team.admit(daan, by=SEED_ACTOR, holding=None)


def test_only_a_therapist_who_waits_is_let_in(noor: Account, olga: Account) -> None:
    for account in (noor, olga):
        with pytest.raises(NotWaiting):
            care_team.admit(account, by=SEED_ACTOR, holding=founder())


def test_the_founders_share_ends_with_the_first_therapist(
    noor: Account, daan: Account
) -> None:
    assert FOUNDER in team.members()
    by = Actor.staff(noor.id, Role.THERAPIST)
    care_team.admit(daan, by=by, holding=key_of(noor, PASSWORD))
    assert team.members() == {noor.id, daan.id}
    assert log_of(Action.MEMBER_DISMISSED) == [(str(noor.id), str(FOUNDER))]


def test_until_a_therapist_holds_it_the_founder_keeps_the_key(olga: Account) -> None:
    care_team.let_founder_go(by=SEED_ACTOR)
    assert team.members() == {FOUNDER}


def test_a_key_somebody_wrote_in_place_of_daans_is_refused(
    noors_browser: Client, noor: Account, daan: Account
) -> None:
    own = MemberKey.objects.get(member_id=daan.id)
    forged = forged_beside(daan)
    MemberKeyEnd.objects.create(member_key=own)
    refused = noors_browser.post(admit_page(daan))
    assert refused.status_code == 409
    assert "niet door dit portaal gemaakt" in refused.content.decode()
    assert log_of(Action.MEMBER_KEY_REFUSED) == [(str(noor.id), str(daan.id))]
    assert log_of(Action.MEMBER_ADMITTED) == []
    assert not TeamShare.objects.filter(recipient_id=str(forged.id)).exists()
    with pytest.raises(NotPinned):
        team.admit(forged, by=key_of(noor, PASSWORD))


def test_a_key_somebody_wrote_beside_daans_gets_nothing_and_bars_nobody(
    noors_browser: Client, daan: Account
) -> None:
    forged = forged_beside(daan)
    assert noors_browser.post(admit_page(daan)).status_code == 302
    assert daan.id in team.members()
    assert not TeamShare.objects.filter(recipient_id=str(forged.id)).exists()


def forged_beside(account: Account) -> MemberKey:
    """A newer key in somebody's name, with a pin copied from their own."""
    pin = MemberKey.objects.get(member_id=account.id).pin
    public = KeyPair(new_seed()).public
    return MemberKey.objects.create(member_id=account.id, public=public, pin=bytes(pin))


# --- A forgotten password -----------------------------------------------------


def test_whoever_resets_an_account_reads_nothing_until_a_colleague_says_so(
    client: Client, noor: Account, noors_app: TOTPDevice, intake: str
) -> None:
    daan = make_staff("Daan Bakker", Role.THERAPIST)
    new = "een nieuwe zin over gele bussen"
    reset(client, noor, noors_app, new)
    assert (str(noor.id),) * 2 in log_of(Action.MEMBER_DISMISSED)

    later = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=2)
    with time_machine.travel(later):
        client.post("/inloggen/", {"email": "noor@praktijk.example", "password": new})
        client.post("/inloggen/code/", {"code": current_code(noors_app.opened_seed())})
        assert client.get(intake)["Location"] == "/account/toegang/"

        daans_browser = signed_in(Client(), daan, Role.THERAPIST)
        daans_browser.post(admit_page(noor))
        assert ANSWER in client.get(intake).content.decode()


def reset(browser: Client, account: Account, app: TOTPDevice, password: str) -> None:
    browser.post("/inloggen/vergeten/", {"email": account.opened_email()})
    message = Message.objects.filter(template="sign_in_code").latest("created_at")
    code = system_secret.open(message, "variables")["code"]
    browser.post("/inloggen/vergeten/code/", {"code": code})
    facts = {"password": password, "code": current_code(app.opened_seed())}
    browser.post("/inloggen/vergeten/nieuw/", facts)


def test_a_password_set_by_somebody_with_the_database_opens_no_key(
    client: Client, noor: Account, noors_app: TOTPDevice, intake: str
) -> None:
    noor.set_password("een zin van een beheerder")
    noor.save()
    client.post(
        "/inloggen/",
        {"email": "noor@praktijk.example", "password": "een zin van een beheerder"},
    )
    client.post("/inloggen/code/", {"code": current_code(noors_app.opened_seed())})
    assert client.get(intake)["Location"].startswith("/account/sleutel/?")


# --- Invitations --------------------------------------------------------------


def both_roles(noor: Account) -> Client:
    """Noor's browser, who owns the practice too."""
    noor.grant(Role.OWNER, by=SEED_ACTOR)
    return signed_in(Client(), noor, Role.OWNER)


def join(path: str) -> Account:
    browser = Client()
    browser.get(path)
    browser.post("/medewerker/", {"password": LONG})
    return Account.objects.with_email(SAM["email"]).get()


def test_an_invitation_brings_the_key_to_a_therapist(noor: Account) -> None:
    browser = both_roles(noor)
    browser.post(INVITE, SAM)
    sam = join(invited_path())
    assert key_of(sam, LONG).is_on_team()
    assert team.members() == {noor.id, sam.id}  # and the founder's share ended
    assert shares_of_invitations() == 0
    assert (str(sam.id)) in [thing for _, thing in log_of(Action.MEMBER_ADMITTED)]


def shares_of_invitations() -> int:
    kind = TeamShare.Recipient.INVITATION
    return TeamShare.objects.filter(recipient_kind=kind).count()


def test_the_key_does_not_come_with_another_role(noor: Account) -> None:
    browser = both_roles(noor)
    browser.post(INVITE, SAM | {"role": "front_desk"})
    assert shares_of_invitations() == 0
    assert not key_of(join(invited_path()), LONG).is_on_team()


@pytest.mark.parametrize("inviter", ["olga", "noor without her password"])
def test_who_does_not_hold_the_key_invites_somebody_who_waits(
    olgas_browser: Client, noor: Account, inviter: str
) -> None:
    browser = olgas_browser if inviter == "olga" else without_key(both_roles(noor))
    browser.post(INVITE, SAM)
    sam = join(invited_path())
    assert not key_of(sam, LONG).is_on_team()
    assert [each.account for each in care_team.waiting()] == [sam]


def test_a_withdrawn_invitation_brings_nothing(noor: Account) -> None:
    browser = both_roles(noor)
    browser.post(INVITE, SAM)
    assert shares_of_invitations() == 1
    invitation = StaffInvitation.objects.get()
    browser.post(f"/beheer/medewerkers/uitnodiging/{invitation.id}/intrekken/")
    assert shares_of_invitations() == 0


def test_the_key_is_taken_out_of_invitations_that_are_over(noor: Account) -> None:
    both_roles(noor).post(INVITE, SAM)
    now = dt.datetime.now(dt.UTC)
    with time_machine.travel(now + dt.timedelta(days=6)):
        sweep_invitations()
    assert shares_of_invitations() == 1
    with time_machine.travel(now + dt.timedelta(days=8)):
        sweep_invitations()
    assert shares_of_invitations() == 0


def test_an_invitation_that_was_never_committed_leaves_no_key(noor: Account) -> None:
    both_roles(noor).post(INVITE, SAM)
    StaffInvitation.objects.all().delete()
    sweep_invitations()
    assert shares_of_invitations() == 1  # it may be about to be committed
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=2)
    with time_machine.travel(later):
        sweep_invitations()
    assert shares_of_invitations() == 0


def test_the_tables_alone_do_not_open_what_an_invitation_brings(noor: Account) -> None:
    both_roles(noor).post(INVITE, SAM)
    secret = invited_path().strip("/").rpartition("/")[2]
    for alias in ("default", "keys"):
        with connections[alias].cursor() as cursor:
            for table in connections[alias].introspection.table_names(cursor):
                cursor.execute(f'SELECT * FROM "{table}"')
                assert secret not in str(cursor.fetchall())


# --- Leaving ------------------------------------------------------------------


def test_after_a_therapist_left_new_documents_have_another_key(
    olgas_browser: Client, noor: Account
) -> None:
    daan = make_staff("Daan Bakker", Role.THERAPIST)
    noors = key_of(noor, PASSWORD)
    before = team.current()
    page = olgas_browser.get(close_page(noor)).content.decode()
    assert "De sleutel van het behandelteam wordt meteen vervangen" in page
    olgas_browser.post(close_page(noor))

    made = team.current()
    assert made.predecessor_id == before.id
    assert members.unlock(noor.id, PASSWORD) is None
    assert not TeamShare.objects.filter(recipient_id=str(noors.key_id)).exists()
    assert made.id in key_of(daan, PASSWORD).team_seeds()
    assert care_team.renewal_due_since() is None
    assert [thing for _, thing in log_of(Action.TEAM_KEY_CHANGED)] == [str(made.id)]
    assert str(noor.id) in [thing for _, thing in log_of(Action.MEMBER_DISMISSED)]


def test_whoever_closes_an_account_with_the_key_unlocks_their_own_first(
    olgas_browser: Client, noor: Account, daan: Account
) -> None:
    make_staff("Iris Kok", Role.THERAPIST)
    without_key(olgas_browser)
    led = olgas_browser.get(close_page(noor))
    assert led["Location"].startswith("/account/sleutel/?next=")
    olgas_browser.post(close_page(noor))
    with pytest.raises(KeyLocked):
        care_team.close(noor, by=SEED_ACTOR, holding=None)
    noor.refresh_from_db()
    assert noor.is_active
    assert care_team.is_on_team(noor)


def test_who_never_read_anything_leaves_without_a_new_key(
    olgas_browser: Client,
) -> None:
    esra = make_staff("Esra Yilmaz", Role.FRONT_DESK)
    before = team.current()
    without_key(olgas_browser)
    olgas_browser.post(close_page(esra))
    assert not Account.objects.get(id=esra.id).is_active
    assert team.current() == before


def test_the_last_one_with_the_key_is_closed_by_who_knows_what_that_means(
    olgas_browser: Client, noor: Account
) -> None:
    page = olgas_browser.get(close_page(noor)).content.decode()
    assert "alleen het herstelblad opent ze nog" in page
    assert olgas_browser.post(close_page(noor)).status_code == 422
    with pytest.raises(care_team.LastOnTeam):
        care_team.close(noor, by=SEED_ACTOR, holding=founder())
    assert care_team.is_on_team(noor)

    response = olgas_browser.post(close_page(noor), {"knowing": "on"})
    assert response.status_code == 302
    assert care_team.on_team() == []
    newest = team.current()
    sheets = TeamShare.Recipient.RECOVERY
    assert newest.shares.filter(recipient_kind=sheets).exists()


@pytest.mark.parametrize("role", [Role.OWNER, Role.THERAPIST])
def test_where_nobody_could_sign_a_new_key_it_is_a_task(
    noor: Account, olga: Account, role: Role
) -> None:
    daan = make_staff("Daan Bakker", Role.THERAPIST)
    before = team.current()
    noor.role_grants.get().revoke(by=SEED_ACTOR)
    assert not key_of(noor, PASSWORD).is_on_team()
    assert team.current() == before

    account = {Role.OWNER: olga, Role.THERAPIST: daan}[role]
    browser = signed_in(Client(), account, role)
    assert "maak een nieuwe sleutel" in browser.get("/werk/").content.decode()
    assert "/beheer/sleutels/vernieuwen/" in browser.get(KEYS).content.decode()
    browser.post("/beheer/sleutels/vernieuwen/")
    assert team.current().predecessor_id == before.id
    assert care_team.renewal_due_since() is None
    browser.post("/beheer/sleutels/vernieuwen/")
    assert TeamKey.objects.count() == 2


def test_who_never_had_the_key_leaves_no_task_behind(noor: Account) -> None:
    make_staff("Esra Yilmaz", Role.FRONT_DESK).close(by=SEED_ACTOR)
    robin = make_staff("Robin Smit", Role.FRONT_DESK, Role.OWNER)
    robin.role_grants.get(role=Role.FRONT_DESK).revoke(by=SEED_ACTOR)
    assert care_team.renewal_due_since() is None


def test_a_crash_before_the_new_key_leaves_the_task(
    olgas_browser: Client, noor: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_staff("Daan Bakker", Role.THERAPIST)

    def crash(**_: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(team, "succeed", crash)
    with pytest.raises(ConnectionError):
        olgas_browser.post(close_page(noor))
    assert not Account.objects.get(id=noor.id).is_active
    assert members.current(noor.id) is None
    assert care_team.renewal_due_since() is not None


def test_a_former_colleagues_browser_is_out_at_once(
    noors_browser: Client, olgas_browser: Client, daan: Account, intake: str
) -> None:
    assert ANSWER in noors_browser.get(intake).content.decode()
    noor = Account.objects.with_email("noor@praktijk.example").get()
    olgas_browser.post(close_page(noor), {"knowing": "on"})
    assert noors_browser.get(intake)["Location"].startswith("/inloggen/?")


def test_the_page_of_keys_says_when_ones_own_is_locked(noors_browser: Client) -> None:
    offer = "/account/sleutel/?next=/beheer/sleutels/"
    assert offer not in noors_browser.get(KEYS).content.decode()
    without_key(noors_browser)
    assert offer in noors_browser.get(KEYS).content.decode()
