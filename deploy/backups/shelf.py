"""Where archives lie, which are the newest, and which have had their time.

`$INTAKT_BACKUPS/data` and `/keys` are meant for two places: mount, copy or sync
each to its own. A copy of the ledger lies beside the keys.
"""

import fcntl
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings

from deploy.backups.errors import CannotGoOn
from deploy.routers import DATA, KEYS

FOLDERS: Final = {DATA: "data", KEYS: "keys"}
SUFFIX: Final = ".archive"
STAMP: Final = "%Y%m%dT%H%M%SZ"
NAME: Final = re.compile(r"\d{8}T\d{6}Z\.archive")


def stamp(moment: datetime) -> str:
    """Name a moment as archives are named, in UTC."""
    return moment.astimezone(UTC).strftime(STAMP)


def folder(alias: str) -> Path:
    """Return where the archives of one database lie; raises CannotGoOn."""
    if settings.BACKUPS is None:
        raise CannotGoOn("Say where backups go: set INTAKT_BACKUPS to a folder.")
    return Path(settings.BACKUPS) / FOLDERS[alias]


def place(alias: str, made_at: str) -> Path:
    """Return where an archive belongs."""
    return folder(alias) / f"{made_at}{SUFFIX}"


def archives(alias: str) -> list[Path]:
    """List the archives of one database, oldest first."""
    found = folder(alias).glob(f"*{SUFFIX}")
    return sorted(path for path in found if NAME.fullmatch(path.name))


def newest(alias: str) -> Path:
    """Return the newest archive of one database; raises CannotGoOn for none."""
    found = archives(alias)
    if not found:
        raise CannotGoOn(f"There is no archive in {folder(alias)}.")
    return found[-1]


def ledger_beside(keys: Path) -> Path:
    """Return where the ledger's copy lies: beside the archives of the keys."""
    return keys.with_name("shredded.jsonl")


@contextmanager
def alone() -> Iterator[None]:
    """Be the only one who makes backups; raises CannotGoOn where somebody is."""
    for alias in FOLDERS:
        folder(alias).mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder(KEYS).parent / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotGoOn("A backup is being made already.") from None
        yield


def sweep() -> None:
    """Remove what a killed backup left: half an archive, an empty file."""
    for alias in FOLDERS:
        for pattern in ("*.part", "tmp*"):
            for path in folder(alias).glob(pattern):
                path.unlink()


def clear_out(now: datetime) -> int:
    """Delete what has had its time, and count it; the newest always stays.

    Keys go after days: until then a destroyed key is still in an archive.
    """
    days = {DATA: settings.BACKUP_DAYS, KEYS: settings.KEY_BACKUP_DAYS}
    gone = [
        path
        for alias in FOLDERS
        for path in archives(alias)[:-1]
        if path.name < stamp(now - timedelta(days=days[alias]))
    ]
    for path in gone:
        path.unlink()
    return len(gone)
