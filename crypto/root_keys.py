"""The server's own keys: made once by `init_keys`, then only unwrapped.

They lie wrapped in the `keys` database so that a new key file changes no index
and no log line.
"""

import functools
import secrets
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from django.conf import settings

from crypto import kek
from crypto.errors import KeysMissing
from crypto.models import RootKey
from crypto.wrapping import unwrap, wrap

BLIND_INDEX: Final = "blind-index/1"
MAC: Final = "mac/1"
PEPPER: Final = "pepper/1"
SYSTEM: Final = "system/1"
USES: Final = (BLIND_INDEX, MAC, PEPPER, SYSTEM)


def make_missing() -> None:
    """Make the root keys on a first run; on later runs open each, to be sure."""
    if not RootKey.objects.exists():
        under = kek.current()
        RootKey.objects.bulk_create(
            wrapped(use, secrets.token_bytes(kek.KEY_BYTES), under=under)
            for use in USES
        )
    forget()
    for use in USES:
        root_key(use)


def wrapped(use: str, key: bytes, *, under: kek.KeyEncryptionKey) -> RootKey:
    """Return the row of a root key under one key-encryption key."""
    blob = wrap(key, _bound_to(use), under=under)
    return RootKey(use=use, kek_id=under.id.hex(), blob=blob)


def unwrapped(row: RootKey) -> bytes:
    """Return the root key of a row; raise CannotOpen or KeysMissing."""
    return unwrap(bytes(row.blob), _bound_to(row.use))


def forget() -> None:
    """Drop what this process remembers, so that everything is read again."""
    kek.forget()
    root_key.cache_clear()
    derived.cache_clear()


@functools.cache
def root_key(use: str) -> bytes:
    """Return one root key; raise KeysMissing rather than make a new one."""
    # The rows first: a rotation adds its key to the file before it moves them.
    rows = list(RootKey.objects.filter(use=use))
    live = {each.id.hex() for each in kek.live()}
    for row in rows:
        if row.kek_id in live:
            return unwrapped(row)
    if rows:
        message = (
            f"The key file {settings.KEY_FILE} is not the one of these databases. "
            "Put back the file that was kept with them."
        )
        raise KeysMissing(message)
    message = (
        f"The root key {use!r} is not in the keys database. On a first run "
        "`manage.py init_keys` makes it; otherwise restore that database."
    )
    raise KeysMissing(message)


@functools.lru_cache(maxsize=256)
def derived(use: str, purpose: str) -> bytes:
    """Return the key of one purpose under a root key (HKDF-Expand, RFC 5869)."""
    return HKDFExpand(
        algorithm=SHA256(), length=kek.KEY_BYTES, info=purpose.encode()
    ).derive(root_key(use))


def _bound_to(use: str) -> list[bytes]:
    return [b"root-key", use.encode()]
