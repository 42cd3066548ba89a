"""Our vectors, read by our code and by a second reader written from the README."""

import json
import uuid
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crypto.errors import CannotOpen
from crypto.opening import open_value
from crypto.sealing import START, Place, Sealed, Slot

VECTORS = json.loads(Path(__file__).with_name("vectors.json").read_text("utf-8"))
KEY_ID = uuid.UUID(int=1)


def each(*, opens: bool) -> pytest.MarkDecorator:
    chosen = [vector for vector in VECTORS if vector["opens"] is opens]
    return pytest.mark.parametrize(
        "vector", chosen, ids=[vector["comment"] for vector in chosen]
    )


def open_with_our_code(vector: dict[str, Any]) -> Any:
    place = Place(
        vector["model"], vector["field"], vector["compartment"], vector["type"], "A"
    )
    slot = Slot(
        place,
        place.bound(),
        uuid.UUID(vector["record"]),
        uuid.UUID(vector["person"]),
    )
    sealed = Sealed(bytes.fromhex(vector["sealed"]), slot)
    # Looked up by id, never by trial: another id finds another key, or none.
    if sealed.key_id != KEY_ID:
        raise CannotOpen
    return open_value(AESGCM(bytes.fromhex(vector["key"])), sealed.blob, slot)


def open_with_the_readme(vector: dict[str, Any]) -> Any:
    """Follow crypto/README.md and nothing else."""

    def part(content: bytes) -> bytes:
        return len(content).to_bytes(4, "little") + content

    stored = bytes.fromhex(vector["sealed"])
    header, nonce, body = stored[:19], stored[19:31], stored[31:]
    if header[:3] != b"IV\x01" or header[3:] != KEY_ID.bytes:
        raise ValueError
    names = ("model", "field", "compartment", "type")
    words = ["intakt/value/v1", *(vector[name] for name in names)]
    bound = b"".join(part(word.encode()) for word in words) + part(header)
    bound += part(uuid.UUID(vector["record"]).bytes)
    bound += part(uuid.UUID(vector["person"]).bytes)
    plain = AESGCM(bytes.fromhex(vector["key"])).decrypt(nonce, body, bound)
    payload = plain[4 : 4 + int.from_bytes(plain[:4], "little")].decode()
    return json.loads(payload) if vector["type"] == "json" else payload


@each(opens=True)
def test_a_vector_opens_the_same_for_both_readers(vector: dict[str, Any]) -> None:
    ours = open_with_our_code(vector)
    theirs = open_with_the_readme(vector)
    plain = ours.isoformat() if isinstance(ours, date) else ours
    assert plain == theirs == vector["value"]
    assert type(plain) is type(vector["value"])


@each(opens=False)
def test_a_vector_that_must_not_open_does_not(vector: dict[str, Any]) -> None:
    with pytest.raises(CannotOpen):
        open_with_our_code(vector)
    with pytest.raises((InvalidTag, ValueError)):
        open_with_the_readme(vector)


def test_the_header_is_the_one_the_readme_names() -> None:
    assert START == b"IV\x01"
