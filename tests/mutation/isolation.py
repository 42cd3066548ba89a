"""A plugin of pytest: each mutant's run has databases and key files of its own.

Mutants run beside each other as forks of one process, whose settings they inherit;
on one database they would fail over each other, and count as found. Each starts
from a copy of one migrated practice, which the first run leaves behind.
"""

import shutil
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

TEMPLATE = Path(tempfile.gettempdir()) / "intakt-mutation-template"
FOLDERS = (
    "KEY_FILE",
    "ANCHORS",
    "LEDGER",
    "DRILLS",
    "RESTORING",
    "CELERY_QUEUE_FOLDER",
)


class OwnFolder:
    """What this run writes, and where; gone when it ends."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="intakt-mutant-"))
        if TEMPLATE.exists():
            shutil.copytree(TEMPLATE, self.path, dirs_exist_ok=True)
        was = settings.VAR
        for name in FOLDERS:
            place: Path = getattr(settings, name)
            setattr(settings, name, self.path / place.relative_to(was))
        settings.VAR = self.path
        for alias in connections:
            name = f"{alias}.sqlite3"
            connections[alias].settings_dict["TEST"]["NAME"] = str(self.path / name)

    def pytest_unconfigure(self) -> None:
        if not TEMPLATE.exists():
            shutil.copytree(self.path, TEMPLATE)
        shutil.rmtree(self.path, ignore_errors=True)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(OwnFolder())
