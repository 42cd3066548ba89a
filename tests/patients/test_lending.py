"""A document that was lent for a case is read by its borrower, and no other is."""

import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Account
from accounts.roles import Role
from audit.actions import Action
from audit.actors import Actor
from audit.models import Event
from audit.trail import Outcome
from crypto import grants, members, workers
from crypto.errors import CannotOpen, KeyLocked, NotAdmitted
from crypto.grants import AlreadyEnded, TooLong
from crypto.holding import Keyholder
from crypto.models import Grant, MemberKey, WorkerKey
from intake.waitlist.models import WaitlistEntry
from intake.waitlist.registration import Application, register_entry
from patients import lending
from patients.door import DoorClosed, KindForbidden, NotVisible, open_records
from patients.kinds import Kind, Purpose
from patients.lending import MayNotBorrow
from patients.models import CareRelation
from patients.tasks import end_overdue_grants
from tests.factories import BORN, PORTAL, as_staff, make_entry
from tests.keys import key_of
from tests.staff import PASSWORD, make_staff

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
WEEK = timedelta(days=7)
WORDS = "pijn onder in de rug"


@pytest.fixture(autouse=True)
def _no_worker_here() -> Iterator[None]:
    yield
    workers.end()


@pytest.fixture
def marias() -> WaitlistEntry:
    """What Maria wrote when she signed up."""
    return make_entry(words=WORDS)


@pytest.fixture
def noor(marias: WaitlistEntry) -> Account:
    """Maria's therapist."""
    account = make_staff("Noor Osei", Role.THERAPIST)
    treats(account, marias)
    return account


@pytest.fixture
def fenna() -> Account:
    return make_staff("Fenna Bos", Role.PRIVACY_OFFICER)


def treats(account: Account, entry: WaitlistEntry) -> None:
    CareRelation.start(entry.person, account.id, CareRelation.Kind.ASSIGNED, by=PORTAL)


def later_words_of(entry: WaitlistEntry) -> WaitlistEntry:
    """What the same person wrote at another time: a document of its own."""
    application = Application(
        location=entry.location,
        route=WaitlistEntry.Route.SELF,
        reason=WaitlistEntry.Reason.BACK,
        words="iets anders",
        availability=(),
    )
    return register_entry(entry.person, application, birth_date=BORN, by=PORTAL)


def lent(
    entry: WaitlistEntry,
    *,
    to: Account | WorkerKey,
    by: Account,
    lasting: timedelta = WEEK,
) -> Grant:
    return lending.lend(
        entry.person_id,
        [entry.id],
        to=to if isinstance(to, WorkerKey) else public_of(to),
        ends_at=timezone.now() + lasting,
        by=as_staff(by, Role.THERAPIST),
        holding=key_of(by, PASSWORD),
    )


def public_of(account: Account) -> MemberKey:
    key = members.current(account.id)
    assert key is not None
    return key


def read(
    entry: WaitlistEntry,
    *,
    by: Actor,
    holding: Keyholder | None,
    named: uuid.UUID | None = None,
    kinds: frozenset[Kind] = frozenset({Kind.HEALTH}),
    purpose: Purpose = Purpose.SUBJECT_REQUEST,
) -> object:
    """Read somebody's words through the door, as a page would."""
    with open_records(
        [entry.person_id],
        kinds=set(kinds),
        by=by,
        purpose=purpose,
        holding=holding,
        thing=("entry", str(named or entry.id)),
    ) as records:
        return records.read(entry.complaint)


def as_officer(account: Account) -> Actor:
    return as_staff(account, Role.PRIVACY_OFFICER)


def test_the_privacy_officer_reads_what_was_lent_and_the_log_says_both(
    marias: WaitlistEntry, noor: Account, fenna: Account
) -> None:
    grant = lent(marias, to=fenna, by=noor)
    given = Event.objects.get(action=Action.GRANT_GIVEN)
    assert (given.person_id, given.actor_id) == (marias.person_id, str(noor.id))
    assert (given.thing_id, given.outcome) == (str(grant.id), Outcome.SUCCESS)
    assert WORDS in str(
        read(marias, by=as_officer(fenna), holding=key_of(fenna, PASSWORD))
    )
    line = Event.objects.filter(action=Action.RECORD_READ).latest("id")
    assert (line.actor_id, line.relation) == (str(fenna.id), "grant")
    assert (line.kind, line.purpose) == ("E", "subject_request")


