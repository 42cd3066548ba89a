"""Guessing from many places, and finding out who is known."""

import datetime as dt
from http import HTTPStatus

import pytest
import time_machine
from django.test import Client

from accounts import lockout
from accounts.models import Account
from accounts.roles import Role
from tests.factories import make_practice
from tests.staff import PASSWORD, make_staff

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

START = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def noor() -> Account:
    make_practice()
    return make_staff("Noor Osei", Role.THERAPIST)


def sign_in(address: str, password: str) -> int:
    browser = Client(REMOTE_ADDR=address)
    facts = {"email": "noor@praktijk.example", "password": password}
    return browser.post("/inloggen/", facts).status_code


def test_guessing_from_many_addresses_ends_too(
    noor: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ASVS 5.0 6.3.1: a limit for the account, whatever address it comes from."""
    # A hundred in life; the rule is the same.
    monkeypatch.setattr(lockout, "MOST_FAILURES", 6)
    with time_machine.travel(START, tick=False):
        guesses = [sign_in(f"203.0.113.{each}", "wrong") for each in range(8)]
        assert guesses == [422] * 6 + [429] * 2
        assert sign_in("198.51.100.1", PASSWORD) == HTTPStatus.TOO_MANY_REQUESTS
    with time_machine.travel(START + dt.timedelta(minutes=16), tick=False):
        assert sign_in("198.51.100.1", PASSWORD) == HTTPStatus.FOUND
