"""A new password keeps the key, ends other sessions, and survives a crash anywhere."""

import pytest
from django.test import Client

from accounts import care_team, changing_password
from accounts.models import Account, TOTPDevice
from accounts.roles import Role
from audit.actions import Action
from audit.models import Event
from crypto import members
from crypto.models import MemberSeal
from outbox.models import Message
from tests.access.world import ANSWER
from tests.accounts.test_unlocking import without_key
from tests.staff import PASSWORD, make_staff, signed_in

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

CHANGE = "/account/wachtwoord/"
NEW = "een nieuwe zin over gele bussen"
FACTS = {"old": PASSWORD, "password": NEW}


class Crash(Exception):
    """Stands in for a process that ends."""


@pytest.fixture
def noors_browser(client: Client, noor: Account, noors_app: TOTPDevice) -> Client:
    return signed_in(client, noor, Role.THERAPIST, device=noors_app)


def opens(account: Account, password: str) -> bool:
    """Whether a password opens both the account and its key."""
    account.refresh_from_db()
    if not account.check_password(password):
        return False
    holder = members.unlock(account.id, password)
    return holder is not None and holder.is_on_team()


def test_noor_changes_her_password_and_reads_on(
    noors_browser: Client, noor: Account, noors_app: TOTPDevice, intake: str
) -> None:
    elsewhere = signed_in(Client(), noor, Role.THERAPIST, device=noors_app)
    response = noors_browser.post(CHANGE, FACTS, follow=True)
    assert "Uw wachtwoord is veranderd" in response.content.decode()

    assert ANSWER in noors_browser.get(intake).content.decode()
    assert elsewhere.get(intake)["Location"].startswith("/inloggen/?")
    assert opens(noor, NEW)
    assert members.unlock(noor.id, PASSWORD) is None
    assert seals_of(noor) == 1
    assert Event.objects.filter(action=Action.PASSWORD_CHANGED).count() == 1
    assert Message.objects.filter(template="password_changed").count() == 1


def seals_of(account: Account) -> int:
    return MemberSeal.objects.filter(member_key__member_id=account.id).count()


@pytest.mark.parametrize(
    "facts", [FACTS | {"old": "not her password"}, FACTS | {"password": "te kort"}]
)
def test_a_change_that_is_refused_changes_nothing(
    noors_browser: Client, noor: Account, facts: dict[str, str]
) -> None:
    assert noors_browser.post(CHANGE, facts).status_code == 422
    assert opens(noor, PASSWORD)
    assert seals_of(noor) == 1


def test_guessing_the_old_password_is_made_to_wait(noors_browser: Client) -> None:
    for _ in range(5):
        noors_browser.post(CHANGE, FACTS | {"old": "a guess of somebody"})
    assert noors_browser.post(CHANGE, FACTS).status_code == 429


@pytest.mark.parametrize(
    ("step", "counts"),
    [
        ("members.reseal", PASSWORD),
        ("set_password", PASSWORD),
        ("members.settle", NEW),
        ("update_session_auth_hash", NEW),
    ],
)
def test_whichever_step_is_the_last_one_password_opens_account_and_key(
    noors_browser: Client,
    noor: Account,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    counts: str,
) -> None:
    def crash(*_: object) -> None:
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(f"accounts.changing_password.{step}", crash)
        with pytest.raises(Crash):
            noors_browser.post(CHANGE, FACTS)
    other = {PASSWORD, NEW} - {counts}
    assert opens(noor, counts)
    assert not opens(noor, other.pop())
    assert seals_of(noor) == 1


def test_a_sign_in_with_the_old_password_halfway_takes_nothing_away(
    noors_browser: Client, noor: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    then = changing_password.set_password

    def meanwhile(account: Account, password: str) -> None:
        assert members.unlock(account.id, PASSWORD) is not None
        then(account, password)

    monkeypatch.setattr(changing_password, "set_password", meanwhile)
    noors_browser.post(CHANGE, FACTS)
    assert opens(noor, NEW)
    assert seals_of(noor) == 1


def test_a_session_without_the_key_has_it_afterwards(
    noors_browser: Client, intake: str
) -> None:
    without_key(noors_browser)
    noors_browser.post(CHANGE, FACTS)
    assert ANSWER in noors_browser.get(intake).content.decode()


def test_a_key_that_nobody_can_open_is_replaced_and_waits(
    noors_browser: Client, noor: Account
) -> None:
    make_staff("Daan Bakker", Role.THERAPIST)
    members.make(noor.id, "een wachtwoord van een mislukte reset")
    noors_browser.post(CHANGE, FACTS)
    assert members.unlock(noor.id, NEW) is not None
    assert [each.account for each in care_team.waiting()] == [noor]


def test_everybody_on_the_staff_can_change_their_password(client: Client) -> None:
    esra = make_staff("Esra Yilmaz", Role.FRONT_DESK)
    signed_in(client, esra, Role.FRONT_DESK)
    link = f'href="{CHANGE}"'
    assert link in client.get("/werk/", follow=True).content.decode()
    assert client.post(CHANGE, FACTS).status_code == 302
    assert members.unlock(esra.id, NEW) is not None
