"""What our code seals, the second reader opens, and the other way round."""

import base64
import uuid
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto import keyring, links, members, pins, root_keys, team
from crypto.holding import Holder, Keyholder
from crypto.keyring import wrapped_keys
from crypto.models import MemberKey, TeamKey, TeamShare
from crypto.pairs import KeyPair, is_signed, seal_to
from crypto.wrapping import commitment
from tests import keys
from tests.crypto import second_reader

BOTH = pytest.mark.django_db(databases=["default", "keys"])
SEEDS = st.binary(min_size=32, max_size=32)
PASSWORD = "een zin over natte schoenen"


@given(seed=SEEDS, secret=st.binary(max_size=100), info=st.binary(max_size=100))
@settings(max_examples=40)
def test_both_readers_open_what_either_sealed(
    seed: bytes, secret: bytes, info: bytes
) -> None:
    ours, theirs = KeyPair(seed), second_reader.Pair(seed)
    assert ours.public == theirs.public
    assert theirs.open(seal_to(ours.public, secret, info), info) == secret
    assert ours.open(second_reader.seal_to(ours.public, secret, info), info) == secret


@given(seed=SEEDS, statement=st.binary(max_size=100))
@settings(max_examples=40)
def test_both_readers_sign_alike(seed: bytes, statement: bytes) -> None:
    theirs = second_reader.Pair(seed)
    signature = theirs.ed25519.sign(statement)
    assert KeyPair(seed).sign(statement) == signature
    assert is_signed(theirs.public, statement, signature)


@given(key=SEEDS, key_id=st.uuids())
def test_both_readers_commit_alike(key: bytes, key_id: UUID) -> None:
    assert commitment(key, key_id.bytes) == second_reader.commitment(key, key_id)


@given(secret=st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
@settings(max_examples=40)
def test_both_readers_grow_the_same_key_from_a_link(secret: str) -> None:
    assert links.seed_of(secret) == second_reader.link_seed(secret)


def test_an_address_that_is_no_unicode_grows_a_key_too() -> None:
    """Anything may be typed behind /uitnodiging/; it opens nothing of anybody."""
    assert links.seed_of("\ud800") == links.seed_of("?")


def test_a_links_secret_is_256_bits_as_an_address_takes_it() -> None:
    made = links.new_secret()
    assert len(base64.urlsafe_b64decode(made + "=")) == 32
    assert made != links.new_secret()


@BOTH
def test_the_second_reader_opens_a_document_of_the_team_and_of_the_link() -> None:
    anna, intake, founder = uuid.uuid4(), uuid.uuid4(), keys.founder()
    link = keys.link_for(anna)
    keyring.for_writing(anna, "health", document_id=intake, readers=[link.key_id])
    (share,) = TeamShare.objects.filter(recipient_id=str(founder.key_id))
    team_seed = second_reader.Pair(bytes.fromhex(founder.carried())).open(
        bytes(share.blob),
        second_reader.share_info(share.team_key_id, ("member", str(founder.key_id))),
    )
    assert second_reader.Pair(team_seed).public == bytes(TeamKey.objects.get().public)
    opened = {
        wrapped.recipient_kind: second_reader.Pair(seed).open(
            bytes(wrapped.blob),
            second_reader.wrap_info(
                key_id=wrapped.key_id,
                person=anna,
                compartment="health",
                document=intake,
                commitment=bytes(wrapped.commitment),
                recipient=(wrapped.recipient_kind, wrapped.recipient_id),
            ),
        )
        for wrapped in wrapped_keys(data_key__person_id=anna)
        for seed in [
            team_seed
            if wrapped.recipient_kind == "team"
            else bytes.fromhex(link.carried())
        ]
    }
    assert opened.keys() == {"team", "link"}
    (key,) = set(opened.values())
    wrapped = next(wrapped_keys(data_key__person_id=anna))
    assert second_reader.commitment(key, wrapped.key_id) == bytes(wrapped.commitment)


@BOTH
def test_the_second_reader_opens_a_members_key_with_the_password() -> None:
    holder = members.make(uuid.uuid4(), PASSWORD)
    key = MemberKey.objects.get(id=holder.key_id)
    row = key.seals.get()
    seal = second_reader.PasswordSeal(
        bytes(row.blob), bytes(row.salt), row.memory, row.passes, row.lanes
    )
    owner = second_reader.Owner(key.id, key.member_id, bytes(key.public))
    pepper = root_keys.root_key(root_keys.PEPPER)
    assert seal.seed(PASSWORD, pepper, owner).hex() == holder.carried()
    for password, secret in ((PASSWORD.upper(), pepper), (PASSWORD, bytes(32))):
        with pytest.raises(InvalidTag):
            seal.seed(password, secret, owner)


@BOTH
def test_our_code_opens_a_share_that_the_second_reader_sealed() -> None:
    colleague = members.make(uuid.uuid4(), PASSWORD)
    generation, (seed, *_) = team.current(), keys.founder().team_seeds().values()
    recipient = ("member", str(colleague.key_id))
    info = second_reader.share_info(generation.id, recipient)
    blob = second_reader.seal_to(colleague.pair.public, seed, info)
    TeamShare.objects.create(
        team_key=generation,
        recipient_kind="member",
        recipient_id=recipient[1],
        blob=blob,
        pin=pins.pin("team-share", info, blob),
    )
    again = Keyholder(
        Holder.MEMBER, colleague.key_id, bytes.fromhex(colleague.carried())
    )
    assert again.team_seeds() == {generation.id: seed}
