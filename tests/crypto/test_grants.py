"""What is lent opens for the borrower, until it ends; then its key is nowhere."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connections
from django.utils import timezone

from accounts.models import Account
from accounts.roles import Role
from crypto import grants, keyring, members, team, workers
from crypto.errors import CannotOpen, KeyLocked, NotAdmitted, NotPinned
from crypto.grants import AlreadyEnded, AlreadyLent, Purpose, TooLong
from crypto.holding import Holder, Keyholder
from crypto.models import (
    Grant,
    GrantedKey,
    MemberKey,
    RecoveryKey,
    WorkerKey,
    Wrap,
)
from crypto.pairs import KeyPair, new_seed
from tests.keys import founder, key_of
from tests.staff import PASSWORD, make_staff

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Intake:
    """One document of one person."""

    person: uuid.UUID
    document: uuid.UUID


@pytest.fixture
def noor() -> Account:
    return make_staff("Noor Osei", Role.THERAPIST)


@pytest.fixture
def fenna() -> Account:
    """The privacy officer, who is not on the team."""
    return make_staff("Fenna Bos", Role.PRIVACY_OFFICER)


@pytest.fixture(autouse=True)
def _no_worker_here() -> Iterator[None]:
    yield
    workers.end()


def intake_of(person: uuid.UUID | None = None) -> Intake:
    intake = Intake(person or uuid.uuid4(), uuid.uuid4())
    keyring.for_writing(intake.person, "health", document_id=intake.document)
    return intake


def lent(
    *intakes: Intake,
    to: MemberKey | WorkerKey,
    holding: Keyholder,
    lasting: timedelta = DAY,
) -> Grant:
    return grants.lend(
        [each.document for each in intakes],
        of=intakes[0].person,
        to=to,
        purpose=Purpose.SUBJECT_REQUEST,
        ends_at=timezone.now() + lasting,
        given_by="noor",
        holding=holding,
    )


def public_of(account: Account) -> MemberKey:
    key = members.current(account.id)
    assert key is not None
    return key


def opens(holder: Keyholder, intake: Intake) -> bool:
    """Tell whether a key unwraps the document's data key, by the code pages use."""
    try:
        keyring.for_continuing(
            intake.person, "health", document_id=intake.document, holding=holder
        )
    except (CannotOpen, NotAdmitted, KeyLocked):
        return False
    return True


def everything() -> tuple[int, ...]:
    """How many rows there are: what a refusal must not change."""
    return tuple(each.objects.count() for each in (Grant, GrantedKey, Wrap))


def test_fenna_opens_what_was_lent_to_her_and_nothing_else(
    noor: Account, fenna: Account
) -> None:
    marias, other = intake_of(), intake_of()
    assert not opens(key_of(fenna, PASSWORD), marias)
    grant = lent(marias, to=public_of(fenna), holding=key_of(noor, PASSWORD))
    assert opens(key_of(fenna, PASSWORD), marias)
    assert not opens(key_of(fenna, PASSWORD), other)
    assert grants.people(grant) == {marias.person}


def test_a_colleague_does_not_open_what_was_lent_to_fenna(
    noor: Account, fenna: Account
) -> None:
    ruth = make_staff("Ruth van Leeuwen", Role.OWNER)
    marias = intake_of()
    lent(marias, to=public_of(fenna), holding=key_of(noor, PASSWORD))
    assert not opens(key_of(ruth, PASSWORD), marias)


@pytest.mark.parametrize("end", [grants.use_up, grants.withdraw, grants.expire])
def test_when_a_grant_ends_its_key_material_is_gone(
    noor: Account, fenna: Account, end: Callable[[Grant], None]
) -> None:
    marias = intake_of()
    grant = lent(marias, to=public_of(fenna), holding=key_of(noor, PASSWORD))
    end(grant)
    assert not opens(key_of(fenna, PASSWORD), marias)
    assert opens(key_of(noor, PASSWORD), marias)
    assert not Wrap.objects.filter(recipient_kind=Wrap.Recipient.GRANT).exists()
    # What was lent to whom stays known.
    assert grant.keys.count() == 1
    with pytest.raises(AlreadyEnded):
        end(grant)


def test_after_its_end_a_grant_opens_nothing_even_where_nobody_swept(
    noor: Account, fenna: Account
) -> None:
    marias = intake_of()
    grant = lent(marias, to=public_of(fenna), holding=key_of(noor, PASSWORD))
    assert not grants.overdue().exists()
    with time_machine.travel(timezone.now() + DAY + timedelta(seconds=1)):
        assert not opens(key_of(fenna, PASSWORD), marias)
        assert list(grants.overdue()) == [grant]


def test_a_grant_for_a_subject_request_lasts_fourteen_days_at_most(
    noor: Account, fenna: Account
) -> None:
    marias, before = intake_of(), everything()
    for lasting, refusal in ((15 * DAY, TooLong), (-DAY, AlreadyEnded)):
        with pytest.raises(refusal):
            lent(
                marias,
                to=public_of(fenna),
                holding=key_of(noor, PASSWORD),
                lasting=lasting,
            )
    assert (before[0], before[1]) == everything()[:2]
    lent(
        marias,
        to=public_of(fenna),
        holding=key_of(noor, PASSWORD),
        lasting=14 * DAY - timedelta(minutes=1),
    )


def test_what_one_does_not_hold_one_does_not_lend(fenna: Account) -> None:
    ruth = make_staff("Ruth van Leeuwen", Role.OWNER)
    marias = intake_of()
    before = everything()
    with pytest.raises(NotAdmitted):
        lent(marias, to=public_of(fenna), holding=key_of(ruth, PASSWORD))
    assert everything() == before


