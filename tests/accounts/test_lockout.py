"""Guessing passwords is slow, and what guessers posted is stored nowhere."""

import datetime as dt

import pytest
import time_machine
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db import connection
from django.test import Client

from accounts.models import Account
from tests.staff import PASSWORD

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

START = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def guess(client: Client, times: int, start: dt.datetime = START) -> None:
    """Wrong guesses a minute apart, so that no wait is left between them."""
    for number in range(times):
        with time_machine.travel(start + number * MINUTE, tick=False):
            client.post(
                "/inloggen/", {"email": "noor@praktijk.example", "password": "wrong"}
            )


def right(client: Client, at: dt.datetime) -> int:
    with time_machine.travel(at, tick=False):
        facts = {"email": "noor@praktijk.example", "password": PASSWORD}
        return client.post("/inloggen/", facts).status_code


def test_four_mistakes_cost_no_wait(client: Client, noor: Account) -> None:
    guess(client, 4)
    assert right(client, START + 3 * MINUTE) == 302


def test_from_the_fifth_mistake_the_next_try_waits(
    client: Client, noor: Account
) -> None:
    guess(client, 7)
    last = START + 6 * MINUTE
    assert right(client, last + dt.timedelta(seconds=3)) == 429
    assert right(client, last + dt.timedelta(seconds=5)) == 302


def test_ten_mistakes_shut_the_door_for_a_quarter_of_an_hour(
    client: Client, noor: Account
) -> None:
    guess(client, 10)
    last = START + 9 * MINUTE
    with time_machine.travel(last + MINUTE, tick=False):
        facts = {"email": "noor@praktijk.example", "password": PASSWORD}
        response = client.post("/inloggen/", facts)
    assert response.status_code == 429
    assert "over 14 minuten" in response.content.decode()
    assert right(client, last + 14 * MINUTE) == 429
    assert right(client, last + 16 * MINUTE) == 302


def test_a_guesser_does_not_shut_out_noor_at_another_address(
    client: Client, noor: Account
) -> None:
    guess(Client(REMOTE_ADDR="203.0.113.9"), 12)
    assert right(client, START + 12 * MINUTE) == 302


def test_signing_in_forgets_the_mistakes(client: Client, noor: Account) -> None:
    guess(client, 4)
    assert right(client, START + 5 * MINUTE) == 302
    assert AccessAttempt.objects.count() == 0


def test_axes_stores_nothing_that_was_posted(noor: Account) -> None:
    client = Client(
        REMOTE_ADDR="198.51.100.77",
        HTTP_USER_AGENT="Canary/1.0",
        HTTP_ACCEPT="text/canary",
    )
    client.post(
        "/inloggen/?next=/canary-next/",
        {
            "email": "noor@praktijk.example",
            "password": "canary password",
            "bsn": "111222333",
        },
    )
    assert AccessAttempt.objects.count() == 1
    with connection.cursor() as cursor:
        stored = ""
        for model in (AccessAttempt, AccessFailureLog, AccessLog):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            stored += str(cursor.fetchall())
    posted = ("noor", "praktijk", "canary", "Canary", "111222333", "198.51.100.77")
    assert not [word for word in posted if word in stored]
    assert "inloggen" not in stored
