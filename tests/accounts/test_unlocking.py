"""A member's key is unlocked by a password, in one session, behind both factors."""

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from accounts.models import Account, SealedSession, TOTPDevice
from accounts.models.second_factor import current_code
from accounts.roles import Role
from accounts.unlocking import HELD_KEY
from audit.actions import Action
from audit.models import Event
from crypto import members, team
from crypto.holding import Keyholder
from tests.access.world import ANSWER
from tests.keys import key_of
from tests.staff import PASSWORD, make_staff, signed_in

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

UNLOCK = "/account/sleutel/"
NOT_ADMITTED = "/account/toegang/"


def without_key(browser: Client) -> Client:
    """The browser of somebody who signed in without a password (a passkey)."""
    session = browser.session
    del session[HELD_KEY]
    session.save()
    return browser


@pytest.fixture
def noors_browser(client: Client, noor: Account, noors_app: TOTPDevice) -> Client:
    return signed_in(client, noor, Role.THERAPIST, device=noors_app)


def test_noor_gives_her_password_once_a_session_and_reads_on(
    noors_browser: Client, intake: str
) -> None:
    without_key(noors_browser)
    asked = noors_browser.get(intake)
    assert asked["Location"].startswith(f"{UNLOCK}?next=")
    page = noors_browser.get(asked["Location"]).content.decode()
    assert "Geef uw wachtwoord" in page

    cookie = noors_browser.cookies[settings.SESSION_COOKIE_NAME].value
    back = noors_browser.post(asked["Location"], {"password": PASSWORD})
    assert back["Location"] == intake
    assert noors_browser.cookies[settings.SESSION_COOKIE_NAME].value != cookie
    assert ANSWER in noors_browser.get(intake).content.decode()
    assert Event.objects.filter(action=Action.MEMBER_KEY_UNLOCKED).count() == 1


def test_a_wrong_password_unlocks_nothing_and_guessing_is_made_to_wait(
    noors_browser: Client, intake: str
) -> None:
    without_key(noors_browser)
    for _ in range(5):
        wrong = noors_browser.post(UNLOCK, {"password": "a guess of somebody"})
        assert wrong.status_code == 422
    assert noors_browser.post(UNLOCK, {"password": PASSWORD}).status_code == 429
    assert noors_browser.get(intake).status_code == 302


def test_the_way_back_never_leads_elsewhere(noors_browser: Client) -> None:
    address = f"{UNLOCK}?next=https://evil.example/"
    response = noors_browser.post(address, {"password": PASSWORD})
    assert response["Location"] == settings.LOGIN_REDIRECT_URL


def test_whose_key_has_another_password_learns_what_to_do(
    noors_browser: Client, noor: Account
) -> None:
    members.make(noor.id, "een wachtwoord van een mislukte reset")
    without_key(noors_browser)
    response = noors_browser.post(UNLOCK, {"password": PASSWORD})
    assert response.status_code == 422
    assert "Wachtwoord vergeten" in response.content.decode()


def test_who_has_no_key_yet_gets_one_at_sign_in(client: Client, noor: Account) -> None:
    members.retire(noor.id)
    client.post("/inloggen/", {"email": "noor@praktijk.example", "password": PASSWORD})
    assert isinstance(members.unlock(noor.id, PASSWORD), Keyholder)
    assert Event.objects.filter(action=Action.MEMBER_KEY_MADE).count() == 1


def test_before_the_second_factor_the_key_is_of_no_use(
    client: Client, noors_app: TOTPDevice, intake: str
) -> None:
    client.post("/inloggen/", {"email": "noor@praktijk.example", "password": PASSWORD})
    assert HELD_KEY in client.session
    refused = client.get(intake)
    assert refused["Location"].startswith("/inloggen/code/?")
    assert refused.wsgi_request.holding is None  # type: ignore[attr-defined]

    code = current_code(noors_app.opened_seed())
    client.post("/inloggen/code/", {"code": code})
    assert ANSWER in client.get(intake).content.decode()


def test_the_key_stands_in_no_table(noors_browser: Client, noor: Account) -> None:
    carried = key_of(noor, PASSWORD).carried()
    assert noors_browser.session[HELD_KEY][2] == carried
    forms = (carried.encode(), bytes.fromhex(carried))
    for alias in ("default", "keys"):
        stored = every_byte(alias)
        assert len(stored) > 1000
        assert not any(form in stored for form in forms)


def every_byte(alias: str) -> bytes:
    found = []
    with connections[alias].cursor() as cursor:
        for table in connections[alias].introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                found += [
                    bytes(value)
                    if isinstance(value, bytes | memoryview)
                    else str(value).encode()
                    for value in row
                ]
    return b"\n".join(found)


def test_signing_out_takes_the_key_along(noors_browser: Client) -> None:
    noors_browser.post("/uitloggen/")
    assert not SealedSession.objects.exists()
    assert HELD_KEY not in noors_browser.session


def test_each_browser_carries_its_own_copy(
    noors_browser: Client, noor: Account, noors_app: TOTPDevice, intake: str
) -> None:
    at_home = signed_in(Client(), noor, Role.THERAPIST, device=noors_app)
    noors_browser.post("/uitloggen/")
    assert ANSWER in at_home.get(intake).content.decode()
    without_key(at_home)
    assert at_home.get(intake).status_code == 302


def test_who_is_not_admitted_reads_who_can_let_them_in(
    noors_browser: Client, noor: Account, intake: str
) -> None:
    make_staff("Daan Bakker", Role.THERAPIST)
    team.dismiss(noor.id)
    led = noors_browser.get(intake)
    assert led["Location"] == NOT_ADMITTED
    page = noors_browser.get(NOT_ADMITTED)
    assert page.status_code == 403
    text = page.content.decode()
    assert "Een collega moet u nog toelaten" in text
    assert "Daan Bakker" in text


def test_who_is_not_admitted_is_told_so_at_the_start(
    noors_browser: Client, noor: Account
) -> None:
    told = "U kunt nog geen intakes lezen"
    assert told not in noors_browser.get("/werk/").content.decode()
    team.dismiss(noor.id)
    assert told in noors_browser.get("/werk/").content.decode()


def test_an_owner_is_not_told_to_wait_for_a_colleague(noor: Account) -> None:
    ruth = make_staff("Ruth van Leeuwen", Role.OWNER)
    browser = signed_in(Client(), ruth, Role.OWNER)
    text = browser.get(NOT_ADMITTED).content.decode()
    assert "Dit kan alleen het behandelteam" in text
    assert noor.opened_name() in text
    assert "moet u nog toelaten" not in text


def test_where_nobody_is_left_the_page_names_the_recovery_sheet(
    noors_browser: Client, noor: Account
) -> None:
    team.dismiss(noor.id)
    text = noors_browser.get(NOT_ADMITTED).content.decode()
    assert "Alleen het herstelblad" in text
