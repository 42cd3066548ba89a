"""What is sealed to a key pair opens for it, for that one use, whole or not at all."""

import hashlib
import itertools
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from crypto import members, pins
from crypto.encoding import length_prefixed
from crypto.errors import CannotOpen, NotPinned, NotSealed
from crypto.holding import Holder, Keyholder, share_info
from crypto.keyring import Wrapped, _bound_to, _facts, unwrap_data_key
from crypto.models import MemberKey, MemberSeal, TeamShare
from crypto.pairs import PUBLIC_BYTES, KeyPair, fingerprint, is_signed, seal_to
from crypto.wrapping import commitment

BOTH = pytest.mark.django_db(databases=["default", "keys"])
SEED, OTHER_SEED = bytes(range(32)), bytes(range(1, 33))
PAIR = KeyPair(SEED)
DATA_KEY = bytes(range(100, 132))
ANNA, BRAM = uuid.UUID(int=10), uuid.UUID(int=11)
PASSWORD = "een zin over natte schoenen"


def flips(sealed: bytes) -> Iterator[bytes]:
    """Every way to have one bit wrong."""
    for position in range(len(sealed) * 8):
        wrong = bytearray(sealed)
        wrong[position // 8] ^= 1 << (position % 8)
        yield bytes(wrong)


class Opener(Keyholder):
    """Somebody who tries this pair on anything, whoever it says it is for."""

    def __init__(self, seed: bytes = SEED) -> None:
        super().__init__(Holder.LINK, ANNA, seed)

    def pair_for(self, kind: str, recipient_id: str) -> KeyPair:
        return self.pair


def wrap(wrapped: Wrapped, key: bytes = DATA_KEY) -> Wrapped:
    """Seal a data key to the pair, as the portal would."""
    blob = seal_to(PAIR.public, key, length_prefixed(_bound_to(wrapped)))
    return wrapped._replace(blob=blob)


def pinned(wrapped: Wrapped) -> Wrapped:
    """Pin a data key's row, as the portal would."""
    return wrapped._replace(pin=pins.pin("data-key", *_facts(wrapped)))


def annas() -> Wrapped:
    place = Wrapped(
        blob=b"",
        recipient_kind="link",
        recipient_id=str(ANNA),
        key_id=uuid.UUID(int=1),
        person_id=ANNA,
        compartment="health",
        document_id=uuid.UUID(int=20),
        commitment=commitment(DATA_KEY, uuid.UUID(int=1).bytes),
        pin=b"",
    )
    return wrap(pinned(place))


# Two of everything that a wrap is bound to.
AXES: dict[str, tuple[Any, ...]] = {
    "recipient_kind": ("link", "team"),
    "recipient_id": (str(ANNA), str(BRAM)),
    "key_id": (uuid.UUID(int=1), uuid.UUID(int=2)),
    "person_id": (ANNA, BRAM),
    "compartment": ("health", "files"),
    "document_id": (uuid.UUID(int=20), uuid.UUID(int=21)),
    "commitment": tuple(
        commitment(DATA_KEY, uuid.UUID(int=number).bytes) for number in (1, 2)
    ),
}


@BOTH
def test_a_wrap_opens_in_no_other_place_even_where_the_portal_pinned_it() -> None:
    wrapped = annas()
    assert unwrap_data_key(wrapped, Opener()) == DATA_KEY
    for chosen in itertools.product(*AXES.values()):
        elsewhere = wrapped._replace(**dict(zip(AXES, chosen, strict=True)))
        if elsewhere == wrapped:
            continue
        with pytest.raises(CannotOpen):
            unwrap_data_key(pinned(elsewhere), Opener())


@BOTH
@pytest.mark.parametrize(
    "fact", ["key_id", "person_id", "compartment", "document_id", "commitment"]
)
def test_a_wrap_sealed_anew_for_a_place_the_portal_did_not_pin_is_refused(
    fact: str,
) -> None:
    changed = annas()._replace(**{fact: AXES[fact][1]})
    with pytest.raises(NotPinned):
        unwrap_data_key(wrap(changed), Opener())


@BOTH
def test_a_wrap_of_a_key_that_was_not_committed_to_is_refused() -> None:
    with pytest.raises(CannotOpen):
        unwrap_data_key(wrap(annas(), OTHER_SEED), Opener())


@BOTH
def test_somebody_elses_private_half_opens_no_wrap() -> None:
    with pytest.raises(CannotOpen):
        unwrap_data_key(annas(), Opener(OTHER_SEED))


def test_no_bit_of_what_is_sealed_to_somebody_can_be_changed() -> None:
    sealed = seal_to(PAIR.public, DATA_KEY, b"one use")
    assert PAIR.open(sealed, b"one use") == DATA_KEY
    for wrong in flips(sealed):
        with pytest.raises(CannotOpen):
            PAIR.open(wrong, b"one use")


def test_what_is_sealed_to_somebody_is_neither_cut_nor_made_longer() -> None:
    sealed = seal_to(PAIR.public, DATA_KEY, b"one use")
    for size in range(len(sealed)):
        with pytest.raises(CannotOpen):
            PAIR.open(sealed[:size], b"one use")
    for longer in (sealed + b"\0", b"\x02" + sealed, sealed + sealed):
        with pytest.raises(CannotOpen):
            PAIR.open(longer, b"one use")


@BOTH
def test_no_bit_of_what_a_seal_is_for_can_be_changed() -> None:
    wrapped, info = annas(), length_prefixed(_bound_to(annas()))
    assert PAIR.open(wrapped.blob, info) == DATA_KEY
    for other in flips(info):
        with pytest.raises(CannotOpen):
            PAIR.open(wrapped.blob, other)


def test_a_share_of_the_teams_key_is_for_one_generation_and_one_recipient() -> None:
    places = [
        TeamShare(team_key_id=team, recipient_kind=kind, recipient_id=str(recipient))
        for team, kind, recipient in itertools.product(
            (ANNA, BRAM), TeamShare.Recipient, (ANNA, BRAM)
        )
    ]
    for here, there in itertools.product(places, places):
        sealed = seal_to(PAIR.public, SEED, share_info(here))
        if here is there:
            assert PAIR.open(sealed, share_info(there)) == SEED
        else:
            with pytest.raises(CannotOpen):
                PAIR.open(sealed, share_info(there))


@pytest.mark.parametrize("size", [0, 1, PUBLIC_BYTES - 1, PUBLIC_BYTES + 1])
def test_nothing_is_sealed_to_a_public_half_of_another_length(size: int) -> None:
    public = (PAIR.public + b"\0")[:size]
    with pytest.raises(CannotOpen):
        seal_to(public, DATA_KEY, b"")
    assert not is_signed(public, b"", PAIR.sign(b""))


@pytest.mark.parametrize("suite", [b"\x00", b"\x01", b"\x03"])
def test_nothing_is_sealed_to_a_public_half_of_another_suite(suite: bytes) -> None:
    with pytest.raises(CannotOpen):
        seal_to(suite + PAIR.public[1:], DATA_KEY, b"")


def test_nothing_is_sealed_to_what_is_no_ml_kem_key() -> None:
    # FIPS 203 §7.2: a coefficient of 12 bits that is 3329 or more is refused.
    public = PAIR.public[:1] + b"\xff" * 1184 + PAIR.public[1185:]
    with pytest.raises(CannotOpen):
        seal_to(public, DATA_KEY, b"")


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_a_pair_grows_from_32_bytes_alone(size: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        KeyPair(bytes(size))


def test_a_fingerprint_is_the_beginning_of_a_hash_in_four_groups() -> None:
    digest = hashlib.sha256(PAIR.public).hexdigest()
    parts = [digest[at : at + 4] for at in (0, 4, 8, 12)]
    assert fingerprint(PAIR.public) == "-".join(parts)


def test_two_seals_of_one_secret_differ() -> None:
    assert seal_to(PAIR.public, DATA_KEY, b"") != seal_to(PAIR.public, DATA_KEY, b"")


def test_a_signature_is_of_one_statement_by_one_pair() -> None:
    signature = PAIR.sign(b"the team's key")
    assert is_signed(PAIR.public, b"the team's key", signature)
    assert not is_signed(KeyPair(OTHER_SEED).public, b"the team's key", signature)
    for wrong in flips(signature):
        assert not is_signed(PAIR.public, b"the team's key", wrong)
    for other in (*flips(b"the team's key"), b"", b"the team's key\0"):
        assert not is_signed(PAIR.public, other, signature)
    for cut in range(len(signature)):
        assert not is_signed(PAIR.public, b"the team's key", signature[:cut])


def test_an_unlocked_key_prints_nothing_and_is_not_pickled() -> None:
    holder = Keyholder(Holder.MEMBER, ANNA, SEED)
    for shown in (repr(holder), str(holder), f"{holder}", repr(PAIR), str(PAIR)):
        assert SEED.hex() not in shown
        assert str(ANNA) not in shown
    assert repr(holder) == "<keyholder member>"
    assert repr(PAIR) == "<key pair>"
    with pytest.raises(NotSealed, match=r"^An unlocked key .* in a session alone\.$"):
        holder.__reduce__()


class Seals:
    """Two members, each with a key under the same password."""

    def __init__(self) -> None:
        self.annas, self.brams = (
            MemberKey.objects.get(id=members.make(member, PASSWORD).key_id)
            for member in (ANNA, BRAM)
        )

    def opened(self, key: MemberKey, seal: MemberSeal, **over: object) -> bytes:
        for column, value in over.items():
            setattr(seal, column, value)
        return members._opened(key, seal, PASSWORD)


@BOTH
def test_a_seal_opens_no_key_but_its_own() -> None:
    both = Seals()
    seal = both.annas.seals.get()
    assert KeyPair(both.opened(both.annas, seal)).public == bytes(both.annas.public)
    swaps = itertools.product(*((both.annas, both.brams),) * 3)
    for key_of, member_of, public_of in swaps:
        if key_of is member_of is public_of is both.annas:
            continue
        other = MemberKey(
            id=key_of.id, member_id=member_of.member_id, public=public_of.public
        )
        with pytest.raises(CannotOpen):
            both.opened(other, seal)


@BOTH
def test_no_bit_of_a_members_seal_can_be_changed() -> None:
    both = Seals()
    seal = both.annas.seals.get()
    blob, salt = bytes(seal.blob), bytes(seal.salt)
    for wrong in (*flips(blob), *(blob[:at] for at in range(len(blob))), blob + b"\0"):
        with pytest.raises(CannotOpen):
            both.opened(both.annas, seal, blob=wrong)
    for wrong in flips(salt):
        with pytest.raises(CannotOpen):
            both.opened(both.annas, seal, blob=blob, salt=wrong)
    for cost in ({"memory": 16}, {"passes": 2}, {"memory": 16, "lanes": 2}):
        with pytest.raises(CannotOpen):
            both.opened(both.annas, both.annas.seals.get(), **cost)
