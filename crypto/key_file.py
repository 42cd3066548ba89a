"""The key file: which key-encryption keys are live, newest first.

It is JSON: a format, and keys of which each has an id (8 bytes, hex) and either
its 32 bytes in base64 or the label under which it lies in an HSM. Mode 0600. It is
replaced whole, written beside and renamed, by one process at a time: whoever reads
it finds the one list or the other, and never half of one.
"""

import base64
import binascii
import fcntl
import json
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from crypto.disk import write_whole
from crypto.errors import KeyFileRefused, KeysMissing

FORMAT: Final = "intakt-kek/2"
KEY_BYTES: Final = 32
ID_BYTES: Final = 8
# Either the key itself or where it lies: never both, never neither.
SHAPES: Final = ((KEY_BYTES, False), (0, True))
OTHERS_MAY_READ: Final = stat.S_IRWXG | stat.S_IRWXO
MODE: Final = stat.S_IRUSR | stat.S_IWUSR


class Entry(NamedTuple):
    """One key of the file: its bytes, or where they lie."""

    id: bytes
    key: bytes = b""
    label: str = ""

    def __repr__(self) -> str:
        return f"<entry {self.id.hex()}>"


class Stamp(NamedTuple):
    """What changes when the file is replaced, or opened to others."""

    inode: int
    changed: int
    mode: int


def stamp(path: Path) -> Stamp:
    """Tell one state of the file from another; raise KeysMissing without one."""
    try:
        facts = path.stat()
    except FileNotFoundError:
        message = (
            f"There is no key file at {path}. Put back the file that belongs to "
            "this database; on a first run `manage.py init_keys` makes one."
        )
        raise KeysMissing(message) from None
    except OSError:
        raise _unreadable(path) from None
    return Stamp(facts.st_ino, facts.st_ctime_ns, facts.st_mode)


def read(path: Path) -> tuple[Entry, ...]:
    """Read the file; raise KeysMissing or KeyFileRefused with what to do."""
    mode = stamp(path).mode
    if mode & OTHERS_MAY_READ:
        message = f"Others may read the key file {path}. Run: chmod 600 {path}"
        raise KeyFileRefused(message)
    try:
        text = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        raise _unreadable(path) from None
    try:
        return _entries(json.loads(text))
    except (ValueError, KeyError, TypeError, binascii.Error):
        # The cause is dropped: its text would quote the file.
        message = (
            f"The file {path} is not a key file of this portal. Put back the copy "
            "that was kept apart from the databases."
        )
        raise KeyFileRefused(message) from None


def write(path: Path, entries: Sequence[Entry]) -> None:
    """Put this list in place of the file, all or nothing.

    Call it under `locked`. Raises KeyFileRefused where the folder is read-only.
    """
    content = {"format": FORMAT, "keys": [_as_json(each) for each in entries]}
    try:
        write_whole(path, json.dumps(content).encode("ascii"))
    except OSError:
        message = f"The key file {path} cannot be written: its folder must be."
        raise KeyFileRefused(message) from None


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other processes from replacing the file; a killed one lets go."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = os.open(path.parent, os.O_RDONLY)
    except OSError:
        raise _unreadable(path) from None
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _entries(content: Any) -> tuple[Entry, ...]:
    entries = tuple(_entry(each) for each in content["keys"])
    ids = {each.id for each in entries}
    if content["format"] != FORMAT or not entries or len(ids) != len(entries):
        raise ValueError
    return entries


def _entry(content: Any) -> Entry:
    entry = Entry(
        id=bytes.fromhex(content["id"]),
        key=base64.b64decode(content.get("key", ""), validate=True),
        label=str(content.get("pkcs11", {"label": ""})["label"]),
    )
    if len(entry.id) != ID_BYTES or _shape(entry) not in SHAPES:
        raise ValueError
    return entry


def _shape(entry: Entry) -> tuple[int, bool]:
    return len(entry.key), bool(entry.label)


def _as_json(entry: Entry) -> dict[str, Any]:
    if entry.label:
        return {"id": entry.id.hex(), "pkcs11": {"label": entry.label}}
    return {"id": entry.id.hex(), "key": base64.b64encode(entry.key).decode()}


def _unreadable(path: Path) -> KeyFileRefused:
    return KeyFileRefused(
        f"The key file {path} cannot be read. It must belong to whoever runs the "
        "portal and hold plain text."
    )
