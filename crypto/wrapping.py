"""Sealing 32-byte keys under a key-encryption key, with their commitment.

A blob is: suite (1 byte, 0x01 = AES-256-GCM), id of the key-encryption key (8),
nonce (12), ciphertext and tag (48). The nonce is random: a practice makes a few
thousand wraps a year, far from the 2^32 of SP 800-38D.
"""

import hmac
from typing import Final

from crypto import kek
from crypto.encoding import length_prefixed
from crypto.errors import CannotOpen

SUITE: Final = b"\x01"
FORMAT: Final = b"intakt/wrap/v1"
COMMITMENT_LABEL: Final = b"intakt/commitment/v1"


def commitment(key: bytes, key_id: bytes) -> bytes:
    """Return 32 bytes that only this key gives.

    AES-GCM alone is not committing: one ciphertext can be made to open under
    two keys. The commitment is stored, bound into every wrap, and compared
    when unwrapping, so one value never reads differently to two people.
    """
    return hmac.digest(key, length_prefixed([COMMITMENT_LABEL, key_id]), "sha256")


def wrap(key: bytes, bound_to: list[bytes], *, under: kek.KeyEncryptionKey) -> bytes:
    """Seal a key under a key-encryption key."""
    header = SUITE + under.id
    return header + under.seal(key, _bound(header, bound_to))


def unwrap(blob: bytes, bound_to: list[bytes]) -> bytes:
    """Open a wrapped key; raise CannotOpen, or KeysMissing where no key is live."""
    size = len(SUITE) + kek.ID_BYTES
    header, sealed = blob[:size], blob[size:]
    if len(header) != size or not header.startswith(SUITE):
        raise CannotOpen
    under = kek.by_id(header[len(SUITE) :])
    return under.open(sealed, _bound(header, bound_to))


def _bound(header: bytes, bound_to: list[bytes]) -> bytes:
    return length_prefixed([FORMAT, header, *bound_to])
