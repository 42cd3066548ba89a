"""A short log, its anchors in a folder of the test, and two kinds of attacker."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.backends.utils import CursorWrapper
from pytest_django import Settings

from audit.actions import Action
from audit.actors import Actor
from audit.models import Event
from audit.trail import Line, record_lines
from deploy import guards
from deploy.guards import postgresql
from deploy.guards.declared import append_only_tables

Run = Callable[[str], None]


@pytest.fixture(autouse=True)
def anchors_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.ANCHORS = tmp_path / "anchors"
    return tmp_path / "anchors"


@pytest.fixture
def therapist() -> Actor:
    return Actor.staff(uuid4(), "therapist")


@pytest.fixture
def maria() -> UUID:
    return uuid4()


@pytest.fixture
def write(therapist: Actor, maria: UUID) -> Callable[[int], list[Event]]:
    """Write a number of lines about Maria; give them back as they stand."""

    def write(count: int) -> list[Event]:
        last = Event.objects.order_by("-id").first()
        record_lines(
            Line(action=Action.RECORD_READ, by=therapist, person=maria, kind="E")
            for _ in range(count)
        )
        return list(Event.objects.filter(id__gt=last.id if last else 0).order_by("id"))

    return write


@pytest.fixture
def as_the_portal() -> Run:
    """Run SQL as the running portal could: its connection, on PostgreSQL its role."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            _settle(cursor)
            cursor.execute(
                "DO $$ BEGIN CREATE ROLE intakt_app; "
                "EXCEPTION WHEN duplicate_object THEN NULL; END $$"
            )
            postgresql.least_privilege(connection, append_only_tables("default"))
            cursor.execute("SET LOCAL ROLE intakt_app")
    return run


@pytest.fixture
def as_superuser() -> Iterator[Run]:
    """Run SQL as somebody who first took the guards away."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            _settle(cursor)
    guards.remove("default")
    yield run
    # The triggers come back with the test's rollback.
    guards.lower("default")


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _settle(cursor: CursorWrapper) -> None:
    """Check foreign keys now: PostgreSQL alters no table that has checks waiting."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
