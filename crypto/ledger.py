"""The ledger: which data keys were destroyed, in a file outside both databases.

Whoever restores an older backup of the keys gets destroyed keys back; the ledger
says which, so that they are destroyed again before anybody reads. Each line names
an order and a data key, never a person; it holds the hash of the line before it
and a MAC, so that a line changed, moved, added or taken out shows.
"""

import fcntl
import hashlib
import json
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO, Final, Self

from django.conf import settings
from django.utils import timezone

from crypto.disk import sync, write_whole
from crypto.encoding import length_prefixed
from crypto.errors import LedgerBroken
from crypto.mac import mac, same
from crypto.models import Shredded

GENESIS: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: a data key that is destroyed by an order."""

    order: str
    data_key: str
    at: str
    previous: str
    mac: str

    @classmethod
    def following(cls, before: bytes, order: uuid.UUID, data_key: uuid.UUID) -> Self:
        """Make the line that comes after these."""
        words = (str(order), str(data_key), timezone.now().isoformat(), _hash(before))
        return cls(*words, _mac(*words))

    @classmethod
    def read(cls, line: bytes) -> Self:
        """Read a line; raise LedgerBroken for one that is not of this portal."""
        try:
            entry = cls(**json.loads(line))
            ours = _mac(entry.order, entry.data_key, entry.at, entry.previous)
            sound = same(ours.encode(), entry.mac.encode())
        except (ValueError, TypeError, AttributeError):
            sound = False
        if not sound:
            raise LedgerBroken("A line of the ledger was changed.")
        return entry

    @property
    def line(self) -> bytes:
        """Write the line as it stands in the file."""
        return json.dumps(asdict(self)).encode() + b"\n"


def write(order: uuid.UUID, data_key: uuid.UUID) -> None:
    """Say that a data key is destroyed; on disk when this returns.

    Saying it twice is once. Raises LedgerBroken, and then nothing is destroyed.
    """
    with _opened() as file:
        lines = _whole_lines(file.read())
        if any(entry.order == str(order) for entry in _read(lines)):
            return
        last = lines.splitlines(keepends=True)[-1:]
        _append(file, len(lines), Entry.following(b"".join(last), order, data_key).line)


def entries() -> list[Entry]:
    """Read every line, oldest first; raise LedgerBroken."""
    path: Path = settings.LEDGER
    return list(_read(_whole_lines(path.read_bytes()))) if path.exists() else []


def verify() -> str | None:
    """Say in a sentence what is wrong with the ledger, None where nothing is."""
    try:
        known = {entry.order for entry in entries()}
    except LedgerBroken as fault:
        return str(fault)
    done = Shredded.objects.values_list("order_id", flat=True)
    lacking = sum(str(order) not in known for order in done)
    return f"The ledger was cut: it lacks {lacking} done orders." if lacking else None


def adopt(copy: Path) -> None:
    """Take over the lines of a copy that the ledger does not have.

    Raises LedgerBroken where the copy is broken, or where the two went separate
    ways: nobody can say then which of them to trust.
    """
    theirs = _whole_lines(copy.read_bytes())
    list(_read(theirs))
    with _opened() as file:
        ours = _whole_lines(file.read())
        if theirs.startswith(ours):
            _append(file, len(ours), theirs[len(ours) :])
        elif not ours.startswith(theirs):
            raise LedgerBroken("The ledger and its copy hold different lines.")


def copy_to(copy: Path) -> None:
    """Lay a copy beside the backups, whole or not at all.

    Raises LedgerBroken where a copy there holds lines that the ledger lacks.
    """
    with _opened() as file:
        ours = _whole_lines(file.read())
    if copy.exists() and not ours.startswith(_whole_lines(copy.read_bytes())):
        raise LedgerBroken("The copy of the ledger holds lines that it lacks.")
    write_whole(copy, ours)


@contextmanager
def _opened() -> Iterator[BinaryIO]:
    """Have the ledger to oneself, made where there is none."""
    path: Path = settings.LEDGER
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _append(file: BinaryIO, end: int, lines: bytes) -> None:
    """Add lines after the last whole one; what a crash left half-written goes."""
    file.truncate(end)
    file.seek(end)
    file.write(lines)
    file.flush()
    os.fsync(file.fileno())
    sync(settings.LEDGER.parent)


def _whole_lines(content: bytes) -> bytes:
    """Leave out a last line that a crash cut short: it was never relied upon."""
    return content[: content.rfind(b"\n") + 1]


def _read(lines: bytes) -> Iterator[Entry]:
    before = b""
    for number, line in enumerate(lines.splitlines(keepends=True), start=1):
        try:
            entry = Entry.read(line)
        except LedgerBroken:
            raise LedgerBroken(f"Line {number} of the ledger was changed.") from None
        if entry.previous != _hash(before):
            raise LedgerBroken(f"Line {number} of the ledger is not in its place.")
        yield entry
        before = line


def _hash(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest() if line else GENESIS


def _mac(*words: str) -> str:
    return mac("crypto.ledger", length_prefixed(each.encode() for each in words)).hex()
