"""Somebody writes in the database of the practice, and has no key file.

They know our code, so they can write whatever row it writes. They are let in by
none: a session, and the hash of a password, take a key of the server to make.
"""

import json
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone

from accounts import hashing, password_reset
from accounts.models import Account, Practice, SealedSession, TOTPDevice
from accounts.roles import Role
from accounts.sessions import PATIENT_KEY
from crypto import session
from tests.filling.conftest import Invited
from tests.staff import PASSWORD, make_staff

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
COOKIE = "a-cookie-that-the-thief-chose-for-himself"
THIEFS = "een zin van een dief in de nacht"
SIGN_IN = "/inloggen/"


@pytest.fixture
def noor(practice: Practice) -> Account:
    return make_staff("Noor Osei", Role.THERAPIST)


def forge(content: Mapping[str, object], monkeypatch: pytest.MonkeyPatch) -> Client:
    """Seal a session with all that the thief knows, and take its cookie along."""
    with monkeypatch.context() as thiefs:
        thiefs.setattr(session, "_cipher", _cipher_without_key_file)
        sealed = session.seal_session(COOKIE, json.dumps(dict(content)).encode())
    SealedSession.objects.create(
        id=session.session_id(COOKIE),
        sealed=sealed,
        expires_at=timezone.now() + timedelta(minutes=10),
    )
    browser = Client()
    browser.cookies[settings.SESSION_COOKIE_NAME] = COOKIE
    return browser


def _cipher_without_key_file(cookie: str) -> AESGCM:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=session.INFO)
    return AESGCM(derivation.derive(cookie.encode()))


def test_a_session_that_somebody_wrote_gives_noor_no_new_password(
    noor: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if both proofs of a forgotten password had been given in it."""
    until = timezone.now() + timedelta(minutes=10)
    browser = forge(
        {
            password_reset.ASKED_KEY: noor.email_index,
            password_reset.PROVEN_KEY: until.timestamp(),
            password_reset.FACTOR_KEY: str(noor.id),
        },
        monkeypatch,
    )
    browser.post("/inloggen/vergeten/nieuw/", {"password": THIEFS, "knowing": "on"})
    noor.refresh_from_db()
    assert noor.check_password(PASSWORD)


def test_a_session_that_somebody_wrote_makes_nobody_maria(
    maria: Invited, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = {PATIENT_KEY: [str(maria.person.id), str(maria.invitation.id)]}
    browser = forge(content, monkeypatch)
    answer = browser.get("/intake/")
    assert answer.status_code == HTTPStatus.FOUND
    assert not browser.get(answer["Location"]).wsgi_request.session.keys()


def test_a_hash_that_somebody_wrote_opens_no_account(noor: Account) -> None:
    """With the second factor taken away, so that he could bring his own."""
    assert not TOTPDevice.objects.filter(user=noor).exists()
    Account.objects.filter(id=noor.id).update(password=make_password(THIEFS))
    assert not signs_in(noor, THIEFS)


def test_a_colleagues_hash_opens_no_other_account(noor: Account) -> None:
    """Esra works at the desk, and may know her own password."""
    esra = make_staff("Esra Yilmaz", Role.FRONT_DESK, password=THIEFS)
    Account.objects.filter(id=noor.id).update(password=esra.password)
    assert signs_in(esra, THIEFS)
    assert not signs_in(noor, THIEFS)


def signs_in(account: Account, password: str) -> bool:
    facts = {"email": account.opened_email(), "password": password}
    return Client().post(SIGN_IN, facts).status_code == HTTPStatus.FOUND


def test_however_many_guess_at_once_few_passwords_are_hashed_at_a_time(
    noor: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hash takes 100 MiB; sixteen at once took a small server down."""
    free = hashing.turns._value
    seen: list[int] = []

    def hashed(*_: object) -> bool:
        seen.append(hashing.turns._value)
        return False

    monkeypatch.setattr("django.contrib.auth.hashers.check_password", hashed)
    assert not noor.check_password(PASSWORD)
    assert seen == [free - 1]
    assert hashing.turns._value == free == hashing.AT_ONCE
