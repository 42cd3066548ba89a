"""Somebody changed one byte on disk: nothing is shown, and the log says so."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections, models
from django.test import Client

from accounts import practice as practice_now
from accounts.models import Account, SealedSession
from accounts.models.account import open_account
from accounts.roles import Role
from accounts.staffing import invite_by_mail
from audit.actions import Action
from audit.actors import Actor
from audit.models import Event
from audit.trail import Outcome
from crypto.models import DataKey, Wrap
from crypto.sealing import HEADER_BYTES, NONCE_BYTES
from deploy import guards
from deploy.logs import JsonLine
from intake.models import Response, Section
from intake.waitlist.models import WaitlistEntry
from outbox.delivery import demo_mails
from outbox.messages import post
from outbox.models import FailureCode, Message
from outbox.recipients import Recipient
from outbox.tasks import drain
from patients.door import RecordDamaged, open_records
from patients.kinds import Kind, Purpose
from patients.models import Person
from tests.factories import make_entry, make_location, make_person, make_practice
from tests.reading.conftest import (  # noqa: F401 - fixtures
    address,
    begun,
    marias_intake,
    noor,
    noors_browser,
    practice,
    version,
)
from tests.staff import make_staff, signed_in

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
LAST = -1
NAME = "Kwikstaart"
IN_WORDS = "Er gaat iets mis bij ons"


@pytest.fixture
def maria() -> WaitlistEntry:
    make_practice()
    return make_entry(f"{NAME} Linden", location=make_location())


@pytest.fixture
def esra(maria: WaitlistEntry) -> Client:
    """The front desk's browser, which says what went wrong as a visitor sees it."""
    account = make_staff("Esra Yılmaz", Role.FRONT_DESK)
    browser = Client(raise_request_exception=False)
    return signed_in(browser, account, Role.FRONT_DESK)


@pytest.fixture
def without_guards() -> Iterator[None]:
    """Take the triggers away as somebody with the files could."""
    for alias in connections:
        if connections[alias].vendor == "postgresql":
            with connections[alias].cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        guards.remove(alias)
    yield
    for alias in connections:
        # The triggers come back with the test's rollback.
        guards.lower(alias)


def change_a_byte(row: models.Model, column: str, at: int = LAST) -> None:
    """Turn one bit of what is stored, with plain SQL."""
    connection = connections["keys" if row._meta.app_label == "crypto" else "default"]
    table, key = row._meta.db_table, row._meta.pk
    where = key.get_db_prep_value(row.pk, connection)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE {key.column} = %s", [where])
        stored = bytearray(cursor.fetchone()[0])
        stored[at] ^= 1
        cursor.execute(
            f"UPDATE {table} SET {column} = %s WHERE {key.column} = %s",
            [bytes(stored), where],
        )


def damage_logged() -> list[tuple[Any, int]]:
    """List whose record was found damaged, and with what outcome."""
    found = Event.objects.filter(action=Action.RECORD_DAMAGED)
    return list(found.values_list("person_id", "outcome"))


def refused(browser: Client, path: str) -> None:
    """See that a page says in words that it cannot be shown, and nothing more."""
    page = browser.get(path)
    assert page.status_code == 500
    assert IN_WORDS in page.content.decode()
    assert NAME not in page.content.decode()


@pytest.mark.parametrize(
    ("column", "at"),
    [
        ("given_name", 0),
        ("family_name", HEADER_BYTES - 1),
        ("email", HEADER_BYTES),
        ("birth_date", HEADER_BYTES + NONCE_BYTES),
        ("family_name", LAST),
    ],
)
def test_a_page_with_a_damaged_value_shows_nothing(
    maria: WaitlistEntry, esra: Client, column: str, at: int
) -> None:
    path = f"/werk/wachtlijst/{maria.id}/"
    assert NAME in esra.get(path).content.decode()
    change_a_byte(maria.person, column, at)
    refused(esra, path)
    assert damage_logged() == [(maria.person_id, Outcome.FAILED)]


