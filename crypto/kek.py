"""The key-encryption key: a file made on first run, then only ever read.

The file is JSON: format, id (8 bytes, hex) and key (32 bytes, base64). It is
created with mode 0600 and refused when anybody else may read it. Each use has
a key of its own, derived with HKDF-SHA-256 (RFC 5869) from the file's key.
"""

import base64
import binascii
import functools
import json
import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from crypto.errors import KeyFileRefused, KeysMissing

FORMAT: Final = "intakt-kek/1"
KEY_BYTES: Final = 32
ID_BYTES: Final = 8
OTHERS_MAY_READ: Final = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True, repr=False)
class KeyEncryptionKey:
    """One key-encryption key: its id, and a cipher per use."""

    id: bytes
    key: bytes

    def derive(self, use: str) -> bytes:
        """Return 32 bytes that serve one use and say nothing about another."""
        return HKDF(
            algorithm=SHA256(), length=KEY_BYTES, salt=None, info=use.encode()
        ).derive(self.key)


def create(path: Path) -> None:
    """Make a new key file; raise FileExistsError rather than replace one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    content = {
        "format": FORMAT,
        "id": secrets.token_hex(ID_BYTES),
        "key": base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode(),
    }
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    forget()


@functools.cache
def load(path: Path) -> KeyEncryptionKey:
    """Read a key file.

    Raises KeysMissing when there is none and KeyFileRefused when it is readable
    by others or not what `create` writes.
    """
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="ascii")
    except FileNotFoundError:
        message = (
            f"There is no key file at {path}. Put back the file that belongs to "
            "this database; on a first run `manage.py init_keys` makes one."
        )
        raise KeysMissing(message) from None
    except (OSError, UnicodeDecodeError):
        message = f"The key file {path} cannot be read."
        raise KeyFileRefused(message) from None
    if mode & OTHERS_MAY_READ:
        message = f"Others may read the key file {path}. Run: chmod 600 {path}"
        raise KeyFileRefused(message)
    return _parse(text, path)


def current() -> KeyEncryptionKey:
    """Return the key-encryption key that new wraps are made with."""
    return load(settings.KEY_FILE)


@functools.lru_cache(maxsize=64)
def cipher(kek_id: bytes, use: str) -> AESGCM:
    """Return AES-256-GCM for one use of one key; raise KeysMissing if unknown."""
    kek = current()
    if kek.id != kek_id:
        message = "This was sealed under a key file that is not the one in use."
        raise KeysMissing(message)
    return AESGCM(kek.derive(use))


def forget() -> None:
    """Drop what this process remembers, so that the file is read again."""
    load.cache_clear()
    cipher.cache_clear()


def _parse(text: str, path: Path) -> KeyEncryptionKey:
    try:
        content = json.loads(text)
        kek = KeyEncryptionKey(
            id=bytes.fromhex(content["id"]),
            key=base64.b64decode(content["key"], validate=True),
        )
        sound = content["format"] == FORMAT
    except (ValueError, KeyError, TypeError, binascii.Error):
        sound = False
    if not sound or len(kek.id) != ID_BYTES or len(kek.key) != KEY_BYTES:
        message = f"The file {path} is not a key file of this portal."
        raise KeyFileRefused(message)
    return kek
