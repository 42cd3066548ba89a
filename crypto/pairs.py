"""Sealing secrets to people: HPKE (RFC 9180), hybrid against tomorrow's computers.

A pair grows from one 32-byte seed, which is all that is ever stored of its
private half: HKDF-Expand gives ML-KEM-768's seed (64 bytes), X25519's key (32)
and Ed25519's key (32). The public half is suite (1 byte, 0x02), ML-KEM-768 (1184),
X25519 (32), Ed25519 (32). A sealed secret is suite, encapsulation (1120),
ciphertext and tag.
"""

import functools
import hashlib
import secrets
from typing import Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.mlkem import (
    MLKEM768PrivateKey,
    MLKEM768PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from crypto.errors import CannotOpen

SUITE: Final = b"\x02"
SEED_BYTES: Final = 32
MLKEM_BYTES: Final = 1184
X25519_BYTES: Final = 32
PUBLIC_BYTES: Final = len(SUITE) + MLKEM_BYTES + X25519_BYTES + 32
FINGERPRINT_DIGITS: Final = 16
HPKE: Final = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class KeyPair:
    """One key pair: opens what was sealed to it, and signs. It shows nothing."""

    def __init__(self, seed: bytes) -> None:
        """Grow the pair; raises ValueError for a seed of another length."""
        if len(seed) != SEED_BYTES:
            message = "A key pair grows from 32 bytes."
            raise ValueError(message)
        mlkem = MLKEM768PrivateKey.from_seed_bytes(_grown(seed, "ml-kem-768", 64))
        x25519 = X25519PrivateKey.from_private_bytes(_grown(seed, "x25519", 32))
        self._signing = Ed25519PrivateKey.from_private_bytes(
            _grown(seed, "ed25519", 32)
        )
        self._opening = MLKEM768X25519PrivateKey(mlkem, x25519)
        self.public = b"".join(
            (
                SUITE,
                mlkem.public_key().public_bytes_raw(),
                x25519.public_key().public_bytes_raw(),
                self._signing.public_key().public_bytes_raw(),
            )
        )

    def __repr__(self) -> str:
        return "<key pair>"

    def open(self, sealed: bytes, info: bytes) -> bytes:
        """Return what was sealed to this pair for this use; raise CannotOpen."""
        if sealed[: len(SUITE)] != SUITE:
            raise CannotOpen
        try:
            return HPKE.decrypt(sealed[len(SUITE) :], self._opening, info=info)
        except (InvalidTag, ValueError):
            raise CannotOpen from None

    def sign(self, statement: bytes) -> bytes:
        """Return an Ed25519 signature (RFC 8032), 64 bytes."""
        return self._signing.sign(statement)


def new_seed() -> bytes:
    """Return a fresh seed."""
    return secrets.token_bytes(SEED_BYTES)


def fingerprint(public: bytes) -> str:
    """Name a public half in 16 hex digits, for paper and the log; it proves little."""
    digest = hashlib.sha256(public).hexdigest()
    return "-".join(digest[at : at + 4] for at in range(0, FINGERPRINT_DIGITS, 4))


def seal_to(public: bytes, secret: bytes, info: bytes) -> bytes:
    """Seal a secret to the holder of a pair, for one use; raise CannotOpen.

    `info` binds the use: with another one it does not open (RFC 9180 §5.1).
    """
    return SUITE + HPKE.encrypt(secret, _parsed(public)[0], info=info)


def is_signed(public: bytes, statement: bytes, signature: bytes) -> bool:
    """Tell whether the holder of a pair signed a statement."""
    try:
        _parsed(public)[1].verify(signature, statement)
    except (InvalidSignature, CannotOpen):
        return False
    return True


# A practice has few pairs and seals to the same one over and over.
@functools.lru_cache(maxsize=64)
def _parsed(public: bytes) -> tuple[MLKEM768X25519PublicKey, Ed25519PublicKey]:
    if len(public) != PUBLIC_BYTES or public[: len(SUITE)] != SUITE:
        raise CannotOpen
    rest = public[len(SUITE) :]
    mlkem, rest = rest[:MLKEM_BYTES], rest[MLKEM_BYTES:]
    x25519, ed25519 = rest[:X25519_BYTES], rest[X25519_BYTES:]
    try:
        opening = MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(mlkem),
            X25519PublicKey.from_public_bytes(x25519),
        )
        return opening, Ed25519PublicKey.from_public_bytes(ed25519)
    except ValueError:
        raise CannotOpen from None


def _grown(seed: bytes, name: str, length: int) -> bytes:
    info = f"intakt/pair/v1/{name}".encode()
    return HKDFExpand(algorithm=SHA256(), length=length, info=info).derive(seed)