def test_no_byte_of_a_value_can_be_changed() -> None:
    person = make_person(f"{NAME} Linden")
    by = Actor.person(person.id)
    for at in range(len(person.given_name.blob)):
        change_a_byte(person, "given_name", at)
        changed = Person.objects.get()
        with (
            pytest.raises(RecordDamaged),
            open_records(
                [person], kinds={Kind.CONTACT}, by=by, purpose=Purpose.OWN_DATA
            ) as records,
        ):
            records.read(changed.given_name)
        change_a_byte(person, "given_name", at)
    assert len(damage_logged()) == len(person.given_name.blob)


def test_a_value_put_into_another_row_shows_nothing(
    maria: WaitlistEntry, esra: Client
) -> None:
    bram = make_entry(f"Bram {NAME}", location=maria.location)
    Person.objects.filter(id=maria.person_id).update(given_name=bram.person.given_name)
    refused(esra, f"/werk/wachtlijst/{maria.id}/")
    assert damage_logged() == [(maria.person_id, Outcome.FAILED)]


@pytest.mark.usefixtures("without_guards")
@pytest.mark.parametrize(("model", "column"), [(Wrap, "blob"), (DataKey, "commitment")])
def test_a_damaged_key_opens_nothing(
    maria: WaitlistEntry, esra: Client, model: type[models.Model], column: str
) -> None:
    which = "data_key__" if model is Wrap else ""
    facts = {f"{which}person_id": maria.person_id, f"{which}compartment": "contact"}
    change_a_byte(model._default_manager.get(**facts), column)
    refused(esra, f"/werk/wachtlijst/{maria.id}/")
    assert damage_logged() == [(maria.person_id, Outcome.FAILED)]


def test_a_damaged_answer_shows_no_answer(
    marias_intake: Response,  # noqa: F811
    noors_browser: Client,  # noqa: F811
) -> None:
    noors_browser.raise_request_exception = False
    path = address(marias_intake)
    assert "tuinieren" in noors_browser.get(path).content.decode()
    change_a_byte(Section.objects.get(key="2"), "content")
    page = noors_browser.get(path)
    assert page.status_code == 500
    assert "tuinieren" not in page.content.decode()
    assert (marias_intake.person_id, Outcome.FAILED) in damage_logged()


def test_a_damaged_session_is_no_session(esra: Client) -> None:
    assert esra.get("/werk/").status_code == 200
    change_a_byte(SealedSession.objects.get(), "sealed")
    page = esra.get("/werk/")
    assert page.status_code == 302
    assert page.headers["Location"].startswith("/inloggen/")


def test_a_damaged_secret_of_the_system_shows_nothing_and_is_logged(
    esra: Client, caplog: pytest.LogCaptureFixture
) -> None:
    change_a_byte(Account.objects.get(), "name")
    with caplog.at_level(logging.ERROR):
        refused(esra, "/werk/")
    lines = [JsonLine().format(record) for record in caplog.records]
    assert any("crypto.errors.CannotOpen" in line for line in lines)


def test_a_damaged_message_is_not_sent_and_its_failure_is_written(
    maria: WaitlistEntry,
) -> None:
    ruth = open_account(
        email="ruth@praktijk.example",
        name="Ruth van Leeuwen",
        password=None,
        by=Actor.service("tests"),
    )
    invite_by_mail(
        email="noor@praktijk.example",
        name="Noor Osei",
        role=Role.THERAPIST,
        by=Actor.staff(ruth.id, Role.OWNER),
    )
    message = Message.objects.get()
    change_a_byte(message, "variables")
    drain()
    (failure,) = message.failures.all()
    assert failure.code == FailureCode.INTERNAL
    assert demo_mails() == []


def test_a_message_to_a_damaged_address_is_not_sent(maria: WaitlistEntry) -> None:
    message = post(
        "signup_received",
        to=Recipient("person", str(maria.person_id)),
        variables=practice_now.mail_variables(),
        by=Actor.service("tests"),
    )
    change_a_byte(maria.person, "email")
    drain()
    (failure,) = message.failures.all()
    assert failure.code == FailureCode.INTERNAL
    assert demo_mails() == []
    assert damage_logged() == [(maria.person_id, Outcome.FAILED)]
