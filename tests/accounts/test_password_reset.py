"""A forgotten password takes the mailbox and the second factor, and tells nobody."""

import datetime as dt

import pytest
import time_machine
from django.test import Client, RequestFactory

from accounts import care_team, password_reset
from accounts.models import Account, TOTPDevice
from accounts.models.second_factor import current_code
from accounts.roles import Role
from audit.actions import Action
from audit.models import Event
from crypto import members, system_secret
from outbox.models import Message
from tests.staff import PASSWORD, make_staff, signed_in

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

NEW = "een nieuwe zin over gele bussen"
ASK, PROVE, CHANGE = (
    "/inloggen/vergeten/",
    "/inloggen/vergeten/code/",
    "/inloggen/vergeten/nieuw/",
)


def mailed_code() -> str:
    message = Message.objects.filter(template="sign_in_code").latest("created_at")
    return str(system_secret.open(message, "variables")["code"])


def proven(client: Client) -> None:
    client.post(ASK, {"email": "noor@praktijk.example"})
    assert client.post(PROVE, {"code": mailed_code()})["Location"] == CHANGE


def test_noor_gets_a_new_password_with_code_and_app(
    client: Client, noors_app: TOTPDevice, noor: Account
) -> None:
    make_staff("Daan Bakker", Role.THERAPIST)
    elsewhere = signed_in(Client(), noor, Role.THERAPIST, device=noors_app)
    proven(client)
    code = current_code(noors_app.opened_seed())
    response = client.post(CHANGE, {"password": NEW, "code": code}, follow=True)
    page = response.content.decode()
    assert "Uw wachtwoord is veranderd" in page
    assert "Een collega moet u nog toelaten" in page

    noor.refresh_from_db()
    assert noor.check_password(NEW)
    assert elsewhere.get("/account/rol/").status_code == 302
    assert [each.account for each in care_team.waiting()] == [noor]
    assert Event.objects.filter(action=Action.PASSWORD_CHANGED).count() == 1
    assert Message.objects.filter(template="password_changed").count() == 1


def test_the_only_one_with_the_key_is_warned_once_both_proofs_are_given(
    client: Client, noors_app: TOTPDevice, noor: Account
) -> None:
    warning = "U bent de enige met de sleutel van de intakes"
    proven(client)
    assert warning not in client.get(CHANGE).content.decode()

    code = current_code(noors_app.opened_seed())
    asked = client.post(CHANGE, {"password": NEW, "code": code}, follow=True)
    assert warning in asked.content.decode()
    assert client.post(CHANGE, {"password": NEW}).status_code == 422
    noor.refresh_from_db()
    assert noor.check_password(PASSWORD)
    assert care_team.is_on_team(noor)

    response = client.post(CHANGE, {"password": NEW, "knowing": "on"})
    assert response["Location"] == "/inloggen/"
    noor.refresh_from_db()
    assert noor.check_password(NEW)
    assert care_team.on_team() == []


def test_without_the_second_factor_no_tick_helps(
    client: Client, noors_app: TOTPDevice, noor: Account
) -> None:
    proven(client)
    response = client.post(CHANGE, {"password": NEW, "knowing": "on"})
    assert response.status_code == 422
    assert care_team.is_on_team(noor)


def test_a_new_code_asks_for_the_second_factor_again(
    client: Client, noors_app: TOTPDevice, noor: Account
) -> None:
    proven(client)
    code = current_code(noors_app.opened_seed())
    client.post(CHANGE, {"password": NEW, "code": code})
    assert 'name="code"' not in client.get(CHANGE).content.decode()
    proven(client)
    assert 'name="code"' in client.get(CHANGE).content.decode()


def test_the_verb_itself_asks_for_both_proofs(client: Client, noor: Account) -> None:
    request = RequestFactory().post(CHANGE)
    request.session = client.session
    with pytest.raises(password_reset.NotAsked):
        password_reset.change(request, noor, password=NEW, knowing=True)


def test_a_crash_before_the_password_counts_is_mended_by_another_reset(
    client: Client,
    noors_app: TOTPDevice,
    noor: Account,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_staff("Daan Bakker", Role.THERAPIST)
    proven(client)
    code = current_code(noors_app.opened_seed())
    with monkeypatch.context() as patch:
        patch.setattr(password_reset, "set_password", crash)
        with pytest.raises(Crash):
            client.post(CHANGE, {"password": NEW, "code": code})
    noor.refresh_from_db()
    assert noor.check_password(PASSWORD)
    assert members.unlock(noor.id, PASSWORD) is None

    later = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1)
    with time_machine.travel(later):
        proven(client)
        code = current_code(noors_app.opened_seed())
        client.post(CHANGE, {"password": NEW, "code": code})
    noor.refresh_from_db()
    assert noor.check_password(NEW)
    assert members.unlock(noor.id, NEW) is not None


class Crash(Exception):
    """Stands in for a process that ends."""


def crash(*_: object) -> None:
    raise Crash


def test_the_code_alone_changes_no_password(
    client: Client, noors_app: TOTPDevice, noor: Account
) -> None:
    proven(client)
    response = client.post(CHANGE, {"password": NEW, "code": "aaaa-bbbb-cccc-dddd"})
    assert response.status_code == 422
    noor.refresh_from_db()
    assert noor.check_password(PASSWORD)


def test_without_the_code_there_is_nothing_to_change(
    client: Client, noor: Account
) -> None:
    assert client.get(CHANGE)["Location"] == ASK
    client.post(ASK, {"email": "noor@praktijk.example"})
    assert client.get(CHANGE)["Location"] == ASK
    assert Client().post(PROVE, {"code": mailed_code()})["Location"] == ASK


def test_ac_174_a_reset_is_over_after_use_and_after_half_an_hour(
    client: Client, noors_app: TOTPDevice
) -> None:
    proven(client)
    code = mailed_code()
    assert client.post(PROVE, {"code": code}).status_code == 422
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=16)
    with time_machine.travel(soon):
        assert client.get(CHANGE).status_code == 200
    late = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=31)
    with time_machine.travel(late):
        assert client.get(CHANGE)["Location"] == ASK


def test_nobody_learns_whether_an_address_is_known(noors_app: TOTPDevice) -> None:
    pages = []
    for email in ("noor@praktijk.example", "nobody@praktijk.example"):
        browser = Client()
        answers = [browser.post(ASK, {"email": email})]
        answers += [browser.post(PROVE, {"code": "000000"}) for _ in range(6)]
        texts = [answer.content.decode().split("<main")[-1] for answer in answers]
        pages.append([without_tokens(text) for text in texts])
        assert {answer.status_code for answer in answers} == {302, 422}
    assert pages[0] == pages[1]
    assert Message.objects.count() == 1


def without_tokens(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if 'type="hidden"' not in line)
