"""Making a backup: data first, then keys, each read back before it counts."""

from typing import NamedTuple

from django.db import connections
from django.utils import timezone

from audit.actions import Action
from audit.trail import record
from crypto import ledger
from crypto.archives import Label, installation, write_archive
from deploy.backups import BY, backend, shelf
from deploy.routers import DATA, KEYS


class Made(NamedTuple):
    """What was made and what was cleared out, in figures alone."""

    stamp: str
    bytes: int
    cleared_out: int


def make() -> Made:
    """Back up both databases and the ledger, and clear out what has had its time.

    Raises CannotGoOn or CryptoError; a half-made archive has no name.
    """
    with shelf.alone():
        shelf.sweep()
        return _make()


def _make() -> Made:
    now = timezone.now()
    stamp = shelf.stamp(now)
    # A value's key is committed before the value: keys that are copied after the
    # data hold the key of every value in them.
    for alias in (DATA, KEYS):
        _archive(alias, stamp)
    ledger.copy_to(shelf.ledger_beside(shelf.place(KEYS, stamp)))
    size = sum(shelf.place(alias, stamp).stat().st_size for alias in (DATA, KEYS))
    made = Made(stamp, size, shelf.clear_out(now))
    record(Action.BACKUP_MADE, by=BY, detail={"archive": stamp})
    return made


def _archive(alias: str, stamp: str) -> None:
    folder = shelf.folder(alias)
    label = Label(shelf.FOLDERS[alias], stamp, installation())
    with backend(alias).snapshot(connections[alias], folder) as source:
        write_archive(shelf.place(alias, stamp), label, source)
