"""Signing in: password, second factor, and what an attacker gets instead."""

import base64
import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.test import Client

from accounts.models import Account, RecoveryCode, RecoverySet, TOTPDevice
from accounts.models.second_factor import current_code
from accounts.roles import Role
from audit.actions import Action
from audit.models import Event
from tests.staff import PASSWORD, SEED_ACTOR, make_staff, with_factors

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.urls("tests.accounts.pages"),
]

GENERIC = "E-mailadres of wachtwoord klopt niet"


def give_password(
    client: Client, email: str, password: str = PASSWORD, **query: str
) -> "Answer":
    facts = {"email": email, "password": password}
    return client.post("/inloggen/", facts, query_params=query)


def test_noor_signs_in_with_both_factors(client: Client, noors_app: TOTPDevice) -> None:
    first = give_password(client, " Noor@Praktijk.example ")
    assert first.status_code == 302
    assert first["Location"] == "/inloggen/code/"

    code = current_code(noors_app.opened_seed())
    second = client.post("/inloggen/code/", {"code": f"{code[:3]} {code[3:]}"})
    assert second.status_code == 302
    assert second["Location"] == settings.LOGIN_REDIRECT_URL
    assert client.get("/test/patients/").content == b"patients"
    assert Event.objects.filter(action=Action.ACCOUNT_SIGNED_IN).count() == 1


def test_ac_168_a_password_alone_opens_no_patient_page(
    client: Client, noors_app: TOTPDevice
) -> None:
    give_password(client, "noor@praktijk.example")
    response = client.get("/test/patients/")
    assert response.status_code == 302
    assert response["Location"].startswith("/inloggen/code/?")


def test_ac_168_without_an_app_the_password_leads_only_to_setting_one_up(
    client: Client, noor: Account
) -> None:
    give_password(client, "noor@praktijk.example")
    assert client.get("/inloggen/code/")["Location"] == "/account/tweede-factor/"
    assert client.get("/test/patients/").status_code == 302


def test_ac_171_a_password_of_400_days_old_still_works(
    client: Client, noors_app: TOTPDevice
) -> None:
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=400)
    with time_machine.travel(later):
        assert give_password(client, "noor@praktijk.example").status_code == 302


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("noor@praktijk.example", "not the password"),
        ("nobody@praktijk.example", PASSWORD),
        ("geen adres", "x"),
        ("a" * 254, "b" * 1024),
    ],
)
def test_every_wrong_sign_in_gets_the_same_sentence(
    client: Client, noor: Account, email: str, password: str
) -> None:
    response = give_password(client, email, password)
    assert response.status_code == 422
    page = response.content.decode()
    assert GENERIC in page
    assert f'value="{password}"' not in page
    assert SESSION_KEY not in client.session


def test_a_closed_account_gets_the_same_sentence(
    client: Client, noor: Account, olga: Account
) -> None:
    noor.close(by=SEED_ACTOR)
    assert GENERIC in give_password(client, "noor@praktijk.example").content.decode()


def test_nul_in_the_address_is_answered_with_a_sentence(client: Client) -> None:
    assert give_password(client, "noor\x00@praktijk.example").status_code == 422


def test_a_link_to_elsewhere_is_not_followed_after_signing_in(
    client: Client, noors_app: TOTPDevice
) -> None:
    give_password(client, "noor@praktijk.example", next="https://evil.example/")
    code = current_code(noors_app.opened_seed())
    response = client.post("/inloggen/code/", {"code": code})
    assert response["Location"] == settings.LOGIN_REDIRECT_URL


def test_noor_comes_back_to_the_page_she_asked_for(
    client: Client, noors_app: TOTPDevice
) -> None:
    asked = client.get("/test/patients/?page=2")["Location"]
    client.post(asked, {"email": "noor@praktijk.example", "password": PASSWORD})
    code = current_code(noors_app.opened_seed())
    response = client.post("/inloggen/code/", {"code": code})
    assert response["Location"] == "/test/patients/?page=2"


def test_the_session_key_changes_with_each_factor(
    client: Client, noors_app: TOTPDevice
) -> None:
    keys = []
    client.post("/inloggen/vergeten/", {"email": "noor@praktijk.example"})
    keys.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
    give_password(client, "noor@praktijk.example")
    keys.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
    client.post("/inloggen/code/", {"code": current_code(noors_app.opened_seed())})
    keys.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
    assert len(set(keys)) == 3

    for old_key in keys[:2]:
        thief = Client()
        thief.cookies[settings.SESSION_COOKIE_NAME] = old_key
        assert thief.get("/test/patients/").status_code == 302


def test_a_code_of_the_app_works_once(client: Client, noors_app: TOTPDevice) -> None:
    code = current_code(noors_app.opened_seed())
    give_password(client, "noor@praktijk.example")
    assert client.post("/inloggen/code/", {"code": code}).status_code == 302

    second = Client()
    give_password(second, "noor@praktijk.example")
    response = second.post("/inloggen/code/", {"code": code})
    assert response.status_code == 422
    assert "Code klopt niet" in response.content.decode()


def test_a_wrong_code_makes_the_next_try_wait(
    client: Client, noors_app: TOTPDevice
) -> None:
    give_password(client, "noor@praktijk.example")
    seed = noors_app.opened_seed()
    wrong = f"{(int(current_code(seed)) + 500_000) % 1_000_000:06}"
    client.post("/inloggen/code/", {"code": wrong})
    response = client.post("/inloggen/code/", {"code": current_code(seed)})
    assert response.status_code == 429
    assert "over 1 seconde" in response.content.decode()


