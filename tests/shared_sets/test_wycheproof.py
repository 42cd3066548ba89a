"""Wycheproof's vectors, through our own code: each key and message is theirs."""

import json
import os
import uuid
from pathlib import Path
from typing import Any, Self

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crypto import kek, links, mac, opening, pairs, root_keys, sealing
from crypto.errors import CannotOpen
from crypto.key_file import Entry
from crypto.sealing import START, Place, Sealed, SealingKey, Slot
from tests.crypto import second_reader

pytestmark = pytest.mark.shared
FOLDER = Path(__file__).parents[3] / "shared" / "vectors"
KEY_ID = uuid.UUID(int=1)
PLACE = Place("model", "field", "health", "bytes", "A")
WORDS = {"result", "comment", "type", "curve"}
Vector = dict[str, Any]


def vectors(name: str, **group: int) -> list[Vector]:
    """Read the vectors of one file, with their bytes as bytes."""
    file = FOLDER / f"{name}_test.json"
    groups = json.loads(file.read_text("utf-8"))["testGroups"] if file.exists() else []
    return [
        {key: as_bytes(key, value) for key, value in (facts | vector).items()}
        for facts in groups
        for vector in facts["tests"]
        if facts.items() >= group.items()
    ]


def as_bytes(key: str, value: Any) -> Any:
    is_hex = isinstance(value, str) and key not in WORDS
    return bytes.fromhex(value) if is_hex else value


def every(name: str, **group: int) -> pytest.MarkDecorator:
    found = vectors(name, **group)
    return pytest.mark.parametrize("vector", found, ids=[v["tcId"] for v in found])


class Info(str):
    """A label whose bytes are a vector's, text or not."""

    __slots__ = ("given",)
    given: bytes

    def __new__(cls, given: bytes) -> Self:
        label = super().__new__(cls, given.hex())
        label.given = given
        return label

    def encode(self, *_: str) -> bytes:
        return self.given


def test_the_set_is_there() -> None:
    for name in ("aes_gcm", "hkdf_sha256", "hmac_sha256", "x25519"):
        assert vectors(name)


every_aes_256_gcm = every("aes_gcm", keySize=256, ivSize=96, tagSize=128)


@every_aes_256_gcm
def test_a_key_encryption_key_seals_and_opens(
    vector: Vector, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = kek.FileKey(Entry(bytes(8), vector["key"]))
    sealed = vector["iv"] + vector["ct"] + vector["tag"]
    if vector["result"] == "invalid":
        with pytest.raises(CannotOpen):
            key.open(sealed, vector["aad"])
        return
    monkeypatch.setattr(os, "urandom", lambda size: vector["iv"][:size])
    assert key.open(sealed, vector["aad"]) == vector["msg"]
    assert key.seal(vector["msg"], vector["aad"]) == sealed


@every_aes_256_gcm
def test_a_value_is_sealed_and_opened(
    vector: Vector, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Only what a vector cannot know is set aside: our place, and our padding.
    for module, act in ((opening, "decode"), (sealing, "encode")):
        monkeypatch.setattr(module, act, lambda payload, _: payload)
    for module in (opening, sealing):
        monkeypatch.setattr(module, "associated_data", lambda *_: vector["aad"])
    stored = START + KEY_ID.bytes + vector["iv"] + vector["ct"] + vector["tag"]
    sealed = Sealed(stored, PLACE, KEY_ID, KEY_ID)
    cipher = AESGCM(vector["key"])
    if vector["result"] == "invalid":
        with pytest.raises(CannotOpen):
            opening.open_value(cipher, sealed)
        return
    key = SealingKey(
        vector["key"],
        key_id=KEY_ID,
        compartment="health",
        person_id=KEY_ID,
        document_id=KEY_ID,
    )
    slot = Slot(PLACE, KEY_ID, KEY_ID)
    assert opening.open_value(cipher, sealed) == vector["msg"]
    assert key.seal_value(vector["msg"], slot, vector["iv"]).blob == stored


# All that we derive is 32 bytes, the beginning of any longer output.
DERIVED = [
    each
    for each in vectors("hkdf_sha256")
    if each["size"] >= 32 and each["result"] == "valid"
]


@pytest.mark.parametrize("vector", DERIVED, ids=[v["tcId"] for v in DERIVED])
def test_a_purpose_has_its_key(vector: Vector, monkeypatch: pytest.MonkeyPatch) -> None:
    root = second_reader.extract(vector["salt"], vector["ikm"])
    monkeypatch.setattr(root_keys, "root_key", lambda _: root)
    derive = root_keys.derived.__wrapped__
    assert derive(root_keys.MAC, Info(vector["info"])) == vector["okm"][:32]
    assert second_reader.expand(root, vector["info"], vector["size"]) == vector["okm"]


UNSALTED = [each for each in DERIVED if not each["salt"]]


@pytest.mark.parametrize("vector", UNSALTED, ids=[v["tcId"] for v in UNSALTED])
def test_a_link_has_its_seed(vector: Vector, monkeypatch: pytest.MonkeyPatch) -> None:
    seed = links.seed_of(Info(vector["ikm"]), info=vector["info"])
    assert seed == vector["okm"][:32]


@every("hmac_sha256")
def test_a_mac_is_made_and_compared(
    vector: Vector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(root_keys, "derived", lambda *_: vector["key"])
    made = mac.mac("a purpose", vector["msg"])[: vector["tagSize"] // 8]
    assert mac.same(made, vector["tag"]) is (vector["result"] == "valid")


@every("x25519")
def test_what_is_sealed_with_an_exchange_opens_with_the_other_half(
    vector: Vector, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sender's half of the exchange is the vector's; ours is computed."""
    grown = pairs._grown

    def vectors_key(seed: bytes, name: str, length: int) -> bytes:
        return vector["private"] if name == "x25519" else grown(seed, name, length)

    monkeypatch.setattr(pairs, "_grown", vectors_key)
    pair = pairs.KeyPair(bytes(32))
    sealed = second_reader.seal_with(
        pair.public,
        ephemeral=vector["public"],
        x25519_secret=vector["shared"],
        secret=b"a data key",
        info=b"one use",
    )
    if any(vector["shared"]):
        assert pair.open(sealed, b"one use") == b"a data key"
    else:
        # A point of low order gives a secret that everybody knows.
        with pytest.raises(CannotOpen):
            pair.open(sealed, b"one use")
