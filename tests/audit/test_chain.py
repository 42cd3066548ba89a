"""Lines find their batch without holding up who writes them."""

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from audit.actions import Action
from audit.actors import Actor
from audit.chain import GENESIS, LARGEST_BATCH, chain_new_lines
from audit.models import Batch, Event, Link
from audit.tasks import chain, verify_whole_log
from audit.trail import Line, record, record_lines
from audit.verification import verify

Write = Callable[[int], list[Event]]
in_a_transaction = pytest.mark.django_db(databases=["default", "keys"])


@in_a_transaction
def test_each_batch_holds_the_hash_of_the_one_before(write: Write) -> None:
    for count in (3, 1):
        write(count)
        chain()

    first, second = Batch.objects.order_by("number")
    assert (bytes(first.previous), first.size) == (GENESIS, 3)
    assert (bytes(second.previous), second.size) == (bytes(first.hash), 1)


@in_a_transaction
def test_chaining_twice_changes_nothing(write: Write, anchors_folder: Path) -> None:
    write(3)
    chain()
    chain()

    assert Batch.objects.count() == 1
    [file] = anchors_folder.iterdir()
    assert len(file.read_text().splitlines()) == 1


@in_a_transaction
def test_nothing_to_chain_makes_no_batch_and_no_anchor(anchors_folder: Path) -> None:
    chain()

    assert not Batch.objects.exists()
    assert not anchors_folder.exists()


@in_a_transaction
def test_many_lines_take_several_batches(write: Write) -> None:
    write(LARGEST_BATCH + 1)
    chain()

    sizes = Batch.objects.order_by("number").values_list("size", flat=True)
    assert list(sizes) == [LARGEST_BATCH, 1]


@in_a_transaction
def test_a_line_that_comes_to_light_late_is_chained_too(
    write: Write, as_superuser: Callable[[str], None]
) -> None:
    """PostgreSQL numbers a line before it commits."""
    write(3)
    as_superuser("UPDATE audit_event SET id = id + 100")
    chain()
    write(1)
    as_superuser(
        "UPDATE audit_event SET id = 1 WHERE id NOT IN "
        "(SELECT event_number FROM audit_link)"
    )
    chain()

    assert Link.objects.get(event_number=1).batch_id == 2
    assert verify().fault is None


@in_a_transaction
def test_old_lines_are_not_looked_for_again(write: Write) -> None:
    with time_machine.travel(timezone.now() - timedelta(hours=2)):
        write(3)
        chain()
    write(1)
    chain()

    assert Link.objects.count() == 4
    assert verify().fault is None


@in_a_transaction
def test_the_head_is_anchored_outside_the_database(
    write: Write, anchors_folder: Path
) -> None:
    write(3)
    chain()

    batch = Batch.objects.get()
    [file] = anchors_folder.iterdir()
    anchor = json.loads(file.read_text())
    assert file.name == f"{timezone.now():%Y-%m}.jsonl"
    assert (anchor["batch"], anchor["hash"]) == (1, bytes(batch.hash).hex())


@in_a_transaction
def test_a_broken_log_is_said_loudly(
    write: Write, caplog: pytest.LogCaptureFixture, as_superuser: Callable[[str], None]
) -> None:
    [line] = write(1)
    chain()
    verify_whole_log()
    assert not caplog.records

    as_superuser("UPDATE audit_event SET outcome = 8")
    verify_whole_log()
    assert f"Line {line.id} was changed" in caplog.text


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_eight_writers_and_two_chainers_lose_no_line() -> None:
    record(Action.LOG_READ, by=Actor.service("tests"))
    failures: list[BaseException] = []

    def work(task: Callable[[], None]) -> None:
        try:
            for _ in range(20):
                task()
        except BaseException as error:  # noqa: BLE001 - told to the test below
            failures.append(error)
        finally:
            connection.close()

    tasks: list[Callable[[], None]] = [*[write_five] * 8, *[chain_new_lines] * 2]
    threads = [threading.Thread(target=work, args=[task]) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    chain()

    assert failures == []
    assert Event.objects.count() == Link.objects.count() == 1 + 8 * 20 * 5
    assert verify().fault is None


def write_five() -> None:
    by = Actor.staff(uuid4(), "therapist")
    with transaction.atomic():
        record_lines([Line(action=Action.RECORD_READ, by=by)] * 5)
