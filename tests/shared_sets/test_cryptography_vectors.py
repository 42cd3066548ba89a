"""HPKE's, NIST's and Argon2's vectors, from the package `cryptography_vectors`.

HPKE's drafts have our hybrid KEM with other ciphers than AES-256-GCM, so those
vectors go through our pair with the vector's suite in the place of ours. No path
of ours wraps keys as RFC 3394 does: its vectors have nothing here to go through.
"""

import hashlib
import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from crypto import kek, members, pairs, root_keys
from crypto.errors import CannotOpen
from crypto.key_file import Entry
from crypto.models import MemberSeal
from tests.crypto import second_reader

pytestmark = pytest.mark.shared
# Of 56 MB, so in an environment of its own: make shared-sets.
PACKAGE = find_spec("cryptography_vectors")
FOLDER = Path(PACKAGE.origin).parent if PACKAGE and PACKAGE.origin else None
BASE_MODE = 0
X25519, MLKEM768_X25519 = 0x20, 0x647A
KDFS = {1: KDF.HKDF_SHA256, 3: KDF.HKDF_SHA512, 17: KDF.SHAKE256}
AEADS = {1: AEAD.AES_128_GCM, 2: AEAD.AES_256_GCM, 3: AEAD.CHACHA20_POLY1305}
Vector = dict[str, Any]


class WithAssociatedData:
    """A suite that also takes the associated data of a vector."""

    def __init__(self, vector: Vector, kem: KEM) -> None:
        kdf, aead = KDFS[vector["kdf_id"]], AEADS[vector["aead_id"]]
        self.suite, self.aad = Suite(kem, kdf, aead), b""

    def decrypt(self, sealed: bytes, private: Any, *, info: bytes) -> bytes:
        # The library has it for its own tests; ours is always empty.
        opened: bytes = openssl.hpke._decrypt_with_aad(
            self.suite, sealed, private, info, self.aad
        )
        return opened


def hpke(name: str, kem: int) -> pytest.MarkDecorator:
    found = json.loads((FOLDER / "HPKE" / name).read_text("utf-8")) if FOLDER else []
    chosen = [
        vector
        for vector in found
        if (vector["mode"], vector["kem_id"]) == (BASE_MODE, kem)
        and vector["aead_id"] in AEADS
    ]
    ids = ["kdf {kdf_id} aead {aead_id}".format_map(each) for each in chosen]
    return pytest.mark.parametrize("vector", chosen, ids=ids)


def test_the_set_is_there() -> None:
    assert FOLDER


def hexed(vector: Vector, *names: str) -> Iterator[bytes]:
    return (bytes.fromhex(vector[name]) for name in names)


@hpke("hpke-pq-test-vectors.json", MLKEM768_X25519)
def test_our_pair_opens_what_the_draft_sealed(
    vector: Vector, monkeypatch: pytest.MonkeyPatch
) -> None:
    private, public, enc, info = hexed(vector, "skRm", "pkRm", "enc", "info")
    whole = hashlib.shake_256(private).digest(96)
    halves = {"ml-kem-768": whole[:64], "x25519": whole[64:], "ed25519": bytes(32)}
    suite = WithAssociatedData(vector, KEM.MLKEM768_X25519)
    monkeypatch.setattr(pairs, "_grown", lambda _seed, name, _size: halves[name])
    monkeypatch.setattr(pairs, "HPKE", suite)
    pair = pairs.KeyPair(bytes(32))
    assert pair.public[1:-32] == public
    # One message each: a pair opens what was sealed first, and nothing after it.
    suite.aad, text, body = hexed(vector["encryptions"][0], "aad", "pt", "ct")
    assert pair.open(pairs.SUITE + enc + body, info) == text
    for wrong in (enc + body[:-1], enc[1:] + body, enc + bytes(len(body))):
        with pytest.raises(CannotOpen):
            pair.open(pairs.SUITE + wrong, info)


@hpke("hpke-pq-test-vectors.json", MLKEM768_X25519)
def test_the_second_reader_derives_what_the_draft_does(vector: Vector) -> None:
    if vector["kdf_id"] != 1:
        return  # ours is HKDF-SHA-256
    shared, info, key, nonce = hexed(
        vector, "shared_secret", "info", "key", "base_nonce"
    )
    assert second_reader.schedule(shared, info, vector["aead_id"]) == (key, nonce)


@hpke("test-vectors.json", X25519)
def test_the_library_opens_what_rfc_9180_sealed(vector: Vector) -> None:
    private, enc, info = hexed(vector, "skRm", "enc", "info")
    suite = WithAssociatedData(vector, KEM.X25519)
    suite.aad, text, body = hexed(vector["encryptions"][0], "aad", "pt", "ct")
    key = X25519PrivateKey.from_private_bytes(private)
    assert suite.decrypt(enc + body, key, info=info) == text


def nist(name: str) -> list[Vector]:
    """Read a file of NIST's: blocks of `name = value`, `FAIL` on a line of its own."""
    assert FOLDER
    blocks = (FOLDER / name).read_text("utf-8").replace("\r", "").split("\n\n")
    return [
        {name: value for line in block.splitlines() for name, value in [parted(line)]}
        for block in blocks
        if "\nKey =" in block or "\nlength =" in block
    ]


def parted(line: str) -> tuple[str, str]:
    name, _, value = line.partition("=")
    return name.strip(), value.strip()


def test_a_key_encryption_key_opens_what_nist_sealed_and_nothing_else() -> None:
    opened = refused = 0
    for vector in nist("ciphers/AES/GCM/gcmDecrypt256.rsp"):
        key, iv, body, aad, tag = hexed(vector, "Key", "IV", "CT", "AAD", "Tag")
        if (len(iv), len(tag)) != (12, 16):
            continue
        ours = kek.FileKey(Entry(bytes(8), key))
        if "FAIL" in vector:
            with pytest.raises(CannotOpen):
                ours.open(iv + body + tag, aad)
            refused += 1
        else:
            assert ours.open(iv + body + tag, aad).hex() == vector["PT"]
            opened += 1
    assert opened > 100
    assert refused > 100


def test_a_members_key_is_derived_as_argon2s_makers_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Those of 32 bytes without associated data, which we do not use."""
    monkeypatch.setattr(members, "AESGCM", lambda key: key)
    tried = 0
    for vector in nist("KDF/argon2id.txt"):
        if vector["length"] != "32" or "ad" in vector:
            continue
        facts = {"secret": "", **vector}
        pepper, password, salt = hexed(facts, "secret", "pass", "salt")
        monkeypatch.setattr(root_keys, "root_key", lambda _, known=pepper: known)
        seal = MemberSeal(
            salt=salt,
            memory=int(vector["memcost"]),
            passes=int(vector["iter"]),
            lanes=int(vector["lanes"]),
        )
        derived: Any = members._cipher(seal, password.decode())
        assert derived.hex() == vector["output"]
        tried += 1
    assert tried
