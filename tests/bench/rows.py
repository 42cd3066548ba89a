"""What is measured: a value, a page, a submission."""

import json
import os
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from typing import Any
from unittest.mock import patch

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction
from django.test import Client

from accounts.models import Account
from accounts.roles import Role
from audit.actors import Actor
from crypto import keyring
from crypto.opening import open_value
from crypto.sealing import (
    HEADER_BYTES,
    NONCE_BYTES,
    Place,
    Sealed,
    SealingKey,
    Slot,
)
from intake.desk.views import waitlist
from intake.responses import verbs
from intake.responses.models import Response, Section, Submission
from patients.door import open_records
from patients.kinds import Kind, Purpose
from patients.models import Person
from tests.bench.measuring import Row
from tests.bench.practice import PEOPLE, begun_responses
from tests.factories import as_staff
from tests.staff import signed_in

TEXT = "Ik heb pijn. " * 78  # with its length and padding 1 KB
SECTIONS = 5
ANSWERS = 8  # in each section
SUBMISSIONS = 60


def value_rows() -> list[Row]:
    """One value: to stored bytes and back."""
    place = Place("intake_section", "content", "health", "text", "E")
    person, key_bytes = uuid.uuid4(), AESGCM.generate_key(256)
    slot = Slot(place, uuid.uuid4(), person)
    key = SealingKey(
        key_bytes,
        key_id=uuid.uuid4(),
        compartment="health",
        person_id=person,
        document_id=person,
    )
    cipher, sealed = AESGCM(key_bytes), key.seal_value(TEXT, slot)
    bound = slot.associated_data(sealed.blob[:HEADER_BYTES])
    data = TEXT.encode()

    def raw_seal() -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + cipher.encrypt(nonce, TEXT.encode(), bound)

    raw = raw_seal()
    often: dict[str, Any] = {"rounds": 301, "times": 200}
    return [
        Row(
            name="sealing a text of 1 KB",
            reference="raw AES-256-GCM with a fresh nonce in front",
            ours=partial(key.seal_value, TEXT, slot),
            theirs=raw_seal,
            goal=2.0,
            **often,
        ),
        Row(
            name="sealing a text of 1 KB, all around the cipher included",
            reference="the bare call of the cipher",
            ours=partial(key.seal_value, TEXT, slot),
            theirs=lambda: cipher.encrypt(os.urandom(NONCE_BYTES), data, bound),
            **often,
        ),
        Row(
            name="opening a text of 1 KB",
            reference="raw AES-256-GCM with its nonce in front",
            ours=partial(open_value, cipher, sealed),
            theirs=lambda: cipher.decrypt(
                raw[:NONCE_BYTES], raw[NONCE_BYTES:], bound
            ).decode(),
            **often,
        ),
    ]


def page_rows(esra: Account) -> list[Row]:
    """The waitlist of fifty as Esra sees it, and the door behind it."""
    browser = signed_in(Client(), esra, Role.FRONT_DESK)
    by = as_staff(esra, Role.FRONT_DESK)
    people = list(Person.objects.all())
    with open_records(
        people, kinds={Kind.CONTACT}, by=by, purpose=Purpose.PLANNING
    ) as records:
        names = {person.id: records.name(person) for person in people}

    def page() -> bytes:
        shown = browser.get("/werk/wachtlijst/").content
        assert shown.count(b"Achternaam") >= PEOPLE
        return bytes(shown)

    def plain_page() -> bytes:
        with patch.object(waitlist, "open_records", _plain(names)):
            return page()

    def door() -> list[str]:
        found = list(Person.objects.all())
        with open_records(
            found, kinds={Kind.CONTACT}, by=by, purpose=Purpose.PLANNING
        ) as records:
            return [records.name(person) for person in found]

    return [
        Row(
            name=f"a waitlist page of {PEOPLE}",
            reference="the same page over names in plain text, without the log",
            ours=page,
            theirs=plain_page,
            rounds=61,
            goal=1.3,
        ),
        Row(
            name=f"reading {PEOPLE} people through the door",
            reference=f"fetching {PEOPLE} rows",
            ours=door,
            theirs=lambda: list(Person.objects.all()),
            rounds=61,
        ),
    ]


def _plain(names: dict[uuid.UUID, str]) -> Any:
    """Make a door that refuses nobody, logs nothing and knows the names."""

    class Records:
        def name(self, person: Person) -> str:
            return names[person.id]

    @contextmanager
    def opened(*_: object, **__: object) -> Generator[Records]:
        yield Records()

    return opened


def submission_rows() -> list[Row]:
    """Sending an intake of forty answers in five sections."""
    responses = begun_responses(4 * SUBMISSIONS)
    contents = {str(number): _content(number) for number in range(1, SECTIONS + 1)}

    def send() -> Submission:
        response, link = responses.pop()
        by = Actor.person(response.person_id)
        return verbs.submit(response.id, contents, read={}, by=by, holding=link)

    def send_unprotected() -> Submission:
        with (
            patch.object(keyring, "for_continuing", return_value=_NoKey()),
            patch.object(verbs, "record"),
        ):
            return send()

    name = "sending an intake of 40 answers in 5 sections"
    return [
        Row(
            name=name,
            reference="inserting the same rows in one transaction, unsealed, unlogged",
            ours=send,
            theirs=lambda: _insert(responses.pop()[0], contents),
            rounds=SUBMISSIONS - 1,
            goal=1.5,
        ),
        Row(
            name=f"{name}, checks included",
            reference="the same act, neither sealed nor logged",
            ours=send,
            theirs=send_unprotected,
            rounds=SUBMISSIONS - 1,
        ),
    ]


class _NoKey:
    """Stores what it is given as it is."""

    def seal(self, section: Section, *, content: Any) -> None:
        section.content = Sealed(json.dumps(content).encode())


@transaction.atomic
def _insert(response: Response, contents: dict[str, Any]) -> Submission:
    for key, content in contents.items():
        section = Section(
            response=response, person_id=response.person_id, key=key, revision=1
        )
        section.content = Sealed(json.dumps(content).encode())
        section.save(force_insert=True)
    return Submission.objects.create(response=response)


def _content(section: int) -> dict[str, Any]:
    """Make answers of the length people give: most short, some a few lines."""
    kinds: list[Any] = [
        True,
        7,
        "Onderrug, links",
        {"coding": "enkele-keren-per-week"},
        "2024-03-17",
        ["zitten", "tillen", "lang staan"],
        "Sinds een paar weken heb ik pijn als ik opsta. " * 6,
        {"value": 82.5, "unit": "kg"},
    ]
    assert len(kinds) == ANSWERS
    answers = {f"vraag-{section}-{at}": kind for at, kind in enumerate(kinds)}
    return {"answers": answers, "seen": [f"{section}-{at}" for at in range(ANSWERS)]}
