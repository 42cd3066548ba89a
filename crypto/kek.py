"""Key-encryption keys: what one is, and which are live.

One is current and seals what is new; others open what was sealed before, until a
rotation has moved everything. A key does one thing, AES-256-GCM over other keys,
so that a key in a file and the same key in an HSM seal the same bytes.
"""

import os
import secrets
from pathlib import Path
from types import ModuleType
from typing import Final, NamedTuple, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from crypto import key_file
from crypto.errors import CannotOpen, KeyFileRefused, KeysMissing
from crypto.key_file import ID_BYTES, KEY_BYTES, Entry, Stamp

__all__ = ["ID_BYTES", "KEY_BYTES"]
NONCE_BYTES: Final = 12
PROBE: Final = b"intakt/probe/v1"


class KeyEncryptionKey(Protocol):
    """A key that seals other keys, wherever its bytes are."""

    @property
    def id(self) -> bytes:
        """Eight bytes that name it."""

    @property
    def entry(self) -> Entry:
        """Its line in the key file."""

    @property
    def key(self) -> bytes | None:
        """Its bytes; None where they lie in an HSM that does not give them."""

    def seal(self, key: bytes, bound: bytes) -> bytes:
        """Return nonce (12), ciphertext and tag (16)."""

    def open(self, sealed: bytes, bound: bytes) -> bytes:
        """Return what was sealed; raise CannotOpen."""


class FileKey:
    """A key whose bytes stand in the key file."""

    def __init__(self, entry: Entry) -> None:
        """Take its line in the file."""
        self.id = entry.id
        self.entry = entry
        self.key = entry.key
        self._cipher = AESGCM(entry.key)

    def seal(self, key: bytes, bound: bytes) -> bytes:
        """Seal with a random nonce: a practice makes a few thousand wraps a year."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, key, bound)

    def open(self, sealed: bytes, bound: bytes) -> bytes:
        """Return what was sealed; raise CannotOpen."""
        try:
            return self._cipher.decrypt(
                sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound
            )
        except (InvalidTag, ValueError):
            raise CannotOpen from None


class TokenKey:
    """A key that never leaves an HSM, which seals and opens for us."""

    key = None

    def __init__(self, entry: Entry) -> None:
        """Take its line in the file."""
        self.id = entry.id
        self.entry = entry

    def seal(self, key: bytes, bound: bytes) -> bytes:
        """Let the HSM seal, with a random nonce."""
        nonce = os.urandom(NONCE_BYTES)
        sealed: bytes = hsm().encrypt(self.entry, key, nonce, bound)
        return nonce + sealed

    def open(self, sealed: bytes, bound: bytes) -> bytes:
        """Let the HSM open; raise CannotOpen."""
        nonce, body = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        opened: bytes = hsm().decrypt(self.entry, body, nonce, bound)
        return opened


def hsm() -> ModuleType:
    """Return what talks to HSMs; an embedded portal has no library for it."""
    try:
        from crypto import pkcs11  # noqa: PLC0415 - see above
    except ModuleNotFoundError:
        message = (
            "The key file names a key in an HSM, and the package python-pkcs11 is "
            "not there. Install requirements/prod.txt."
        )
        raise KeyFileRefused(message) from None
    return pkcs11


class Ring(NamedTuple):
    """The live keys, newest first, as one state of the file had them."""

    stamp: Stamp
    keys: tuple[KeyEncryptionKey, ...]


_rings: dict[Path, Ring] = {}
# Also those that were live a moment ago: a page that found a wrap before the last
# step of a rotation still opens it after that step.
_known: dict[bytes, KeyEncryptionKey] = {}


def create(path: Path) -> None:
    """Make a key file with one new key; raise FileExistsError rather than replace."""
    with key_file.locked(path):
        if path.exists():
            raise FileExistsError(path)
        key_file.write(path, [new_entry()])


def new_entry() -> Entry:
    """Make a key that is nowhere yet."""
    return Entry(secrets.token_bytes(ID_BYTES), secrets.token_bytes(KEY_BYTES))


def load(path: Path) -> tuple[KeyEncryptionKey, ...]:
    """Return the keys of a file, newest first; it is read where it changed.

    Raises KeysMissing when there is none and KeyFileRefused when it is readable
    by others or not what `create` writes.
    """
    stamp = key_file.stamp(path)
    ring = _rings.get(path)
    if ring is None or ring.stamp != stamp:
        ring = Ring(stamp, tuple(map(_key_of, key_file.read(path))))
        _rings[path] = ring
        _known.update({each.id: each for each in ring.keys})
    return ring.keys


def live() -> tuple[KeyEncryptionKey, ...]:
    """Return the live keys as the file has them now, newest first."""
    return load(settings.KEY_FILE)


def current() -> KeyEncryptionKey:
    """Return the key that new wraps are made with, as the file has it now."""
    return live()[0]


def by_id(kek_id: bytes) -> KeyEncryptionKey:
    """Return a live key; raise KeysMissing for any other.

    An unknown id may be of a key made a moment ago: then the file is read again.
    """
    found = _known.get(kek_id)
    if found is None:
        live()
        found = _known.get(kek_id)
    if found is None:
        message = (
            f"This was sealed under the key {kek_id.hex()}, which is not in the key "
            f"file {settings.KEY_FILE}. Put back the file of these databases."
        )
        raise KeysMissing(message)
    return found


def is_of(live_key: KeyEncryptionKey, key: bytes) -> bool:
    """Tell whether these bytes are the key, also where an HSM keeps it to itself."""
    try:
        sealed = FileKey(Entry(live_key.id, key)).seal(PROBE, PROBE)
        return live_key.open(sealed, PROBE) == PROBE
    except (CannotOpen, ValueError):
        return False


def require_working() -> None:
    """Seal and open a little with each live key; raise what keeps one from it."""
    for each in live():
        each.open(each.seal(PROBE, PROBE), PROBE)


def forget() -> None:
    """Drop what this process remembers, so that the file is read again."""
    _rings.clear()
    _known.clear()


def _key_of(entry: Entry) -> KeyEncryptionKey:
    return TokenKey(entry) if entry.label else FileKey(entry)
