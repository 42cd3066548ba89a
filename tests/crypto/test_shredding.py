"""Ruth orders, Noor approves, and then nothing opens Maria's data any more."""

import sqlite3
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connections, transaction
from pytest_django import Settings

from crypto import keyring, ledger, shredding
from crypto.errors import (
    CannotOpen,
    Destroyed,
    Held,
    KeysMissing,
    LedgerBroken,
    NotApproved,
    SameHands,
    StillThere,
    Uncovered,
)
from crypto.models import (
    DataKey,
    Hold,
    ShredApproval,
    Shredded,
    ShredOrder,
    Wrap,
)
from crypto.opening import keys_for
from crypto.sealing import Place, Sealed, Slot
from crypto.shredding import approve, hold, keys_of, order, release, shred
from tests import keys

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])
RUTH, NOOR = "ruth", "noor"
TODAY = datetime.now(UTC).date()
WINDOW = 16


@pytest.fixture(autouse=True)
def _ledger_of_this_test(settings: Settings, tmp_path: Path) -> None:
    settings.LEDGER = tmp_path / "ledger" / "shredded.jsonl"


@pytest.fixture
def maria() -> uuid.UUID:
    """Maria's contact data have a key."""
    person = uuid.uuid4()
    keyring.for_writing(person, "contact")
    return person


@pytest.fixture
def ordered(maria: uuid.UUID) -> ShredOrder:
    """Ruth ordered it."""
    (ordered,) = order(keys_of(maria), ground="RET-01", by=RUTH)
    return ordered


@pytest.fixture
def approved(ordered: ShredOrder) -> ShredOrder:
    """And Noor approved it."""
    approve(ordered, by=NOOR)
    return ordered


def test_what_was_destroyed_opens_to_nobody(maria: uuid.UUID) -> None:
    slot = slot_of(maria)
    sealed = keyring.for_writing(maria, "contact").seal_value("Maria Linden", slot)
    assert opened(sealed, maria) == "Maria Linden"
    (ordered,) = order(keys_of(maria), ground="RET-01", by=RUTH)
    approve(ordered, by=NOOR)

    shred(ordered)

    with pytest.raises(CannotOpen):
        opened(sealed, maria)
    with pytest.raises(KeysMissing):
        keyring.for_writing(maria, "contact")
    assert Shredded.objects.get().order == ordered
    assert [entry.data_key for entry in ledger.entries()] == [str(ordered.data_key_id)]
    assert ledger.verify() is None


def test_only_what_was_ordered_is_destroyed(approved: ShredOrder) -> None:
    bram = uuid.uuid4()
    keyring.for_writing(bram, "contact")
    shred(approved)
    keyring.for_writing(bram, "contact")


def test_an_order_waits_for_somebody_else(ordered: ShredOrder) -> None:
    with pytest.raises(NotApproved):
        shred(ordered)
    with pytest.raises(SameHands):
        approve(ordered, by=RUTH)
    assert Wrap.objects.filter(data_key=ordered.data_key_id).exists()
    assert ledger.entries() == []


def test_the_database_too_wants_somebody_else(ordered: ShredOrder) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(using="keys"):
        ShredApproval.objects.create(order=ordered, approved_by=RUTH)


def test_the_database_too_wants_an_approval(ordered: ShredOrder) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(using="keys"):
        Wrap.objects.filter(data_key=ordered.data_key_id).delete()


def test_a_hold_keeps_the_key_until_it_is_lifted(approved: ShredOrder) -> None:
    held = kept(approved, through=TODAY)
    with pytest.raises(Held):
        shred(approved)
    assert ledger.entries() == []
    with pytest.raises(IntegrityError), transaction.atomic(using="keys"):
        Wrap.objects.filter(data_key=approved.data_key_id).delete()

    release(held, ground="RET-02", by=RUTH)
    release(held, ground="RET-02", by=RUTH)

    shred(approved)


def test_a_hold_ends_with_its_last_day(approved: ShredOrder) -> None:
    kept(approved, through=TODAY - timedelta(days=1))
    shred(approved)


def test_one_hold_lifted_leaves_the_other(approved: ShredOrder) -> None:
    release(kept(approved, through=TODAY), ground="RET-02", by=RUTH)
    kept(approved, through=TODAY)
    with pytest.raises(Held):
        shred(approved)


def test_what_is_destroyed_cannot_be_held(approved: ShredOrder) -> None:
    shred(approved)
    with pytest.raises(Destroyed):
        kept(approved, through=TODAY)


def kept(ordered: ShredOrder, *, through: Any) -> Hold:
    return hold(ordered.data_key_id, keep_through=through, ground="RET-03", by=NOOR)


def test_ordering_and_approving_and_destroying_twice_is_once(maria: uuid.UUID) -> None:
    for by in (RUTH, RUTH, "third"):
        (ordered,) = order(keys_of(maria), ground="RET-01", by=by)
    for _ in range(2):
        approve(ordered, by=NOOR)
    for _ in range(2):
        shred(ordered)
    assert ShredOrder.objects.count() == Shredded.objects.count() == 1
    assert len(ledger.entries()) == 1


