"""Somebody writes in the `keys` database, past its triggers, without the key file.

They put keys of their own in others' places, or their own colleagues' keys where
the portal never put them. Nothing new is sealed to what this portal did not make.
"""

import time
import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connections
from django.utils import timezone

from crypto import (
    grants,
    inventory,
    kek,
    keyring,
    links,
    members,
    pins,
    recovery,
    team,
    workers,
)
from crypto.encoding import length_prefixed
from crypto.errors import CannotOpen, NotAdmitted, NotPinned
from crypto.holding import Keyholder, share_info
from crypto.keyring import Wrapped, _bound_to, unwrap_data_key, wrapped_keys
from crypto.models import (
    DataKey,
    Grant,
    GrantedKey,
    LinkKey,
    MemberKey,
    MemberSeal,
    RecoveryKey,
    Rotation,
    TeamKey,
    TeamShare,
    WorkerKey,
    Wrap,
)
from crypto.pairs import KeyPair, new_seed, seal_to
from crypto.wrapping import commitment
from deploy import guards
from tests import keys
from tests.attacks.ghash import for_two_keys

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("without_guards"),
]
ANNA, BRAM = uuid.uuid4(), uuid.uuid4()
PASSWORD = "een zin over natte schoenen"
THIEFS = KeyPair(new_seed())


@pytest.fixture
def without_guards() -> Iterator[None]:
    """Take the triggers away as somebody with the files could."""
    connection = connections["keys"]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    guards.remove("keys")
    yield
    # The triggers come back with the test's rollback.
    guards.lower("keys")


def document() -> uuid.UUID:
    """Make a document of Anna's, as the portal does."""
    made = uuid.uuid4()
    keyring.for_writing(ANNA, "health", document_id=made)
    return made


def wrap_of(document_id: uuid.UUID) -> Wrapped:
    (found,) = wrapped_keys(data_key__document_id=document_id)
    return found


def a_member() -> Keyholder:
    return members.make(uuid.uuid4(), PASSWORD)


def test_a_replaced_team_key_is_sealed_to_by_nobody() -> None:
    TeamKey.objects.update(public=THIEFS.public)
    with pytest.raises(NotPinned):
        document()
    assert not DataKey.objects.filter(person_id=ANNA).exists()


def test_a_team_key_signed_by_the_thief_is_sealed_to_by_nobody() -> None:
    newest = TeamKey.objects.get()
    TeamKey.objects.update(
        public=THIEFS.public, signature=THIEFS.sign(team._statement(newest))
    )
    with pytest.raises(NotPinned):
        document()


def test_a_generation_put_on_top_of_the_teams_is_sealed_to_by_nobody() -> None:
    newest = team.current()
    thief = a_member()
    forged = TeamKey(
        predecessor=newest, public=THIEFS.public, signed_by_id=thief.key_id
    )
    # Even with a colleague's own genuine key to sign with, and a pin that exists.
    forged.signature = thief.pair.sign(team._statement(forged))
    forged.pin = newest.pin
    forged.save(force_insert=True)
    with pytest.raises(NotPinned):
        document()


def test_a_replaced_members_key_is_admitted_by_nobody() -> None:
    member = a_member()
    row = MemberKey.objects.filter(id=member.key_id)
    row.update(public=THIEFS.public)
    with pytest.raises(NotPinned):
        team.admit(row.get(), by=keys.founder())
    with pytest.raises(NotPinned):
        members.current(row.get().member_id)
    assert not TeamShare.objects.filter(recipient_id=str(member.key_id)).exists()


def test_a_key_written_beside_a_members_own_bars_nobody_from_signing_in() -> None:
    noor = a_member()
    row = MemberKey.objects.get(id=noor.key_id)
    MemberKey.objects.create(
        member_id=row.member_id, public=THIEFS.public, pin=bytes(row.pin)
    )
    assert members.current(row.member_id) == row
    opened = members.unlock(row.member_id, PASSWORD)
    assert opened is not None
    assert opened.key_id == noor.key_id


