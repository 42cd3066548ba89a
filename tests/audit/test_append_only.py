"""Nobody changes or removes a line: not in Python, not in SQL."""

import sqlite3
from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import (
    DatabaseError,
    IntegrityError,
    connection,
    connections,
    transaction,
)

from audit.append_only import NeverChanged
from audit.models import Batch, Event, Link
from audit.tasks import chain
from crypto import keyring
from deploy.guards import sqlite
from tests.audit import attacks

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

REFUSALS = "never changed or removed|never rewritten|by an approved order alone"
Run = Callable[[str], None]
Write = Callable[[int], list[Event]]


def test_a_line_is_not_saved_again(write: Write) -> None:
    [line] = write(1)
    line.outcome = 8

    with pytest.raises(NeverChanged):
        line.save()
    with pytest.raises(NeverChanged):
        line.save(update_fields=["outcome"])


def test_a_line_is_not_deleted(write: Write) -> None:
    [line] = write(1)

    with pytest.raises(NeverChanged):
        line.delete()


def test_lines_are_not_changed_or_deleted_together(write: Write) -> None:
    lines = write(3)

    refused: list[Callable[[], object]] = [
        lambda: Event.objects.update(outcome=8),
        lambda: Event.objects.all().delete(),
        lambda: Event.objects.all()._raw_delete("default"),
        lambda: Event.objects.bulk_update(lines, ["outcome"]),
        lambda: Event._base_manager.update(outcome=8),
    ]
    for act in refused:
        with pytest.raises(NeverChanged), transaction.atomic():
            act()
    assert _everything()[0] == list(Event.objects.order_by("id").values())


def test_an_upsert_through_the_orm_changes_nothing(write: Write) -> None:
    [line] = write(1)
    line.outcome = 8

    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.bulk_create(
            [line],
            update_conflicts=True,
            update_fields=["outcome"],
            unique_fields=["id"],
        )

    assert Event.objects.get(id=line.id).outcome == 0


@pytest.mark.parametrize("attack", attacks.BY_THE_PORTAL)
def test_the_portal_cannot_change_the_log_in_sql(
    write: Write, as_the_portal: Run, attack: str
) -> None:
    write(3)
    chain()
    before = _everything()

    with pytest.raises(DatabaseError), transaction.atomic():
        as_the_portal(attack)

    assert _everything() == before


@pytest.mark.parametrize("attack", attacks.BY_THE_OWNER)
def test_the_owner_cannot_either_while_the_triggers_stand(
    write: Write, attack: str
) -> None:
    write(1)
    before = _everything()

    with pytest.raises(DatabaseError), transaction.atomic():
        _as_the_owner(attack)

    assert _everything() == before


def test_the_portal_can_still_write_and_chain(write: Write, as_the_portal: Run) -> None:
    write(3)
    chain()
    as_the_portal("SELECT 1")

    assert len(write(2)) == 2
    assert Link.objects.count() == 3


@pytest.mark.parametrize("table", ["crypto_datakey", "crypto_wrap", "crypto_rootkey"])
@pytest.mark.parametrize(
    "attack", ["UPDATE {} SET created_at = NULL", "DELETE FROM {}"]
)
def test_keys_are_kept_by_their_database(table: str, attack: str, maria: UUID) -> None:
    keyring.for_writing(maria, "contact")

    with (
        pytest.raises(IntegrityError, match=REFUSALS),
        transaction.atomic(using="keys"),
        connections["keys"].cursor() as cursor,
    ):
        cursor.execute(attack.format(table))


def _everything() -> tuple[list[object], ...]:
    return tuple(
        list(model.objects.order_by("pk").values()) for model in (Event, Batch, Link)
    )


def _as_the_owner(attack: str) -> None:
    """On SQLite: with the pragma off that would let triggers see a replacement."""
    with connection.cursor() as cursor:
        if isinstance(connection.connection, sqlite3.Connection):
            sqlite.lift(connection)
            cursor.execute("PRAGMA recursive_triggers = OFF")
        try:
            cursor.execute(attack)
        finally:
            if isinstance(connection.connection, sqlite3.Connection):
                cursor.execute("PRAGMA recursive_triggers = ON")
                sqlite.lower(connection)
