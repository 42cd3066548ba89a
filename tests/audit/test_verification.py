"""What a superuser does to the log behind our guards is found and named."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db.models import F
from django.utils import timezone

from audit.chain import chain_new_lines
from audit.models import Batch, Event, Link
from audit.tasks import chain
from audit.verification import verify

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

Run = Callable[[str], None]
Write = Callable[[int], list[Event]]

# Three batches of four lines: the first and last line of each lies at an edge.
EVERYWHERE = range(12)


@pytest.fixture
def lines(write: Write) -> list[Event]:
    return [line for _ in range(3) for line in _chained(write(4))]


def test_an_untouched_log_is_whole(
    lines: list[Event], capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("verify_log")

    assert (
        "12 lines are as they were written; 0 of them wait" in capsys.readouterr().out
    )
    assert Batch.objects.count() == 3


def test_an_empty_log_is_whole() -> None:
    assert verify().fault is None


def test_lines_may_wait_for_their_batch(lines: list[Event], write: Write) -> None:
    write(2)

    verdict = verify()

    assert (verdict.lines, verdict.waiting, verdict.fault) == (14, 2, None)


@pytest.mark.parametrize("place", EVERYWHERE)
def test_a_changed_line_is_named(
    lines: list[Event], as_superuser: Run, place: int
) -> None:
    number = lines[place].id
    as_superuser(f"UPDATE audit_event SET outcome = 8 WHERE id = {number}")

    assert _fault().startswith(f"Line {number} was changed")


@pytest.mark.parametrize("place", EVERYWHERE)
def test_a_removed_line_is_named(
    lines: list[Event], as_superuser: Run, place: int
) -> None:
    number = lines[place].id
    as_superuser(f"DELETE FROM audit_event WHERE id = {number}")

    assert _fault().startswith(f"Line {number} was removed")


@pytest.mark.parametrize("place", EVERYWHERE)
def test_a_line_removed_with_its_link_is_missed(
    lines: list[Event], as_superuser: Run, place: int
) -> None:
    number = lines[place].id
    as_superuser(f"DELETE FROM audit_event WHERE id = {number}")
    as_superuser(f"DELETE FROM audit_link WHERE event_number = {number}")

    assert "removed" in _fault()
    assert f"batch {place // 4 + 1}" in _fault()


def test_an_inserted_line_is_named(lines: list[Event], as_superuser: Run) -> None:
    number = _insert_copy(as_superuser, lines[5], outcome="8")

    assert _fault().startswith(f"Line {number} was inserted")


def test_an_inserted_line_is_still_found_after_it_was_chained(
    lines: list[Event], as_superuser: Run, write: Write
) -> None:
    number = _insert_copy(as_superuser, lines[5], outcome="8")
    _chained(write(1))

    assert _fault().startswith(f"Line {number} was changed")


def test_a_line_copied_whole_is_found(lines: list[Event], as_superuser: Run) -> None:
    as_superuser("CREATE TABLE copies AS SELECT * FROM audit_event")
    as_superuser("DROP TABLE audit_event")
    as_superuser("ALTER TABLE copies RENAME TO audit_event")
    _insert_copy(as_superuser, lines[5], event_id="event_id")

    assert _fault() == f"A copy of line {lines[5].id} was inserted."


@pytest.mark.parametrize("place", range(11))
def test_two_lines_that_changed_places_are_named(
    lines: list[Event], as_superuser: Run, place: int
) -> None:
    one, other = lines[place].id, lines[place + 1].id
    as_superuser(f"UPDATE audit_event SET id = -1 WHERE id = {one}")
    as_superuser(f"UPDATE audit_event SET id = {one} WHERE id = {other}")
    as_superuser(f"UPDATE audit_event SET id = {other} WHERE id = -1")

    assert _fault().startswith(f"Line {one} was reordered")


def test_a_line_replaced_by_another_true_one_is_named(
    lines: list[Event], as_superuser: Run, write: Write
) -> None:
    [later] = write(1)
    as_superuser(f"DELETE FROM audit_event WHERE id = {lines[0].id}")
    as_superuser(f"UPDATE audit_event SET id = {lines[0].id} WHERE id = {later.id}")

    assert _fault().startswith(f"Line {lines[0].id} was replaced")


def test_links_that_changed_places_are_found(
    lines: list[Event], as_superuser: Run
) -> None:
    one, other = Link.objects.filter(batch=2).order_by("position")[:2]
    as_superuser(f"UPDATE audit_link SET position = 9 WHERE id = {one.id}")
    as_superuser(f"UPDATE audit_link SET position = 0 WHERE id = {other.id}")
    as_superuser(f"UPDATE audit_link SET position = 1 WHERE id = {one.id}")

    assert _fault() == "Links of batch 2 were changed or reordered."


def test_a_link_added_to_a_batch_is_found(
    lines: list[Event], as_superuser: Run, write: Write
) -> None:
    [late] = write(1)
    as_superuser(
        "INSERT INTO audit_link (batch_id, position, event_number, line_mac) "
        f"SELECT 1, 4, id, mac FROM audit_event WHERE id = {late.id}"
    )

    assert _fault() == "A line was inserted at the end of batch 1, with its link."


def test_a_removed_batch_is_found(lines: list[Event], as_superuser: Run) -> None:
    _remove_batches(as_superuser, "= 2")

    assert _fault() == "Batch 2 was removed."


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_changed_batch_is_found(
    lines: list[Event], as_superuser: Run, number: int
) -> None:
    as_superuser(f"UPDATE audit_batch SET size = 3 WHERE number = {number}")

    assert _fault() == f"Batch {number} was changed."


def test_batches_that_changed_places_are_found(
    lines: list[Event], as_superuser: Run
) -> None:
    for link in Link.objects.filter(batch=2):
        as_superuser(
            f"UPDATE audit_link SET batch_id = 3, position = position + 10 "
            f"WHERE id = {link.id}"
        )

    assert "batch 2" in _fault()


@pytest.mark.parametrize("kept", [0, 1, 2])
def test_a_truncated_log_is_held_against_its_anchors(
    lines: list[Event], as_superuser: Run, kept: int
) -> None:
    _remove_batches(as_superuser, f"> {kept}")
    as_superuser(
        f"DELETE FROM audit_event WHERE id > {lines[kept * 4 - 1].id if kept else 0}"
    )

    assert _fault() == f"The log was truncated: batch {kept + 1}, anchored, is gone."


def test_a_log_chained_anew_after_truncation_is_not_the_anchored_one(
    lines: list[Event], as_superuser: Run, write: Write
) -> None:
    _remove_batches(as_superuser, "> 2")
    as_superuser(f"DELETE FROM audit_event WHERE id > {lines[7].id}")
    write(1)
    chain_new_lines()

    assert _fault() == "Batch 3 is not the one that was anchored: rewritten."


def test_a_changed_anchor_is_found(lines: list[Event], anchors_folder: Path) -> None:
    [file] = anchors_folder.iterdir()
    file.write_text(file.read_text().replace('"batch": 2', '"batch": 1'))

    assert "The anchor of batch 1" in _fault()


def test_a_torn_anchor_is_found_and_anchoring_goes_on(
    lines: list[Event], anchors_folder: Path, write: Write
) -> None:
    [file] = anchors_folder.iterdir()
    file.write_text(file.read_text() + "{\n")

    _chained(write(1))

    assert _fault() == f"An anchor was changed ({file.name}, line 4)."
    assert '"batch": 4' in file.read_text()


def test_anchors_that_went_missing_are_missed(
    lines: list[Event], anchors_folder: Path
) -> None:
    [file] = anchors_folder.iterdir()
    file.write_text("".join(file.read_text().splitlines(keepends=True)[:1]))

    assert verify().fault is None
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert _fault().startswith("Anchors after batch 1 were removed")


def test_a_line_among_those_chained_long_ago_is_found(
    write: Write, as_superuser: Run
) -> None:
    with time_machine.travel(timezone.now() - timedelta(hours=2)):
        _chained(write(4))
    [late] = write(1)
    as_superuser(f"UPDATE audit_event SET id = 0 WHERE id = {late.id}")

    assert _fault() == "Line 0 was inserted among lines chained long ago."


def test_the_command_names_the_fault_and_exits_with_one(
    lines: list[Event], as_superuser: Run
) -> None:
    as_superuser(f"DELETE FROM audit_event WHERE id = {lines[0].id}")

    with pytest.raises(CommandError, match="was removed") as error:
        call_command("verify_log")
    assert error.value.returncode == 1


def test_verification_can_begin_at_a_day(lines: list[Event], as_superuser: Run) -> None:
    as_superuser(f"DELETE FROM audit_event WHERE id = {lines[0].id}")

    tomorrow = timezone.now().date() + timedelta(days=1)
    call_command("verify_log", "--since", tomorrow.isoformat())
    with pytest.raises(CommandError):
        call_command("verify_log", "--since", "2020-01-01")


def _chained(lines: list[Event]) -> list[Event]:
    chain()
    return lines


def _fault() -> str:
    fault = verify().fault
    assert fault is not None
    return fault


def _insert_copy(as_superuser: Run, line: Event, **values: str) -> int:
    """Insert a copy of a line under a new number, with some columns of its own."""
    number = Event.objects.order_by("-id").values_list(F("id") + 1000, flat=True)[0]
    values = {"id": str(number), "event_id": "'" + "0" * 32 + "'"} | values
    columns = [str(field.column) for field in Event._meta.concrete_fields]
    as_superuser(
        f"INSERT INTO audit_event ({', '.join(columns)}) SELECT "
        f"{', '.join(values.get(column, column) for column in columns)} "
        f"FROM audit_event WHERE id = {line.id}"
    )
    return int(number)


def _remove_batches(as_superuser: Run, which: str) -> None:
    as_superuser(f"DELETE FROM audit_link WHERE batch_id {which}")
    as_superuser(f"DELETE FROM audit_batch WHERE number {which}")
