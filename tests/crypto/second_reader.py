"""A second reader of our bytes, written from crypto/README.md and nothing else.

It imports nothing of ours. HPKE (RFC 9180), its hybrid KEM and HKDF are written
out, so that a change inside the library that we use is seen too.
"""

import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import (
    MLKEM768PrivateKey,
    MLKEM768PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

KEM_ID = 0x647A
AES_256_GCM = 2


def joined(*parts: bytes) -> bytes:
    """Join parts, each after its length: 4 bytes, little endian."""
    return b"".join(len(part).to_bytes(4, "little") + part for part in parts)


def extract(salt: bytes, secret: bytes) -> bytes:
    """HKDF-Extract with SHA-256, as RFC 5869 writes it."""
    return hmac.digest(salt or bytes(32), secret, "sha256")


def expand(key: bytes, info: bytes, size: int) -> bytes:
    """HKDF-Expand with SHA-256, as RFC 5869 writes it."""
    made, block = b"", b""
    for number in range(1, -(-size // 32) + 1):
        block = hmac.digest(key, block + info + bytes([number]), "sha256")
        made += block
    return made[:size]


def value(
    stored: bytes,
    key: bytes,
    *,
    key_id: UUID,
    names: Sequence[str],
    record: UUID,
    person: UUID,
) -> Any:
    """Open a sealed value; `names` are model, field, compartment and type."""
    header, nonce, body = stored[:19], stored[19:31], stored[31:]
    if header != b"IV\x01" + key_id.bytes:
        raise ValueError
    words = [word.encode() for word in ("intakt/value/v1", *names)]
    bound = joined(*words, header, record.bytes, person.bytes)
    plain = AESGCM(key).decrypt(nonce, body, bound)
    payload = plain[4 : 4 + int.from_bytes(plain[:4], "little")]
    if names[3] == "json":
        return json.loads(payload)
    return payload if names[3] == "bytes" else payload.decode()


class Schedule(NamedTuple):
    """What RFC 9180 derives for one sealed secret: key and nonce of the AEAD."""

    key: bytes
    nonce: bytes


def schedule(shared: bytes, info: bytes, aead: int = AES_256_GCM) -> Schedule:
    """The key schedule of RFC 9180 §5.1, base mode, HKDF-SHA-256."""
    suite = b"HPKE" + b"".join(n.to_bytes(2, "big") for n in (KEM_ID, 1, aead))
    start = b"HPKE-v1" + suite

    def labelled(secret: bytes, label: bytes, about: bytes, size: int) -> bytes:
        return expand(secret, size.to_bytes(2, "big") + start + label + about, size)

    about = b"\0" + extract(b"", start + b"psk_id_hash")
    about += extract(b"", start + b"info_hash" + info)
    secret = extract(shared, start + b"secret")
    return Schedule(
        labelled(secret, b"key", about, 32), labelled(secret, b"base_nonce", about, 12)
    )


def combined(
    mlkem_secret: bytes, x25519_secret: bytes, ephemeral: bytes, x25519: bytes
) -> bytes:
    r"""The shared secret of the hybrid KEM: SHA3-256, closed by \.//^\."""
    parts = (mlkem_secret, x25519_secret, ephemeral, x25519, b"\\.//^\\")
    return hashlib.sha3_256(b"".join(parts)).digest()


class Pair:
    """A key pair, grown from its seed."""

    def __init__(self, seed: bytes) -> None:
        def grown(name: str, size: int) -> bytes:
            return expand(seed, f"intakt/pair/v1/{name}".encode(), size)

        self.mlkem = MLKEM768PrivateKey.from_seed_bytes(grown("ml-kem-768", 64))
        self.x25519 = X25519PrivateKey.from_private_bytes(grown("x25519", 32))
        self.ed25519 = Ed25519PrivateKey.from_private_bytes(grown("ed25519", 32))

    @property
    def public(self) -> bytes:
        """Suite, then the three public keys."""
        halves = (self.mlkem, self.x25519, self.ed25519)
        return b"\x02" + b"".join(
            half.public_key().public_bytes_raw() for half in halves
        )

    def open(self, sealed: bytes, info: bytes) -> bytes:
        """Open what was sealed to this pair."""
        suite, first, ephemeral = sealed[:1], sealed[1:1089], sealed[1089:1121]
        if suite != b"\x02":
            raise ValueError
        shared = combined(
            self.mlkem.decapsulate(first),
            self.x25519.exchange(X25519PublicKey.from_public_bytes(ephemeral)),
            ephemeral,
            self.x25519.public_key().public_bytes_raw(),
        )
        made = schedule(shared, info)
        return AESGCM(made.key).decrypt(made.nonce, sealed[1121:], b"")


def seal_with(
    public: bytes, *, ephemeral: bytes, x25519_secret: bytes, secret: bytes, info: bytes
) -> bytes:
    """Seal to a public half, with an X25519 exchange that somebody else made."""
    mlkem = MLKEM768PublicKey.from_public_bytes(public[1:1185])
    mlkem_secret, first = mlkem.encapsulate()
    shared = combined(mlkem_secret, x25519_secret, ephemeral, public[1185:1217])
    made = schedule(shared, info)
    body = AESGCM(made.key).encrypt(made.nonce, secret, b"")
    return b"\x02" + first + ephemeral + body


def seal_to(public: bytes, secret: bytes, info: bytes) -> bytes:
    """Seal to a public half."""
    fresh = X25519PrivateKey.generate()
    theirs = X25519PublicKey.from_public_bytes(public[1185:1217])
    return seal_with(
        public,
        ephemeral=fresh.public_key().public_bytes_raw(),
        x25519_secret=fresh.exchange(theirs),
        secret=secret,
        info=info,
    )


def commitment(key: bytes, key_id: UUID) -> bytes:
    """What only this data key gives."""
    bound = joined(b"intakt/commitment/v1", key_id.bytes)
    return hmac.digest(key, bound, "sha256")


def wrap_info(
    *,
    key_id: UUID,
    person: UUID,
    compartment: str,
    document: UUID,
    commitment: bytes,
    recipient: tuple[str, str],
) -> bytes:
    """What a wrap is bound to."""
    return joined(
        b"data-key",
        key_id.bytes,
        person.bytes,
        compartment.encode(),
        document.bytes,
        commitment,
        *(word.encode() for word in recipient),
    )


def share_info(team: UUID, recipient: tuple[str, str]) -> bytes:
    """What a share of the team's key is bound to."""
    words = (word.encode() for word in recipient)
    return joined(b"intakt/team-share/v1", team.bytes, *words)


def link_seed(secret: str) -> bytes:
    """The seed in a patient's link."""
    return expand(extract(b"", secret.encode()), b"intakt/link/v1", 32)


class Owner(NamedTuple):
    """Whose key a seal holds."""

    key_id: UUID
    member: UUID
    public: bytes


class PasswordSeal(NamedTuple):
    """A member's seal, and the columns beside it."""

    blob: bytes
    salt: bytes
    memory: int
    passes: int
    lanes: int

    def seed(self, password: str, pepper: bytes, owner: Owner) -> bytes:
        """Open a member's seal with the password."""
        key = Argon2id(
            salt=self.salt,
            length=32,
            iterations=self.passes,
            lanes=self.lanes,
            memory_cost=self.memory,
            secret=pepper,
        ).derive(password.encode())
        facts = (owner.key_id.bytes, owner.member.bytes, owner.public)
        bound = joined(b"intakt/member-seal/v1", *facts)
        return AESGCM(key).decrypt(self.blob[:12], self.blob[12:], bound)
