"""Archives: a stream in a file that explains who can open it, and nothing else.

`"IA"` · suite `01` · length of the header (4, little endian) · header · stream.
The header is JSON: a label (which database, when, whose), and the archive's own
key, wrapped under the key-encryption key and sealed to each recovery sheet that
stands, so that a bare machine and two shares of paper open it too. The stream is
bound to the header, so no label goes with another's content.
"""

import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple, Self, cast

from crypto import kek, recovery
from crypto.disk import sync
from crypto.encoding import LENGTH_BYTES, length, length_prefixed
from crypto.errors import CannotOpen, CryptoError
from crypto.mac import mac
from crypto.pairs import KeyPair, fingerprint, seal_to
from crypto.streams import seal_stream, verified
from crypto.wrapping import unwrap, wrap

START: Final = b"IA\x01"
FORMAT: Final = b"intakt/archive/v1"
# A header holds a wrap and a seal per sheet, 1.2 KiB each: far below this.
LONGEST_HEADER: Final = 64 * 1024
INSTALLATION_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class Label:
    """What an archive holds: readable by all, so it names neither people nor place."""

    database: str
    made_at: str
    installation: str

    def bound(self) -> list[bytes]:
        """Return what the archive's key is wrapped for."""
        return [FORMAT, *(word.encode() for word in asdict(self).values())]

    def info(self) -> bytes:
        """Return the same for the recovery sheets."""
        return length_prefixed(self.bound())


class Archive(NamedTuple):
    """An archive that was verified to its end: its label and its text."""

    label: Label
    pieces: Iterator[bytes]


class Hashed:
    """A source that remembers the hash of what it gave."""

    def __init__(self, source: BinaryIO) -> None:
        """Take the source."""
        self._source = source
        self._hash = hashlib.sha256()

    def read(self, size: int) -> bytes:
        """Give a piece."""
        piece = self._source.read(size)
        self._hash.update(piece)
        return piece

    def digest(self) -> bytes:
        """Return the hash of all pieces."""
        return self._hash.digest()


@dataclass(frozen=True, slots=True)
class Header:
    """Who can open an archive."""

    label: Label
    wrap: str
    sheets: dict[str, str]

    @classmethod
    def of(cls, label: Label, key: bytes) -> Self:
        """Seal the archive's key to the key-encryption key and the sheets."""
        publics = [bytes(sheet.public) for sheet in recovery.standing()]
        return cls(
            label,
            wrap(key, label.bound(), under=kek.current()).hex(),
            {
                fingerprint(public): seal_to(public, key, label.info()).hex()
                for public in publics
            },
        )

    @classmethod
    def read(cls, content: bytes) -> Self:
        """Read a header; raise CannotOpen for one that is not ours."""
        try:
            found: dict[str, Any] = json.loads(content)
            return cls(Label(**found["label"]), found["wrap"], dict(found["sheets"]))
        except (ValueError, TypeError, KeyError):
            raise CannotOpen from None

    def content(self) -> bytes:
        """Write the header."""
        return json.dumps(asdict(self)).encode()

    def key(self, pair: KeyPair | None) -> bytes:
        """Return the archive's key; raise CannotOpen or KeysMissing."""
        try:
            if pair is None:
                return unwrap(bytes.fromhex(self.wrap), self.label.bound())
            sealed = self.sheets.get(fingerprint(pair.public), "")
            return pair.open(bytes.fromhex(sealed), self.label.info())
        except (ValueError, TypeError, AttributeError):
            raise CannotOpen from None


def installation() -> str:
    """Name this installation: the same whatever its address or key file is."""
    return mac("crypto.installation", b"")[:INSTALLATION_BYTES].hex()


def write_archive(path: Path, label: Label, source: BinaryIO) -> None:
    """Seal a source into a file that has been read back before it has its name.

    What the source raises passes through; then there is no archive.
    """
    part = path.with_name(f"{path.name}.part")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    hashed = Hashed(source)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            file.truncate()
            _write(file, label, cast("BinaryIO", hashed))
            file.flush()
            os.fsync(file.fileno())
        _require_same(part, hashed.digest())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    sync(path.parent)


@contextmanager
def open_archive(path: Path, *, pair: KeyPair | None = None) -> Iterator[Archive]:
    """Open an archive with the key file, or with a recovery sheet's pair.

    It has been verified to its end before the first piece. Raises CannotOpen, and
    KeysMissing where another key file made it.
    """
    with path.open("rb") as file:
        content = _header_of(file)
        header = Header.read(content)
        key = header.key(pair)
        yield Archive(header.label, verified(key, _context(content), file))


def is_ours_to_open(path: Path) -> bool:
    """Tell whether the key file as it is now opens an archive: an earlier one may."""
    # This process may remember keys that have left the file since.
    kek.forget()
    with path.open("rb") as file:
        try:
            Header.read(_header_of(file)).key(None)
        except CryptoError:
            return False
    return True


def _header_of(file: BinaryIO) -> bytes:
    start = file.read(len(START) + LENGTH_BYTES)
    size = int.from_bytes(start[len(START) :], "little")
    if not start.startswith(START) or size > LONGEST_HEADER:
        raise CannotOpen
    return file.read(size)


def _write(file: BinaryIO, label: Label, source: BinaryIO) -> None:
    key = secrets.token_bytes(kek.KEY_BYTES)
    content = Header.of(label, key).content()
    file.write(START + length(len(content)) + content)
    seal_stream(key, _context(content), source, file)


def _require_same(part: Path, digest: bytes) -> None:
    """Read an archive back; raise CannotOpen unless it holds what was sealed."""
    found = hashlib.sha256()
    with open_archive(part) as archive:
        for piece in archive.pieces:
            found.update(piece)
    if found.digest() != digest:
        raise CannotOpen


def _context(content: bytes) -> bytes:
    return length_prefixed([FORMAT, START, content])
