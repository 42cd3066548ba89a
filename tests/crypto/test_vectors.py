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
from tests.crypto import second_reader

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
        uuid.UUID(vector["record"]),
        uuid.UUID(vector["person"]),
    )
    sealed = Sealed(bytes.fromhex(vector["sealed"]), *slot)
    # Looked up by id, never by trial: another id finds another key, or none.
    if sealed.key_id != KEY_ID:
        raise CannotOpen
    return open_value(AESGCM(bytes.fromhex(vector["key"])), sealed)


def open_with_the_readme(vector: dict[str, Any]) -> Any:
    return second_reader.value(
        bytes.fromhex(vector["sealed"]),
        bytes.fromhex(vector["key"]),
        key_id=KEY_ID,
        names=[vector[name] for name in ("model", "field", "compartment", "type")],
        record=uuid.UUID(vector["record"]),
        person=uuid.UUID(vector["person"]),
    )


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