def test_a_recovery_code_works_once(client: Client, noors_app: TOTPDevice) -> None:
    noor = noors_app.user
    recovery_set, codes = RecoverySet.issue(noor, by=SEED_ACTOR)
    RecoverySet.objects.filter(pk=recovery_set.pk).update(confirmed=True)

    give_password(client, "noor@praktijk.example")
    typed = codes[3].upper().replace("-", " ")
    assert client.post("/inloggen/code/", {"code": typed}).status_code == 302
    assert client.get("/test/patients/").content == b"patients"

    second = Client()
    give_password(second, "noor@praktijk.example")
    assert second.post("/inloggen/code/", {"code": codes[3]}).status_code == 422


def test_recovery_codes_have_80_bits_and_no_code_is_stored(noor: Account) -> None:
    _set, codes = RecoverySet.issue(noor, by=SEED_ACTOR)
    assert len(set(codes)) == 10
    raw = [code.replace("-", "") for code in codes]
    assert all(len(base64.b32decode(text.upper())) == 10 for text in raw)
    stored = b"".join(bytes(row.digest) for row in RecoveryCode.objects.all())
    assert not any(text.encode() in stored for text in raw)


def test_nobody_elses_recovery_code_opens_an_account(
    client: Client, noors_app: TOTPDevice, olga: Account
) -> None:
    olgas_set, codes = RecoverySet.issue(olga, by=SEED_ACTOR)
    RecoverySet.objects.filter(pk=olgas_set.pk).update(confirmed=True)
    give_password(client, "noor@praktijk.example")
    assert client.post("/inloggen/code/", {"code": codes[0]}).status_code == 422


def test_noor_sets_up_her_app_and_keeps_her_codes(
    client: Client, noor: Account
) -> None:
    give_password(client, "noor@praktijk.example")
    page = client.get("/account/tweede-factor/").content.decode()
    assert "<svg" in page
    assert "style=" not in page
    assert "otpauth://totp/Praktijk%20De%20Linde:noor%40praktijk.example?" in page
    key = re.search(r'id="key"[^>]*>([A-Z2-7 ]+)<', page)
    assert key
    assert re.fullmatch(r"([A-Z2-7]{4} ){7}[A-Z2-7]{4}", key[1])

    seed = base64.b32decode(key[1].replace(" ", ""))
    response = client.post("/account/tweede-factor/", {"code": current_code(seed)})
    assert response["Location"] == "/account/herstelcodes/"
    codes_page = client.get("/account/herstelcodes/").content.decode()
    codes = re.findall(r"<li>([a-z2-7]{4}(?:-[a-z2-7]{4}){3})</li>", codes_page)
    assert len(codes) == 10
    file = client.get("/account/herstelcodes/bestand/")
    assert all(code in file.content.decode() for code in codes)
    assert "attachment" in file["Content-Disposition"]

    wrong = client.post("/account/herstelcodes/", {"code": "aaaa-bbbb-cccc-dddd"})
    assert wrong.status_code == 422
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=5)):
        proof = client.post("/account/herstelcodes/", {"code": codes[0]})
        assert proof["Location"] == settings.LOGIN_REDIRECT_URL
        again = client.get("/account/herstelcodes/").content.decode()
    assert codes[1] not in again
    assert "9 herstelcodes" in again
    assert client.get("/account/herstelcodes/bestand/").status_code == 404


def test_who_has_only_the_password_cannot_bring_a_factor_of_their_own(
    client: Client, noors_app: TOTPDevice
) -> None:
    give_password(client, "noor@praktijk.example")
    assert client.get("/account/tweede-factor/")["Location"] == "/inloggen/code/"
    assert client.post("/account/tweede-factor/", {"code": "123456"}).status_code == 302
    assert TOTPDevice.objects.count() == 1
    assert client.get("/account/herstelcodes/").status_code == 302
    assert client.post("/account/herstelcodes/nieuw/").status_code == 302
    assert RecoverySet.objects.count() == 1


def test_signing_out_ends_the_session_on_the_server(
    client: Client, noors_app: TOTPDevice
) -> None:
    give_password(client, "noor@praktijk.example")
    client.post("/inloggen/code/", {"code": current_code(noors_app.opened_seed())})
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert client.get("/uitloggen/").status_code == 405

    response = client.post("/uitloggen/", follow=True)
    assert "U bent uitgelogd" in response.content.decode()
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = key
    assert thief.get("/test/patients/").status_code == 302


def test_a_new_password_ends_the_other_sessions(
    client: Client, noors_app: TOTPDevice, noor: Account
) -> None:
    give_password(client, "noor@praktijk.example")
    noor.set_password("een heel andere zin dan eerst")
    noor.save()
    assert client.get("/inloggen/code/")["Location"].startswith("/inloggen/?")


def test_a_person_with_two_roles_picks_one_at_a_time(client: Client) -> None:
    robin = make_staff("Robin Smit", Role.THERAPIST, Role.FRONT_DESK)
    app = with_factors(robin)
    give_password(client, "robin@praktijk.example")
    client.post("/inloggen/code/", {"code": current_code(app.opened_seed())})
    response = client.get("/test/patients/")
    assert response["Location"].startswith("/account/rol/?")

    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    chosen = client.post(response["Location"], {"role": "therapist"})
    assert chosen["Location"] == "/test/patients/"
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != key
    assert client.get("/test/patients/").status_code == 200
    assert client.get("/test/desk/").status_code == 403
    assert client.post("/account/rol/", {"role": "owner"}).status_code == 422
