"""The server's own keys: made once by `init_keys`, then only unwrapped.

They lie wrapped in the `keys` database so that a new key file changes no index
and no log line.
"""

import functools
import secrets
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

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
    for use in USES:
        if not RootKey.objects.filter(use=use).exists():
            key = secrets.token_bytes(kek.KEY_BYTES)
            RootKey.objects.create(
                use=use,
                kek_id=kek.current().id.hex(),
                blob=wrap(key, _bound_to(use)),
            )
    forget()
    for use in USES:
        root_key(use)


def forget() -> None:
    """Drop what this process remembers, so that everything is read again."""
    kek.forget()
    root_key.cache_clear()
    derived.cache_clear()


@functools.cache
def root_key(use: str) -> bytes:
    """Return one root key; raise KeysMissing rather than make a new one."""
    row = RootKey.objects.filter(use=use).first()
    if row is None:
        message = (
            f"The root key {use!r} is not in the keys database. On a first run "
            "`manage.py init_keys` makes it; otherwise restore that database."
        )
        raise KeysMissing(message)
    return unwrap(bytes(row.blob), _bound_to(use))


@functools.lru_cache(maxsize=256)
def derived(use: str, purpose: str) -> bytes:
    """Return the key of one purpose under a root key (HKDF-Expand, RFC 5869)."""
    return HKDFExpand(
        algorithm=SHA256(), length=kek.KEY_BYTES, info=purpose.encode()
    ).derive(root_key(use))


def _bound_to(use: str) -> list[bytes]:
    return [b"root-key", use.encode()]
