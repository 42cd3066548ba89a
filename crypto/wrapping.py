"""Sealing 32-byte keys under the key-encryption key, with their commitment.

A blob is: suite (1 byte, 0x01 = AES-256-GCM), key file id (8), nonce (12),
ciphertext and tag (48). The nonce is random: a practice makes a few thousand
wraps a year, far from the 2^32 of SP 800-38D.
"""

import hmac
import os
from typing import Final

from cryptography.exceptions import InvalidTag

from crypto import kek
from crypto.encoding import length_prefixed
from crypto.errors import CannotOpen

SUITE: Final = b"\x01"
NONCE_BYTES: Final = 12
USE: Final = "intakt/wrap/v1"
COMMITMENT_LABEL: Final = b"intakt/commitment/v1"


def commitment(key: bytes, key_id: bytes) -> bytes:
    """Return 32 bytes that only this key gives.

    AES-GCM alone is not committing: one ciphertext can be made to open under
    two keys. The commitment is stored, bound into every wrap, and compared
    when unwrapping, so one value never reads differently to two people.
    """
    return hmac.digest(key, length_prefixed([COMMITMENT_LABEL, key_id]), "sha256")


def wrap(key: bytes, bound_to: list[bytes]) -> bytes:
    """Seal a key under the current key-encryption key."""
    kek_id = kek.current().id
    nonce = os.urandom(NONCE_BYTES)
    sealed = kek.cipher(kek_id, USE).encrypt(
        nonce, key, length_prefixed([SUITE, kek_id, *bound_to])
    )
    return SUITE + kek_id + nonce + sealed


def unwrap(blob: bytes, bound_to: list[bytes]) -> bytes:
    """Open a wrapped key; raise CannotOpen, or KeysMissing for another key file."""
    start = len(SUITE) + kek.ID_BYTES
    suite, kek_id = blob[: len(SUITE)], blob[len(SUITE) : start]
    if suite != SUITE or len(kek_id) != kek.ID_BYTES:
        raise CannotOpen
    nonce, sealed = blob[start : start + NONCE_BYTES], blob[start + NONCE_BYTES :]
    try:
        return kek.cipher(kek_id, USE).decrypt(
            nonce, sealed, length_prefixed([SUITE, kek_id, *bound_to])
        )
    except (InvalidTag, ValueError):
        raise CannotOpen from None
