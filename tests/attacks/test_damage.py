"""Somebody damages one row: that takes one record, and no list from everybody else."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from accounts.roles import Role
from audit.actions import Action
from audit.models import Event
from intake.waitlist.ages import follow_birthdays
from intake.waitlist.models import WaitlistEntry
from patients.dates import AgeBand
from tests.factories import make_entry, make_location, make_practice
from tests.sealed_fields.test_tampering import change_a_byte
from tests.staff import make_staff, signed_in

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SIGN = "Naam niet leesbaar"
BORN = date(2010, 6, 15)


@pytest.fixture
def maria() -> WaitlistEntry:
    """Maria, whose name and birth date somebody damages; Sofie waits beside her."""
    make_practice()
    utrecht = make_location()
    make_entry("Sofie Linden", location=utrecht, born=BORN)
    entry = make_entry("Maria Linden", location=utrecht, born=BORN)
    for column in ("given_name", "birth_date"):
        change_a_byte(entry.person, column)
    return entry


@pytest.fixture
def esra(maria: WaitlistEntry) -> Client:
    account = make_staff("Esra Yılmaz", Role.FRONT_DESK)
    return signed_in(Client(), account, Role.FRONT_DESK)


def damaged() -> set[object]:
    lines = Event.objects.filter(action=Action.RECORD_DAMAGED)
    return set(lines.values_list("person_id", flat=True))


def test_a_list_shows_the_others(esra: Client, maria: WaitlistEntry) -> None:
    page = esra.get("/werk/wachtlijst/").content.decode()
    assert "Sofie Linden" in page
    assert SIGN in page
    assert damaged() == {maria.person_id}


def test_a_search_finds_the_others(esra: Client, maria: WaitlistEntry) -> None:
    path = "/werk/wachtlijst/zoeken/"
    page = esra.post(path, {"query": "linden"}, follow=True).content.decode()
    assert "Sofie Linden" in page
    assert SIGN not in page
    assert damaged() == {maria.person_id}


def test_the_others_still_grow_up(maria: WaitlistEntry) -> None:
    with time_machine.travel("2028-06-16T12:00:00+02:00"):
        assert follow_birthdays() == 1
    bands = WaitlistEntry.objects.exclude(id=maria.id).values_list("age_band")
    assert set(bands) == {(AgeBand.ADULT,)}
    assert damaged() == {maria.person_id}
