"""A practice with people, and a folder for its backups."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from audit.tasks import chain
from crypto import root_keys
from intake.waitlist.models import WaitlistEntry
from tests.factories import make_entry


@pytest.fixture(autouse=True)
def backups(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """Everything that lies outside the databases is of this test alone."""
    settings.BACKUPS = tmp_path / "backups"
    settings.LEDGER = tmp_path / "ledger" / "shredded.jsonl"
    settings.ANCHORS = tmp_path / "anchors"
    settings.DRILLS = tmp_path / "drills"
    settings.RESTORING = tmp_path / "restoring"
    yield tmp_path / "backups"
    root_keys.forget()


@pytest.fixture
def maria() -> WaitlistEntry:
    """Maria is on the waitlist, and the log of it is chained and anchored."""
    entry = make_entry("Maria Linden")
    chain()
    return entry