def test_a_document_goes_with_every_key_it_has() -> None:
    person, intake, other = (uuid.uuid4() for _ in range(3))
    for _ in range(2):
        keyring.for_writing(person, "health", document_id=intake)
    keyring.for_writing(person, "health", document_id=other)

    orders = order(keys_of(intake)[:1], ground="RET-01", by=RUTH)
    for each in orders:
        approve(each, by=NOOR)
        shred(each)

    assert len(orders) == 2
    left = DataKey.objects.filter(wraps__isnull=False, person_id=person)
    assert [key.document_id for key in left] == [other]


def test_a_key_made_after_the_order_is_not_forgotten() -> None:
    person, intake = uuid.uuid4(), uuid.uuid4()
    keyring.for_writing(person, "health", document_id=intake)
    (first,) = order(keys_of(intake), ground="RET-01", by=RUTH)
    keyring.for_writing(person, "health", document_id=intake)
    with pytest.raises(Uncovered):
        approve(first, by=NOOR)

    for each in order(keys_of(intake), ground="RET-01", by=RUTH):
        approve(each, by=NOOR)
    with pytest.raises(KeysMissing):
        keyring.for_writing(person, "health", document_id=intake)


def test_a_copy_sealed_to_a_link_goes_too() -> None:
    person, intake = uuid.uuid4(), uuid.uuid4()
    link = keys.link_for(person)
    keyring.for_writing(person, "health", document_id=intake, readers=[link.key_id])
    (ordered,) = order(keys_of(intake), ground="RET-01", by=RUTH)
    approve(ordered, by=NOOR)
    shred(ordered)
    assert not Wrap.objects.filter(data_key=ordered.data_key_id).exists()


def test_a_ledger_that_was_changed_stops_the_destruction(
    approved: ShredOrder,
) -> None:
    settings.LEDGER.parent.mkdir()
    settings.LEDGER.write_text("{}\n")
    with pytest.raises(LedgerBroken):
        shred(approved)
    assert Wrap.objects.filter(data_key=approved.data_key_id).exists()


def test_nothing_of_a_destroyed_key_is_left_to_read(
    approved: ShredOrder, tmp_path: Path
) -> None:
    blob = bytes(Wrap.objects.get(data_key=approved.data_key_id).blob)
    places = PLACES[connections["keys"].vendor]
    assert traces(blob, places(tmp_path))

    shred(approved)

    assert not traces(blob, places(tmp_path))


def in_files(folder: Path) -> Iterator[bytes]:
    """The bytes of the database, its log and index, a dump and a new copy."""
    file = connections["keys"].settings_dict["NAME"]
    for suffix in ("", "-wal", "-shm"):
        part = Path(f"{file}{suffix}")
        yield part.read_bytes() if part.exists() else b""
    source = sqlite3.connect(file)
    yield bytes.fromhex("".join(hex_words("\n".join(source.iterdump()))))
    target = sqlite3.connect(folder / "copy")
    source.backup(target)
    target.close()
    source.close()
    yield (folder / "copy").read_bytes()


def in_rows(_: Path) -> Iterator[bytes]:
    """What PostgreSQL gives back once its owner has taken the room back."""
    with connections["keys"].cursor() as cursor:
        cursor.execute("VACUUM crypto_wrap")
        cursor.execute("SELECT blob FROM crypto_wrap")
        yield from (bytes(blob) for (blob,) in cursor.fetchall())


PLACES = {"sqlite": in_files, "postgresql": in_rows}


# PostgreSQL shows such a reader the past, whatever is destroyed meanwhile.
if "sqlite" in str(settings.DATABASES["keys"]["ENGINE"]):

    def test_a_reader_who_still_sees_the_key_keeps_it_from_being_called_destroyed(
        approved: ShredOrder,
    ) -> None:
        with connections["keys"].cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 100")
        file = connections["keys"].settings_dict["NAME"]
        reader = sqlite3.connect(file, isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM crypto_wrap").fetchone()
        with pytest.raises(StillThere):
            shred(approved)
        assert not Shredded.objects.exists()

        reader.close()
        shred(approved)
        connections["keys"].close()


def hex_words(dump: str) -> list[str]:
    """The blobs of a dump, which it writes as X'…'."""
    return [word.partition("'")[0] for word in dump.split("X'")[1:]]


def traces(blob: bytes, places: Iterator[bytes]) -> bool:
    """Tell whether any part of 16 bytes of it is anywhere."""
    parts = [blob[n : n + WINDOW] for n in range(len(blob) - WINDOW + 1)]
    return any(part in place for place in places for part in parts)


def slot_of(person: uuid.UUID) -> Slot:
    place = Place("person", "name", "contact", "text", "A")
    return Slot(place, uuid.uuid4(), person)


def opened(sealed: Sealed, person: uuid.UUID) -> Any:
    return keys_for([person], ["contact"]).open(sealed)


def test_a_key_is_not_wrapped_again_while_it_is_being_destroyed(
    approved: ShredOrder,
) -> None:
    wrap = Wrap.objects.get(data_key=approved.data_key_id)
    with pytest.raises(IntegrityError), transaction.atomic(using="keys"):
        Wrap.objects.create(
            data_key_id=approved.data_key_id,
            recipient_kind="grant",
            recipient_id="x",
            blob=bytes(wrap.blob),
        )


def test_the_document_of_a_person_is_the_person(maria: uuid.UUID) -> None:
    keyring.for_writing(maria, "numbers")
    assert len(shredding.keys_of(maria)) == 2