def test_a_document_that_is_not_there_takes_the_others_with_it(
    noor: Account, fenna: Account
) -> None:
    marias, nowhere = intake_of(), Intake(uuid.uuid4(), uuid.uuid4())
    before = everything()
    with pytest.raises(CannotOpen):
        lent(marias, nowhere, to=public_of(fenna), holding=key_of(noor, PASSWORD))
    assert everything() == before


def test_a_persons_contact_is_not_a_document_to_lend(
    noor: Account, fenna: Account
) -> None:
    maria = uuid.uuid4()
    keyring.for_writing(maria, "contact")
    before = everything()
    with pytest.raises(CannotOpen):
        lent(Intake(maria, maria), to=public_of(fenna), holding=key_of(noor, PASSWORD))
    assert everything() == before


def test_lending_twice_is_refused_until_the_first_has_ended(
    noor: Account, fenna: Account
) -> None:
    marias = intake_of()
    first = lent(marias, to=public_of(fenna), holding=key_of(noor, PASSWORD))
    before = everything()
    with pytest.raises(AlreadyLent):
        lent(marias, to=public_of(fenna), holding=key_of(noor, PASSWORD))
    assert everything() == before
    grants.withdraw(first)
    lent(marias, to=public_of(fenna), holding=key_of(noor, PASSWORD))
    assert opens(key_of(fenna, PASSWORD), marias)


def test_nothing_is_lent_to_a_key_that_somebody_put_in_the_database(
    noor: Account, fenna: Account
) -> None:
    marias = intake_of()
    forged = MemberKey.objects.create(
        member_id=fenna.id, public=KeyPair(new_seed()).public, pin=bytes(32)
    )
    before = everything()
    with pytest.raises(NotPinned):
        lent(marias, to=forged, holding=key_of(noor, PASSWORD))
    assert everything() == before


def test_nothing_is_lent_to_a_key_that_ended(noor: Account, fenna: Account) -> None:
    marias, former = intake_of(), public_of(fenna)
    members.make(fenna.id, PASSWORD)
    with pytest.raises(AlreadyEnded):
        lent(
            marias,
            to=MemberKey.objects.get(id=former.id),
            holding=key_of(noor, PASSWORD),
        )


def test_a_grant_that_somebody_wrote_takes_nothing_from_a_grant_that_is_good(
    noor: Account, fenna: Account
) -> None:
    marias = intake_of()
    grant = lent(marias, to=public_of(fenna), holding=key_of(noor, PASSWORD))
    Grant.objects.create(
        purpose=grant.purpose,
        recipient_kind=grant.recipient_kind,
        recipient_id=grant.recipient_id,
        given_by="somebody",
        ends_at=timezone.now() + 100 * DAY,
        pin=bytes(grant.pin),
    )
    assert opens(key_of(fenna, PASSWORD), marias)
    assert not opens(key_of(fenna, PASSWORD), intake_of())


def test_who_begins_with_a_new_key_keeps_nothing_that_was_lent(
    noor: Account, fenna: Account
) -> None:
    marias, former = intake_of(), key_of(fenna, PASSWORD)
    grant = lent(marias, to=public_of(fenna), holding=key_of(noor, PASSWORD))
    members.make(fenna.id, PASSWORD)
    assert not Wrap.objects.filter(recipient_id=str(grant.id)).exists()
    afresh = Keyholder(Holder.MEMBER, former.key_id, bytes.fromhex(former.carried()))
    assert not opens(afresh, marias)


def test_a_grant_stays_good_when_the_team_gets_a_new_key(
    noor: Account, fenna: Account
) -> None:
    marias = intake_of()
    lent(marias, to=public_of(fenna), holding=key_of(noor, PASSWORD))
    team.succeed(by=founder(), sheets=list(RecoveryKey.objects.all()))
    assert opens(key_of(fenna, PASSWORD), marias)


def test_what_was_lent_to_a_worker_dies_with_it(noor: Account) -> None:
    marias = intake_of()
    worker = workers.begin("linde@one.dq")
    lent(marias, to=worker, holding=key_of(noor, PASSWORD))
    holder = workers.current()
    assert holder is not None
    assert opens(holder, marias)
    workers.begin("linde@one.dq")
    successor = workers.current()
    assert successor is not None
    assert not opens(successor, marias)
    # One click renews.
    lent(marias, to=workers.running()[0], holding=key_of(noor, PASSWORD))
    renewed = workers.current()
    assert renewed is not None
    assert opens(renewed, marias)


def test_nothing_is_lent_to_a_worker_that_somebody_put_in_the_database(
    noor: Account,
) -> None:
    marias = intake_of()
    forged = WorkerKey.objects.create(
        public=KeyPair(new_seed()).public, queue="linde@one.dq", pin=bytes(32)
    )
    with pytest.raises(NotPinned):
        lent(marias, to=forged, holding=key_of(noor, PASSWORD))


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_the_bytes_of_an_ended_grant_are_in_no_file(
    noor: Account, fenna: Account
) -> None:
    marias = intake_of()
    grant = lent(marias, to=public_of(fenna), holding=key_of(noor, PASSWORD))
    blob = bytes(Wrap.objects.get(recipient_id=str(grant.id)).blob)
    assert is_stored(blob)
    grants.use_up(grant)
    assert not is_stored(blob)


def is_stored(blob: bytes) -> bool:
    """Look through the database's file and its log; on a server, the rows."""
    connection = connections["keys"]
    if connection.vendor != "sqlite":
        return any(blob == each for each in Wrap.objects.values_list("blob", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    name = str(connection.settings_dict["NAME"])
    # A value longer than a page lies in pieces: its last bytes are together.
    part = blob[-32:]
    return any(
        part in path.read_bytes()
        for path in (Path(name), Path(f"{name}-wal"))
        if path.exists()
    )
