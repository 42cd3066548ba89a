"""Restoring: archives become databases, and what was destroyed stays destroyed.

From the first change to the last a marker lies in `$INTAKT_VAR`: web and worker do
not begin while it does, because destroyed keys may be back until the ledger was
replayed. A restore that was interrupted is simply started again.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from audit.actions import Action
from audit.anchors import AnchorUnreadable, step_back
from audit.tasks import chain
from audit.trail import Line, record_lines
from audit.verification import verify
from crypto import ledger, root_keys, shredding
from crypto.archives import Archive, Label, open_archive
from crypto.disk import write_whole
from crypto.pairs import KeyPair
from deploy.backups import BY, backend, shelf
from deploy.backups.errors import CannotGoOn, HalfRestored
from deploy.routers import DATA, KEYS


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did, in figures alone."""

    destroyed_again: int
    lost_batches: int
    lines: int


class Marker(NamedTuple):
    """What is being restored, as the marker says."""

    data: str
    keys: str
    ledger: str

    @classmethod
    def read(cls) -> Self:
        """Read the marker; raises CannotGoOn where nothing was begun."""
        try:
            words = settings.RESTORING.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise CannotGoOn("No restore was begun here.") from None
        data, keys, beside = words.splitlines()
        return cls(data, keys, beside)

    def write(self) -> None:
        """Lay the marker down; on disk when this returns."""
        write_whole(settings.RESTORING, "\n".join(self).encode())


def restore(
    data: Path, keys: Path, *, pair: KeyPair | None = None, replace: bool = False
) -> Restored:
    """Restore both databases and destroy again what had been.

    Raises CannotGoOn and CryptoError. Before both archives are verified to their
    end nothing is changed.
    """
    for alias in (DATA, KEYS):
        if not (replace or is_begun() or backend(alias).is_empty(connections[alias])):
            raise CannotGoOn(f"The {shelf.FOLDERS[alias]} database is not empty.")
    with ExitStack() as stack:
        opened = {
            alias: stack.enter_context(open_archive(path, pair=pair))
            for alias, path in ((KEYS, keys), (DATA, data))
        }
        _require_pair(opened)
        Marker(
            opened[DATA].label.made_at,
            opened[KEYS].label.made_at,
            str(shelf.ledger_beside(keys).resolve()),
        ).write()
        for alias, archive in opened.items():
            backend(alias).put_back(connections[alias], archive.pieces)
    return finish()


def finish() -> Restored:
    """Do what makes restored databases fit to be served from; repeatable.

    Raises KeysMissing while the key file is not there, LedgerBroken, CannotGoOn.
    """
    marker = Marker.read()
    root_keys.forget()
    for alias in (KEYS, DATA):
        call_command("migrate", database=alias, interactive=False, verbosity=0)
    for use in root_keys.USES:
        root_keys.root_key(use)
    _find_ledger(Path(marker.ledger))
    came_back = shredding.replay()
    lost = _step_back()
    record_lines(_lines(marker, len(came_back), lost))
    chain()
    verdict = verify()
    if verdict.fault:
        raise CannotGoOn(f"The log is broken in this backup. {verdict.fault}")
    settings.RESTORING.unlink()
    return Restored(len(came_back), lost, verdict.lines)


def is_begun() -> bool:
    """Tell whether a restore began here and did not end."""
    return bool(settings.RESTORING.exists())


def refuse_half_restored() -> None:
    """Raise HalfRestored where nobody may be served."""
    if is_begun():
        raise HalfRestored(
            "A restore did not end, and what was destroyed may be readable. "
            "Run `manage.py restore` again, or `manage.py restore --finish`."
        )


def _require_pair(opened: dict[str, Archive]) -> None:
    """Refuse archives that are not what they are used for, or not of one house."""
    labels: dict[str, Label] = {alias: found.label for alias, found in opened.items()}
    for alias, label in labels.items():
        if label.database != shelf.FOLDERS[alias]:
            raise CannotGoOn(f"That is no archive of {shelf.FOLDERS[alias]}.")
    if len({label.installation for label in labels.values()}) > 1:
        raise CannotGoOn("These two archives are of different installations.")


def _find_ledger(copy: Path) -> None:
    """Have the ledger, from its copy where need be; raises CannotGoOn, LedgerBroken."""
    if copy.exists():
        ledger.adopt(copy)
    elif not settings.LEDGER.exists():
        raise CannotGoOn(
            "There is no ledger of what was destroyed, neither beside the keys nor "
            f"at {settings.LEDGER}. Put it back, then `manage.py restore --finish`."
        )


def _step_back() -> int:
    try:
        return step_back()
    except AnchorUnreadable as error:
        raise CannotGoOn(f"An anchor of the log was changed ({error}).") from error


def _lines(marker: Marker, destroyed_again: int, lost: int) -> Iterator[Line]:
    detail: dict[str, str | int] = {
        "data": marker.data,
        "keys": marker.keys,
        "lost_batches": lost,
    }
    yield Line(action=Action.BACKUP_RESTORED, by=BY, detail=detail)
    if destroyed_again:
        counted: dict[str, str | int] = {"keys": destroyed_again}
        yield Line(action=Action.KEY_DESTROYED, by=BY, detail=counted)