@pytest.mark.usefixtures("noor")
def test_without_a_grant_the_privacy_officer_may_not_know_maria(
    marias: WaitlistEntry, fenna: Account
) -> None:
    with pytest.raises(NotVisible):
        read(marias, by=as_officer(fenna), holding=key_of(fenna, PASSWORD))


def test_another_document_of_maria_stays_shut(
    marias: WaitlistEntry, noor: Account, fenna: Account
) -> None:
    other = later_words_of(marias)
    lent(marias, to=fenna, by=noor)
    holder = key_of(fenna, PASSWORD)
    with pytest.raises(NotVisible):
        read(other, by=as_officer(fenna), holding=holder)
    with (
        pytest.raises(DoorClosed),
        open_records(
            [marias.person_id],
            kinds={Kind.HEALTH},
            by=as_officer(fenna),
            purpose=Purpose.SUBJECT_REQUEST,
            holding=holder,
            thing=("entry", str(marias.id)),
        ) as records,
    ):
        records.read(other.complaint)


@pytest.mark.parametrize(
    "kind", [each for each in Kind if each is not Kind.HEALTH], ids=lambda kind: kind
)
def test_nothing_but_health_is_read_by_a_grant(
    marias: WaitlistEntry, noor: Account, fenna: Account, kind: Kind
) -> None:
    lent(marias, to=fenna, by=noor)
    with pytest.raises(KindForbidden):
        read(
            marias,
            by=as_officer(fenna),
            holding=key_of(fenna, PASSWORD),
            kinds=frozenset({Kind.HEALTH, kind}),
        )


@pytest.mark.parametrize(
    "purpose", [each for each in Purpose if each is not Purpose.SUBJECT_REQUEST]
)
def test_a_grant_serves_no_other_purpose(
    marias: WaitlistEntry, noor: Account, fenna: Account, purpose: Purpose
) -> None:
    lent(marias, to=fenna, by=noor)
    with pytest.raises(NotVisible):
        read(
            marias,
            by=as_officer(fenna),
            holding=key_of(fenna, PASSWORD),
            purpose=purpose,
        )


def test_an_owner_who_is_a_therapist_too_reads_as_owner_what_was_lent_alone(
    marias: WaitlistEntry, noor: Account
) -> None:
    ruth = make_staff("Ruth van Leeuwen", Role.OWNER, Role.THERAPIST)
    lent(marias, to=ruth, by=noor)
    holder, as_owner = key_of(ruth, PASSWORD), as_staff(ruth, Role.OWNER)
    assert WORDS in str(read(marias, by=as_owner, holding=holder))
    second = later_words_of(marias)
    # Her key opens it, her role does not.
    with pytest.raises(KindForbidden):
        read(second, by=as_owner, holding=holder)
    with pytest.raises(NotVisible):
        read(marias, by=as_staff(ruth, Role.THERAPIST), holding=holder)


def test_a_grant_without_the_key_opens_nothing(
    marias: WaitlistEntry, noor: Account, fenna: Account
) -> None:
    lent(marias, to=fenna, by=noor)
    desk = make_staff("Sanne Prins", Role.FRONT_DESK)
    for holder in (None, key_of(desk, PASSWORD), key_of(noor, PASSWORD)):
        with pytest.raises(NotVisible):
            read(marias, by=as_officer(fenna), holding=holder)


def test_the_front_desk_does_not_read_with_a_borrowed_key(
    marias: WaitlistEntry, noor: Account, fenna: Account
) -> None:
    lent(marias, to=fenna, by=noor)
    with pytest.raises(KindForbidden):
        read(
            marias,
            by=as_staff(fenna, Role.FRONT_DESK),
            holding=key_of(fenna, PASSWORD),
        )