@pytest.mark.parametrize(
    "asked", [{"memory": 2**31 - 1}, {"memory": 2**20}, {"passes": 2**15 - 1}]
)
def test_a_row_that_asks_for_all_memory_is_not_given_it(asked: dict[str, int]) -> None:
    """A password costs what its seal says, and anybody can write what a row says."""
    noor = a_member()
    MemberSeal.objects.filter(member_key_id=noor.key_id).update(**asked)
    member_id = MemberKey.objects.get(id=noor.key_id).member_id
    begun = time.monotonic()
    assert members.unlock(member_id, PASSWORD) is None
    assert time.monotonic() - begun < 0.5


def test_a_replaced_members_key_stops_the_change_of_locks() -> None:
    member = a_member()
    team.admit(MemberKey.objects.get(id=member.key_id), by=keys.founder())
    MemberKey.objects.filter(id=member.key_id).update(public=THIEFS.public)
    with pytest.raises(NotPinned):
        team.succeed(by=keys.founder(), sheets=recovery.standing())
    assert TeamKey.objects.count() == 1


def test_a_colleague_who_writes_herself_a_share_gets_no_next_key() -> None:
    """The desk's key is genuine; that the team's was ever handed to it is not."""
    esra, old = a_member(), team.current()
    share = TeamShare(
        team_key=old, recipient_kind="member", recipient_id=str(esra.key_id)
    )
    founders = TeamShare.objects.get(recipient_id=str(keys.founder().key_id))
    share.blob, share.pin = bytes(founders.blob), bytes(founders.pin)
    share.save(force_insert=True)
    assert MemberKey.objects.get(id=esra.key_id).member_id not in team.members()
    made = team.succeed(by=keys.founder(), sheets=recovery.standing())
    held = TeamShare.objects.filter(recipient_id=str(esra.key_id))
    assert made.id not in held.values_list("team_key_id", flat=True)


def test_a_share_that_somebody_else_sealed_is_not_handed_on() -> None:
    noor, daan = a_member(), a_member()
    share = TeamShare(
        team_key=team.current(), recipient_kind="member", recipient_id=str(noor.key_id)
    )
    share.blob = seal_to(noor.pair.public, new_seed(), share_info(share))
    share.pin = bytes(32)
    share.save(force_insert=True)
    with pytest.raises(NotAdmitted):
        team.admit(MemberKey.objects.get(id=daan.key_id), by=noor)


def test_a_replaced_link_key_is_sealed_to_by_nobody() -> None:
    link = links.make(ANNA, links.new_secret())
    LinkKey.objects.update(public=THIEFS.public)
    with pytest.raises(NotPinned):
        keyring.for_writing(ANNA, "health", document_id=uuid.uuid4(), readers=[link.id])
    assert not DataKey.objects.filter(person_id=ANNA).exists()


def test_another_patients_own_link_is_sealed_to_by_nobody() -> None:
    brams = links.make(BRAM, links.new_secret())
    with pytest.raises(NotPinned):
        keyring.for_writing(
            ANNA, "health", document_id=uuid.uuid4(), readers=[brams.id]
        )
    LinkKey.objects.filter(id=brams.id).update(person_id=ANNA)
    with pytest.raises(NotPinned):
        keyring.for_writing(
            ANNA, "health", document_id=uuid.uuid4(), readers=[brams.id]
        )


def test_a_replaced_recovery_key_is_sealed_to_by_nobody() -> None:
    RecoveryKey.objects.update(public=THIEFS.public)
    with pytest.raises(NotPinned):
        recovery.standing()
    with pytest.raises(NotPinned):
        recovery.seal_kek("0" * 16, bytes(32))


def test_nothing_is_lent_to_a_replaced_worker_or_colleague() -> None:
    kept, ends_at = document(), timezone.now() + timedelta(days=1)
    worker = workers.begin("queue")
    workers.end()
    colleague = MemberKey.objects.get(id=a_member().key_id)
    for key in (worker, colleague):
        key.public = THIEFS.public
        with pytest.raises(NotPinned):
            grants.lend(
                [kept],
                of=ANNA,
                to=key,
                purpose=grants.Purpose.SUBJECT_REQUEST,
                ends_at=ends_at,
                given_by="noor",
                holding=keys.founder(),
            )
    assert not Wrap.objects.filter(recipient_kind="grant").exists()
    assert WorkerKey.objects.count() == 1


