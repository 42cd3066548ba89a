"""Vectors of keys sealed to people: read by our code and by the second reader."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag

from crypto import members, pins, root_keys
from crypto.errors import CannotOpen
from crypto.holding import Holder, Keyholder, share_info
from crypto.keyring import Wrapped, unwrap_data_key
from crypto.models import MemberKey, MemberSeal, TeamShare
from crypto.pairs import KeyPair
from tests.crypto import second_reader

FILE = Path(__file__).with_name("sealed_to_people.json")
VECTORS = json.loads(FILE.read_text("utf-8"))
Vector = dict[str, Any]


def each(*, opens: bool) -> pytest.MarkDecorator:
    chosen = [vector for vector in VECTORS if vector["opens"] is opens]
    return pytest.mark.parametrize(
        "vector", chosen, ids=[f"{each['what']}: {each['comment']}" for each in chosen]
    )


@pytest.fixture(autouse=True)
def _keys_of_the_vectors(
    vector: Vector, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Put the vector's pepper in the place of this portal's root keys."""
    known = bytes.fromhex(vector.get("pepper", "00" * 32))
    root_keys.derived.cache_clear()
    monkeypatch.setattr(root_keys, "root_key", lambda _: known)
    yield
    root_keys.derived.cache_clear()


def open_with_our_code(vector: Vector) -> bytes:
    return OURS[vector["what"]](vector, bytes.fromhex(vector["sealed"]))


def wrap_of(vector: Vector, sealed: bytes) -> bytes:
    kind, recipient_id = vector["recipient"]
    facts = {
        "key_id": UUID(vector["key_id"]),
        "person_id": UUID(vector["person"]),
        "compartment": vector["compartment"],
        "document_id": UUID(vector["document"]),
        "commitment": bytes.fromhex(vector["commitment"]),
    }
    made_here = pins.pin("data-key", *map(as_bytes, facts.values()))
    wrapped = Wrapped(
        blob=sealed,
        recipient_kind=kind,
        recipient_id=recipient_id,
        pin=made_here,
        **facts,
    )
    return unwrap_data_key(wrapped, holder_of(vector["seed"], kind, recipient_id))


def holder_of(seed: str, kind: str, recipient_id: str) -> Keyholder:
    """The key that a wrap names; a member who has the team's key, for the team."""
    if kind == "link":
        return Keyholder(Holder.LINK, UUID(recipient_id), bytes.fromhex(seed))
    member = Keyholder(Holder.MEMBER, UUID(int=0), bytes(32))
    member.__dict__ |= {
        "_shares": {recipient_id: TeamShare()},
        "_pairs": {recipient_id: KeyPair(bytes.fromhex(seed))},
    }
    return member


def as_bytes(fact: UUID | str | bytes) -> bytes:
    if isinstance(fact, UUID):
        return fact.bytes
    return fact.encode() if isinstance(fact, str) else fact


def share_of(vector: Vector, sealed: bytes) -> bytes:
    kind, recipient_id = vector["recipient"]
    share = TeamShare(
        team_key_id=UUID(vector["team"]),
        recipient_kind=kind,
        recipient_id=recipient_id,
    )
    return KeyPair(bytes.fromhex(vector["seed"])).open(sealed, share_info(share))


def seal_of(vector: Vector, sealed: bytes) -> bytes:
    key = MemberKey(
        id=UUID(vector["key_id"]),
        member_id=UUID(vector["member"]),
        public=bytes.fromhex(vector["public"]),
    )
    memory, passes, lanes = vector["cost"]
    seal = MemberSeal(
        member_key=key,
        salt=bytes.fromhex(vector["salt"]),
        memory=memory,
        passes=passes,
        lanes=lanes,
        blob=sealed,
    )
    return members._opened(key, seal, vector["password"])


OURS = {"wrap": wrap_of, "share": share_of, "seal": seal_of}


def open_with_the_readme(vector: Vector) -> bytes:
    sealed = bytes.fromhex(vector["sealed"])
    if vector["what"] == "seal":
        salt, pepper = bytes.fromhex(vector["salt"]), bytes.fromhex(vector["pepper"])
        owner = second_reader.Owner(
            UUID(vector["key_id"]),
            UUID(vector["member"]),
            bytes.fromhex(vector["public"]),
        )
        seal = second_reader.PasswordSeal(sealed, salt, *vector["cost"])
        return seal.seed(vector["password"], pepper, owner)
    pair = second_reader.Pair(bytes.fromhex(vector["seed"]))
    recipient = tuple(vector["recipient"])
    if vector["what"] == "share":
        info = second_reader.share_info(UUID(vector["team"]), recipient)
        return pair.open(sealed, info)
    return wrap_with_the_readme(vector, pair, recipient)


def wrap_with_the_readme(
    vector: Vector, pair: second_reader.Pair, recipient: tuple[str, str]
) -> bytes:
    key_id, committed = UUID(vector["key_id"]), bytes.fromhex(vector["commitment"])
    info = second_reader.wrap_info(
        key_id=key_id,
        person=UUID(vector["person"]),
        compartment=vector["compartment"],
        document=UUID(vector["document"]),
        commitment=committed,
        recipient=recipient,
    )
    key = pair.open(bytes.fromhex(vector["sealed"]), info)
    if second_reader.commitment(key, key_id) != committed:
        raise ValueError
    return key


@each(opens=True)
def test_a_vector_opens_the_same_for_both_readers(vector: Vector) -> None:
    ours = open_with_our_code(vector)
    assert ours == open_with_the_readme(vector)
    assert ours.hex() == vector["value"]


@each(opens=False)
def test_a_vector_that_must_not_open_does_not(vector: Vector) -> None:
    with pytest.raises(CannotOpen):
        open_with_our_code(vector)
    with pytest.raises((InvalidTag, ValueError)):
        open_with_the_readme(vector)