def test_a_job_reads_what_was_lent_to_its_worker(
    marias: WaitlistEntry, noor: Account
) -> None:
    lent(marias, to=workers.begin("linde@one.dq"), by=noor)
    job = Actor.service("privacy.export")
    assert WORDS in str(read(marias, by=job, holding=workers.current()))
    workers.begin("linde@one.dq")
    with pytest.raises(NotVisible):
        read(marias, by=job, holding=workers.current())


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.THERAPIST, Role.ADMINISTRATOR])
def test_others_than_owner_and_privacy_officer_are_lent_nothing(
    marias: WaitlistEntry, noor: Account, role: Role
) -> None:
    with pytest.raises(MayNotBorrow):
        lent(marias, to=make_staff("Sanne Prins", role), by=noor)
    assert not Grant.objects.exists()


def test_nobody_but_her_therapist_lends_marias_words(
    marias: WaitlistEntry, noor: Account, fenna: Account
) -> None:
    daan = make_staff("Daan Mulder", Role.THERAPIST)
    with pytest.raises(NotVisible):
        lent(marias, to=fenna, by=daan)
    CareRelation.start(marias.person, daan.id, CareRelation.Kind.TRIAGE, by=PORTAL)
    with pytest.raises(KindForbidden):
        lent(marias, to=fenna, by=daan)
    assert not Grant.objects.exists()
    assert Event.objects.filter(action=Action.ACCESS_REFUSED).count() == 2
    assert not Event.objects.filter(action=Action.GRANT_GIVEN).exists()


def test_her_therapist_does_not_lend_somebody_elses_document_with_hers(
    marias: WaitlistEntry, noor: Account, fenna: Account
) -> None:
    anna = make_entry("Anna Smit", words="nek")
    with pytest.raises(CannotOpen):
        lending.lend(
            marias.person_id,
            [marias.id, anna.id],
            to=public_of(fenna),
            ends_at=timezone.now() + WEEK,
            by=as_staff(noor, Role.THERAPIST),
            holding=key_of(noor, PASSWORD),
        )
    assert not Grant.objects.exists()


def test_a_refused_grant_stands_in_the_log_as_failed(
    marias: WaitlistEntry, noor: Account, fenna: Account
) -> None:
    with pytest.raises(TooLong):
        lent(marias, to=fenna, by=noor, lasting=3 * WEEK)
    outcomes = Event.objects.filter(action=Action.GRANT_GIVEN).order_by("id")
    assert outcomes.last().outcome == Outcome.FAILED  # type: ignore[union-attr]


def test_what_was_taken_back_is_read_no_more(
    marias: WaitlistEntry, noor: Account, fenna: Account
) -> None:
    grant = lent(marias, to=fenna, by=noor)
    lending.take_back(grant, by=as_staff(noor, Role.THERAPIST))
    with pytest.raises((NotVisible, KeyLocked, NotAdmitted)):
        read(marias, by=as_officer(fenna), holding=key_of(fenna, PASSWORD))
    line = Event.objects.get(action=Action.GRANT_ENDED)
    assert (line.person_id, line.detail) == (marias.person_id, {"reason": "withdrawn"})
    with pytest.raises(AlreadyEnded):
        lending.use_up(grant, by=as_staff(noor, Role.THERAPIST))


def test_the_clock_ends_what_ran_out_and_nothing_else(
    marias: WaitlistEntry, noor: Account, fenna: Account
) -> None:
    grant = lent(marias, to=fenna, by=noor)
    end_overdue_grants()
    assert not hasattr(Grant.objects.get(), "end")
    with time_machine.travel(timezone.now() + WEEK + timedelta(seconds=1)):
        end_overdue_grants()
        end_overdue_grants()
        assert not grants.overdue().exists()
    line = Event.objects.get(action=Action.GRANT_ENDED)
    assert (line.thing_id, line.detail) == (str(grant.id), {"reason": "expired"})
