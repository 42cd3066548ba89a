"""The drill: backups are restored every night, into databases that nobody uses.

Twice: the newest data with the newest keys, which must open; and the newest data
with the oldest keys that are kept, where what was destroyed must stay so. A report
in figures lies in `$INTAKT_VAR/drills`.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connections
from django.utils import timezone

from audit.actions import Action
from audit.trail import Outcome, record
from crypto import ledger
from crypto.archives import is_ours_to_open
from crypto.drill import Found
from deploy.backups import BY, backend, shelf
from deploy.bootstrap import ROOT
from deploy.routers import DATA, KEYS

LONGEST: Final = 3600  # seconds that one rehearsal may take
BAD: Final = (Found.CAME_BACK, Found.UNREADABLE)
NAMES: Final = {DATA: "INTAKT_DATABASE", KEYS: "INTAKT_KEYS_DATABASE"}


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """One pair of archives, restored and looked over."""

    data: str
    keys: str
    oldest_keys: bool
    found: dict[str, Any]

    @property
    def faults(self) -> list[str]:
        """Say in words what was not as it must be."""
        wrong = list(BAD)
        if not self.oldest_keys:
            # Under the newest keys no value may lie that they do not know.
            wrong.append(Found.NEWER)
        counted = [
            f"{each}: {self.found[each]}" for each in wrong if each in self.found
        ]
        told = [str(self.found["fault"])] if "fault" in self.found else []
        return told + counted


@dataclass(frozen=True, slots=True)
class Report:
    """How a drill went, in figures alone."""

    at: str
    rehearsals: list[Rehearsal]
    ledger: str | None

    @property
    def faults(self) -> list[str]:
        """Say in words what was not as it must be."""
        told = [self.ledger] if self.ledger else []
        return told + [fault for each in self.rehearsals for fault in each.faults]

    def keep(self) -> Path:
        """Write the report, as JSON and as a short text; return the text's place."""
        folder: Path = settings.DRILLS
        stem = folder / self.at
        content = {**asdict(self), "faults": self.faults}
        stem.with_suffix(".json").write_text(json.dumps(content, indent=2) + "\n")
        text = stem.with_suffix(".txt")
        text.write_text("\n".join(self.lines()) + "\n")
        return text

    def lines(self) -> Iterator[str]:
        """Say it in a few lines."""
        yield f"Restore drill {self.at}: {'FAILED' if self.faults else 'passed'}."
        for each in self.rehearsals:
            counted = ", ".join(f"{name} {size}" for name, size in each.found.items())
            yield f"Data {each.data} with keys {each.keys}: {counted}."
        yield from self.faults


def drill() -> Report:
    """Rehearse with the newest and the oldest keys; raises CannotGoOn for none."""
    data, keys = shelf.newest(DATA), shelf.newest(KEYS)
    report = Report(
        shelf.stamp(timezone.now()),
        [
            Rehearsal(data.stem, each.stem, is_older, _rehearsed(data, each))
            for each, is_older in ((keys, False), (_oldest(keys), True))
        ],
        ledger.verify(),
    )
    report.keep()
    outcome = Outcome.FAILED if report.faults else Outcome.SUCCESS
    detail: dict[str, str | int] = {"archive": data.stem}
    record(Action.RESTORE_REHEARSED, by=BY, outcome=outcome, detail=detail)
    return report


def _oldest(newest: Path) -> Path:
    """Return the oldest keys that the key file in use opens."""
    kept = shelf.archives(KEYS)
    return next((path for path in kept if is_ours_to_open(path)), newest)


def _rehearsed(data: Path, keys: Path) -> dict[str, Any]:
    """Restore in a process of its own; return what it said."""
    with _scratch() as environment:
        done = subprocess.run(  # noqa: S603 - our own words
            [sys.executable, "-m", "deploy.backups.rehearsal", str(data), str(keys)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            timeout=LONGEST,
            check=False,
        )
    try:
        said: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        return {"fault": "The rehearsal did not end; its words are in the log."}
    return said


@contextmanager
def _scratch() -> Iterator[dict[str, str]]:
    """Make databases and folders of a portal that nobody is served from."""
    folder: Path = settings.DRILLS / "scratch"
    settings.DRILLS.mkdir(mode=0o700, parents=True, exist_ok=True)
    # A drill that was killed left its own here.
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        with ExitStack() as stack:
            changed = {
                "DJANGO_SETTINGS_MODULE": "deploy.settings",
                "INTAKT_VAR": str(folder),
                "INTAKT_KEY_FILE": str(settings.KEY_FILE),
            }
            for alias, name in NAMES.items():
                database = backend(alias).scratch(connections[alias], folder)
                changed[name] = stack.enter_context(database)
            changed["INTAKT_LEDGER"] = str(_copied(settings.LEDGER, folder))
            _copied(settings.ANCHORS, folder)
            yield _environment(changed)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _copied(what: Path, folder: Path) -> Path:
    """Copy what a rehearsal writes to, so that it leaves the real one alone."""
    copy = folder / what.name
    if what.is_dir():
        shutil.copytree(what, copy)
    elif what.exists():
        shutil.copyfile(what, copy)
    return copy


def _environment(changed: dict[str, str]) -> dict[str, str]:
    """Change some settings; a value given in a file would win, so those go."""
    files = {f"{name}_FILE" for name in changed}
    kept = {name: text for name, text in os.environ.items() if name not in files}
    return {**kept, **changed}
