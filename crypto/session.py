"""Sessions sealed under the cookie and the key file (DESIGN §4). For `accounts` only.

Neither the database nor the key file opens a session: the key is HKDF-SHA-256 of
the cookie, and the database knows only the cookie's SHA-256. The server's own key
goes in as salt: whoever writes in the table cannot begin a session as somebody.
"""

import hashlib
import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from crypto import root_keys
from crypto.errors import CannotOpen

NONCE_BYTES: Final = 12
KEY_BYTES: Final = 32
INFO: Final = b"intakt/session/v1"
SALT: Final = "crypto.session"


def session_id(cookie: str) -> str:
    """Return what the database may know of a cookie: SHA-256, in hex."""
    return hashlib.sha256(cookie.encode()).hexdigest()


def seal_session(cookie: str, data: bytes) -> bytes:
    """Seal a session's data under its cookie."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _cipher(cookie).encrypt(nonce, data, session_id(cookie).encode())


def open_session(cookie: str, blob: bytes) -> bytes:
    """Open a session's data; raise CannotOpen."""
    nonce, sealed = blob[:NONCE_BYTES], blob[NONCE_BYTES:]
    try:
        return _cipher(cookie).decrypt(nonce, sealed, session_id(cookie).encode())
    except (InvalidTag, ValueError):
        raise CannotOpen from None


def _cipher(cookie: str) -> AESGCM:
    salt = root_keys.derived(root_keys.MAC, SALT)
    derivation = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=INFO)
    return AESGCM(derivation.derive(cookie.encode()))