def test_a_grant_that_somebody_wrote_opens_nothing() -> None:
    thief, kept = a_member(), document()
    grant = Grant.objects.create(
        purpose="subject_request",
        recipient_kind="member",
        recipient_id=str(thief.key_id),
        given_by="noor",
        ends_at=timezone.now() + timedelta(days=1),
        pin=bytes(32),
    )
    data_key = DataKey.objects.get(document_id=kept)
    GrantedKey.objects.create(grant=grant, data_key=data_key)
    assert not thief.holds("grant", str(grant.id))
    assert thief.is_shut_out()


def test_a_grant_is_not_made_longer() -> None:
    colleague = a_member()
    grant = grants.lend(
        [document()],
        of=ANNA,
        to=MemberKey.objects.get(id=colleague.key_id),
        purpose=grants.Purpose.SUBJECT_REQUEST,
        ends_at=timezone.now() + timedelta(days=1),
        given_by="noor",
        holding=keys.founder(),
    )
    Grant.objects.update(ends_at=timezone.now() + timedelta(days=1000))
    again = members.held(colleague.key_id, colleague.carried())
    assert not again.holds("grant", str(grant.id))


def test_rows_that_somebody_wrote_keep_no_therapist_from_her_patients() -> None:
    """A grant and a share in Noor's name, which she never got, would bar her."""
    noor, kept = a_member(), document()
    team.admit(MemberKey.objects.get(id=noor.key_id), by=keys.founder())
    Grant.objects.create(
        purpose="subject_request",
        recipient_kind="member",
        recipient_id=str(noor.key_id),
        given_by="noor",
        ends_at=timezone.now() + timedelta(days=1),
        pin=bytes(32),
    )
    older = TeamKey.objects.create(
        public=THIEFS.public,
        signed_by_id=noor.key_id,
        signature=bytes(64),
        pin=bytes(32),
    )
    TeamShare.objects.create(
        team_key=older,
        recipient_kind="member",
        recipient_id=str(noor.key_id),
        blob=b"nothing",
        pin=bytes(32),
    )
    again = members.held(noor.key_id, noor.carried())
    assert not again.is_shut_out()
    assert unwrap_data_key(wrap_of(kept), again)
    faults = " ".join(inventory.faults())
    for name in ("grant", "care team's share", "care team's key"):
        assert f"The {name} " in faults


def test_a_document_is_never_written_under_a_key_that_the_key_file_opens() -> None:
    """With the key file too: what somebody wraps to it in a document's place.

    Whoever goes on with a document seals under the key that they hold, never
    under one that lies open to the server.
    """
    link, kept, known = keys.link_for(ANNA), uuid.uuid4(), new_seed()
    keyring.for_writing(ANNA, "health", document_id=kept, readers=[link.key_id])
    genuine = wrap_of_link(kept)
    bait = genuine._replace(key_id=uuid.uuid4())
    bait = bait._replace(commitment=commitment(known, bait.key_id.bytes))
    bait = bait._replace(pin=pins.pin("data-key", *keyring._facts(bait)))
    DataKey.objects.create(
        id=bait.key_id,
        person_id=ANNA,
        compartment="health",
        document_id=kept,
        commitment=bait.commitment,
        pin=bait.pin,
    )
    keyring.under_kek(bait, known, kek.current()).save(force_insert=True)
    going_on = keyring.for_continuing(ANNA, "health", document_id=kept, holding=link)
    assert going_on._header[3:] == genuine.key_id.bytes
    fault = f"The data key {bait.key_id} of a document lies under the key file."
    assert fault in inventory.faults()


def test_a_rotation_that_somebody_wrote_is_told() -> None:
    """It bars every new key under the key file, so that nobody can sign up."""
    barred = kek.current().id.hex()
    Rotation.objects.create(recipient_kind="kek", from_id=barred, to_id="0" * 16)
    (fault,) = [each for each in inventory.faults() if barred in each]
    assert "somebody wrote that" in fault


def wrap_of_link(document_id: uuid.UUID) -> Wrapped:
    asked = {"data_key__document_id": document_id, "recipient_kind": "link"}
    (found,) = wrapped_keys(**asked)
    return found


def planted(key: bytes) -> Wrapped:
    """Seal a data key whose bytes the thief knows to the team, with its commitment."""
    newest = team.current()
    key_id = uuid.uuid4()
    facts = Wrapped(
        blob=b"",
        recipient_kind="team",
        recipient_id=str(newest.id),
        key_id=key_id,
        person_id=ANNA,
        compartment="health",
        document_id=uuid.uuid4(),
        commitment=commitment(key, key_id.bytes),
        pin=bytes(DataKey.objects.get(document_id=document()).pin),
    )
    info = length_prefixed(_bound_to(facts))
    return facts._replace(blob=seal_to(bytes(newest.public), key, info))


