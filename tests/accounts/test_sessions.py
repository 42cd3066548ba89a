"""Sessions end when they should, and a stolen table of them is dead weight."""

import datetime as dt
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client

from accounts.models import Account, SealedSession
from accounts.roles import Role
from accounts.sessions import SessionStore
from accounts.tasks import sweep_sessions
from tests.staff import let_in, signed_in

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.urls("tests.accounts.pages"),
]

START = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)


def after(**time: float) -> time_machine.travel:
    return time_machine.travel(START + dt.timedelta(**time), tick=False)


@pytest.fixture
def noors_browser(client: Client, noor: Account) -> Client:
    with after():
        return signed_in(client, noor, Role.THERAPIST)


@pytest.fixture
def patients_browser(client: Client, practice: object) -> Client:
    with after():
        return let_in(client, person_id=uuid4(), invitation_id=None)


def test_staff_are_out_after_a_quarter_of_an_hour_away(noors_browser: Client) -> None:
    with after(minutes=14, seconds=59):
        assert noors_browser.get("/test/patients/").status_code == 200
    with after(minutes=29, seconds=58):
        assert noors_browser.get("/test/patients/").status_code == 200
    with after(minutes=44, seconds=59):
        response = noors_browser.get("/test/patients/")
        assert response["Location"].startswith("/inloggen/?weg=1")
        page = noors_browser.get(response["Location"]).content.decode()
    assert "U was langer dan 15 minuten weg" in page


def test_ac_173_staff_sign_in_again_after_twelve_hours(noors_browser: Client) -> None:
    for minutes in range(10, 12 * 60, 10):
        with after(minutes=minutes):
            assert noors_browser.get("/test/patients/").status_code == 200
    with after(hours=12, minutes=1):
        assert noors_browser.get("/test/patients/").status_code == 302


def test_a_patient_is_out_after_twenty_minutes_away(patients_browser: Client) -> None:
    with after(minutes=19, seconds=59):
        assert patients_browser.get("/test/intake/").status_code == 200
    with after(minutes=40):
        response = patients_browser.get("/test/intake/", follow=True)
    assert "U was langer dan 20 minuten weg" in response.content.decode()


def test_a_patient_is_out_after_eight_hours(patients_browser: Client) -> None:
    for minutes in range(15, 8 * 60, 15):
        with after(minutes=minutes):
            assert patients_browser.get("/test/intake/").status_code == 200
    with after(hours=8, seconds=1):
        assert patients_browser.get("/test/intake/").status_code == 302


def test_reading_pages_does_not_write_a_session_each_time(
    noors_browser: Client,
) -> None:
    with after(minutes=1):
        noors_browser.get("/test/patients/")
        row = SealedSession.objects.get()
    with after(minutes=1, seconds=10):
        noors_browser.get("/test/patients/")
    assert SealedSession.objects.get().expires_at == row.expires_at
    with after(minutes=2):
        noors_browser.get("/test/patients/")
    moved = SealedSession.objects.get()
    assert moved.expires_at > row.expires_at
    assert bytes(moved.sealed) == bytes(row.sealed)


def test_the_table_of_sessions_is_dead_weight(noors_browser: Client) -> None:
    with after():
        session = noors_browser.session
        session["canary"] = "a canary in a session"
        session.save()
    cookie = noors_browser.cookies[settings.SESSION_COOKIE_NAME].value
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_sealedsession")
        stored = b"".join(
            part if isinstance(part, bytes) else str(part).encode()
            for row in cursor.fetchall()
            for part in row
        )
    assert cookie.encode() not in stored
    for secret in (b"canary", b"_auth_user_id", b"otp_device_id", b"therapist"):
        assert secret not in stored

    # What the thief found as an id opens nothing.
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = SealedSession.objects.get().id
    with after():
        assert thief.get("/test/patients/").status_code == 302


def test_a_session_copied_onto_another_row_is_no_session(
    noors_browser: Client,
) -> None:
    victim = SealedSession.objects.get()
    attacker = SessionStore()
    attacker["mine"] = True
    attacker.create()
    SealedSession.objects.exclude(id=victim.id).update(sealed=bytes(victim.sealed))
    assert dict(SessionStore(attacker.session_key).load()) == {}


def test_one_wrong_bit_is_no_session(noors_browser: Client) -> None:
    row = SealedSession.objects.get()
    changed = bytearray(bytes(row.sealed))
    changed[-1] ^= 1
    SealedSession.objects.update(sealed=bytes(changed))
    with after():
        assert noors_browser.get("/test/patients/").status_code == 302


def test_a_key_somebody_planted_is_not_adopted(client: Client) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "plantedplantedplantedplanted1234"
    client.get("/medewerker/secret/")
    kept = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert kept != "plantedplantedplantedplanted1234"


def test_ended_sessions_are_swept(noors_browser: Client) -> None:
    with after(minutes=14):
        sweep_sessions()
        assert SealedSession.objects.count() == 1
    with after(minutes=16):
        sweep_sessions()
        assert SealedSession.objects.count() == 0
