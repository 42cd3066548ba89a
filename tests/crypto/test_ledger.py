"""The ledger shows what was taken out, changed, moved or added."""

import json
import uuid
from pathlib import Path

import pytest
from pytest_django import Settings

from crypto import ledger
from crypto.errors import LedgerBroken
from crypto.models import DataKey, ShredApproval, Shredded, ShredOrder

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture(autouse=True)
def path(settings: Settings, tmp_path: Path) -> Path:
    """A ledger of this test alone."""
    ledger_file = tmp_path / "ledger" / "shredded.jsonl"
    settings.LEDGER = ledger_file
    return ledger_file


@pytest.fixture
def lines(path: Path) -> list[str]:
    """Three keys were destroyed."""
    for _ in range(3):
        ledger.write(uuid.uuid4(), uuid.uuid4())
    return path.read_text().splitlines(keepends=True)


def test_a_ledger_that_is_not_there_yet_is_empty() -> None:
    assert ledger.entries() == []
    assert ledger.verify() is None


def test_each_destruction_is_one_line_for_its_owner_alone(path: Path) -> None:
    order, data_key = uuid.uuid4(), uuid.uuid4()
    for _ in range(2):
        ledger.write(order, data_key)
    (entry,) = ledger.entries()
    assert (entry.order, entry.data_key) == (str(order), str(data_key))
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_line_names_no_person(lines: list[str]) -> None:
    assert set(json.loads(lines[0])) == {"order", "data_key", "at", "previous", "mac"}


def test_a_whole_ledger_verifies(lines: list[str]) -> None:
    assert ledger.verify() is None
    assert len(ledger.entries()) == 3


def test_what_was_done_to_the_lines_shows(path: Path, lines: list[str]) -> None:
    one, two, three = lines
    other = two.replace('"order": "', '"order": "0')
    for changed in (
        [two, three],
        [one, three],
        [one, three, two],
        [one, two, two, three],
        [one, other, three],
        [one, two, three, "{}\n"],
        [one, "\n", two, three],
    ):
        path.write_text("".join(changed))
        assert ledger.verify()
        with pytest.raises(LedgerBroken):
            ledger.write(uuid.uuid4(), uuid.uuid4())


def test_a_ledger_whose_end_was_cut_lacks_what_the_database_knows(
    path: Path, lines: list[str]
) -> None:
    done(ledger.entries()[-1])
    assert ledger.verify() is None
    path.write_text("".join(lines[:-1]))
    assert ledger.verify()


def done(entry: ledger.Entry) -> None:
    """Let the database know of it."""
    key = DataKey.objects.create(
        id=entry.data_key,
        person_id=uuid.uuid4(),
        compartment="health",
        document_id=uuid.uuid4(),
        commitment=bytes(32),
        pin=bytes(32),
    )
    order = ShredOrder.objects.create(
        id=entry.order, data_key=key, ground="RET-01", ordered_by="ruth"
    )
    ShredApproval.objects.create(order=order, approved_by="noor")
    Shredded.objects.create(order=order)


def test_a_line_that_a_crash_cut_short_is_written_again(
    path: Path, lines: list[str]
) -> None:
    torn = ledger.entries()[-1]
    path.write_text("".join(lines)[:-20])
    assert len(ledger.entries()) == 2
    assert ledger.verify() is None

    ledger.write(uuid.UUID(torn.order), uuid.UUID(torn.data_key))

    assert [entry.order for entry in ledger.entries()][-1] == torn.order
    assert ledger.verify() is None


def test_a_copy_gives_back_the_lines_that_were_lost(
    path: Path, lines: list[str], tmp_path: Path
) -> None:
    copy = tmp_path / "copy.jsonl"
    copy.write_text("".join(lines))
    for kept in range(4):
        path.write_text("".join(lines[:kept]))
        ledger.adopt(copy)
        assert path.read_text() == "".join(lines)


def test_an_older_copy_takes_nothing_away(
    path: Path, lines: list[str], tmp_path: Path
) -> None:
    copy = tmp_path / "copy.jsonl"
    copy.write_text(lines[0])
    ledger.adopt(copy)
    assert len(ledger.entries()) == 3


def test_two_ledgers_that_went_separate_ways_are_not_joined(
    path: Path, lines: list[str], tmp_path: Path
) -> None:
    copy = tmp_path / "copy.jsonl"
    copy.write_text("".join(lines))
    path.write_text(lines[0])
    ledger.write(uuid.uuid4(), uuid.uuid4())
    with pytest.raises(LedgerBroken):
        ledger.adopt(copy)