def write(wrapped: Wrapped) -> None:
    """Put a data key and its wrap into the database."""
    DataKey.objects.create(
        id=wrapped.key_id,
        person_id=wrapped.person_id,
        compartment=wrapped.compartment,
        document_id=wrapped.document_id,
        commitment=wrapped.commitment,
        pin=wrapped.pin,
    )
    Wrap.objects.create(
        data_key_id=wrapped.key_id,
        recipient_kind=wrapped.recipient_kind,
        recipient_id=wrapped.recipient_id,
        blob=wrapped.blob,
    )


def test_a_planted_data_key_seals_nothing_and_opens_nothing() -> None:
    """Whoever knows its bytes would read all that is written to that document."""
    bait = planted(new_seed())
    write(bait)
    with pytest.raises(NotPinned):
        keyring.for_writing(
            ANNA, "health", document_id=bait.document_id, holding=keys.founder()
        )
    with pytest.raises(NotPinned):
        unwrap_data_key(wrap_of(bait.document_id), keys.founder())


def test_a_planted_data_key_is_not_what_a_desk_writes_with() -> None:
    """Who cannot read makes a key beside it, and never uses what was found."""
    known = new_seed()
    bait = planted(known)
    write(bait)
    made = keyring.for_writing(ANNA, "health", document_id=bait.document_id)
    assert made._header[3:] != bait.key_id.bytes


def test_one_value_never_reads_differently_to_two_people() -> None:
    """CRYPTO.md, finding 2: AES-GCM has ciphertexts that open under two keys.

    The therapist would read one thing and the patient another. Both data keys
    can be wrapped under one id; only one of them can be the committed one.
    """
    one, other, nonce = bytes(range(32)), bytes(range(32, 64)), bytes(12)
    forged = for_two_keys(one, other, nonce)
    seen = [AESGCM(key).decrypt(nonce, forged, None) for key in (one, other)]
    assert seen[0] != seen[1]
    link, kept = keys.link_for(ANNA), uuid.uuid4()
    keyring.for_writing(ANNA, "health", document_id=kept, readers=[link.key_id])
    genuine = {
        each.recipient_kind: each for each in wrapped_keys(data_key__document_id=kept)
    }
    for_link = genuine["link"]
    info = length_prefixed(_bound_to(for_link))
    swapped = for_link._replace(blob=seal_to(link.pair.public, other, info))
    assert unwrap_data_key(genuine["team"], keys.founder())
    assert unwrap_data_key(for_link, link)
    assert link.pair.open(swapped.blob, info) == other
    with pytest.raises(CannotOpen):
        unwrap_data_key(swapped, link)


def test_a_draft_that_was_moved_under_another_invitation_is_not_passed_on() -> None:
    """A therapist renews Bram's link; what lies there is sealed for Anna alone."""
    kept = document()
    brams = links.make(BRAM, links.new_secret())
    keyring.share(
        [kept],
        of=brams.person_id,
        kind=Wrap.Recipient.LINK,
        recipient_id=brams.id,
        public=bytes(brams.public),
        holding=keys.founder(),
    )
    assert not Wrap.objects.filter(recipient_kind="link").exists()


def test_with_the_key_file_too_what_was_sealed_before_stays_shut() -> None:
    """Pins are worth no more than the key file: then new documents are at risk.

    A thief who writes in the database and has the key file pins a team key of
    their own, and reads what is sealed from then on. The team's real key is in
    nothing they have, so what was written before stays shut to them; and who
    holds it sees a generation that it was not handed.
    """
    before, newest = document(), team.current()
    thief = a_member()
    forged = team._new_generation(newest, by=thief, members=[], sheets=[])
    after = document()
    assert wrap_of(after).recipient_id == str(forged.id)
    with pytest.raises(NotAdmitted):
        unwrap_data_key(wrap_of(before), thief)
    noticed = keys.founder()
    assert not noticed.holds("team", str(forged.id))
    assert unwrap_data_key(wrap_of(before), noticed)
