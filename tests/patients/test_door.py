"""The door opens for whom the matrix says, writes it down first, and closes."""

import uuid
from datetime import date

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from accounts.models.account import open_account
from accounts.roles import Role
from audit.actions import Action
from audit.actors import Actor
from audit.models import Event
from audit.trail import Outcome
from crypto import keyring
from patients.door import (
    DoorClosed,
    KindForbidden,
    NotVisible,
    RecordDamaged,
    open_records,
)
from patients.kinds import Kind, Purpose
from patients.matrix import COLUMN_OF_RELATION
from patients.models import CareRelation, Person
from patients.registration import PersonalDetails, register_person
from tests.keys import founder

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

PORTAL = Actor.service("tests")
DESK = Actor.staff(uuid.uuid4(), Role.FRONT_DESK)
OWNER = Actor.staff(uuid.uuid4(), Role.OWNER)


def maria() -> Person:
    details = PersonalDetails(
        given_name="Maria",
        infix="van der",
        family_name="Linden",
        birth_date=date(1980, 2, 29),
        email="maria@example.org",
    )
    return register_person(details, by=PORTAL)


def therapist_of(person: Person | None) -> Actor:
    account = open_account(
        email=f"{uuid.uuid4().hex}@praktijk.example",
        name="Noor Osei",
        password=None,
        by=PORTAL,
    )
    if person:
        CareRelation.start(person, account.id, CareRelation.Kind.ASSIGNED, by=PORTAL)
    return Actor.staff(account.id, Role.THERAPIST)


def test_the_front_desk_reads_a_name_and_it_stands_in_the_log() -> None:
    person = maria()
    with open_records(
        [person], kinds={Kind.CONTACT}, by=DESK, purpose=Purpose.PLANNING
    ) as records:
        assert records.name(person) == "Maria van der Linden"
        assert records.read(person.birth_date) == date(1980, 2, 29)
        line = Event.objects.get(action=Action.RECORD_READ)
        # Written before anything was opened, not after.
        assert (line.person_id, line.kind) == (person.id, "A")
        assert (line.actor_role, line.purpose) == ("front_desk", "planning")


def test_nothing_is_read_after_the_block() -> None:
    person = maria()
    with open_records(
        [person], kinds={Kind.CONTACT}, by=DESK, purpose=Purpose.PLANNING
    ) as records:
        pass
    with pytest.raises(DoorClosed):
        records.read(person.given_name)


def test_another_persons_value_is_not_read_through_the_same_opening() -> None:
    person, other = maria(), maria()
    with (
        open_records(
            [person], kinds={Kind.CONTACT}, by=DESK, purpose=Purpose.PLANNING
        ) as records,
        pytest.raises(DoorClosed),
    ):
        records.read(other.given_name)


@pytest.mark.parametrize("actor", [DESK, OWNER])
def test_health_is_forbidden_to_those_who_only_plan(actor: Actor) -> None:
    person = maria()
    with (
        pytest.raises(KindForbidden),
        open_records([person], kinds={Kind.HEALTH}, by=actor, purpose=Purpose.PLANNING),
    ):
        pytest.fail("the door opened")
    line = Event.objects.get(action=Action.ACCESS_REFUSED)
    assert (line.person_id, line.outcome) == (person.id, Outcome.REFUSED)


@pytest.mark.parametrize(
    "role", [Role.THERAPIST, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR]
)
def test_who_has_nothing_to_do_with_maria_may_not_know_her(role: Role) -> None:
    person = maria()
    stranger = Actor.staff(uuid.uuid4(), role)
    assert not Person.objects.visible_to(stranger).exists()
    with (
        pytest.raises(NotVisible),
        open_records(
            [person], kinds={Kind.CONTACT}, by=stranger, purpose=Purpose.PLANNING
        ),
    ):
        pytest.fail("the door opened")
    assert Event.objects.filter(action=Action.ACCESS_REFUSED).count() == 1


def test_her_therapist_reads_until_the_relation_ends() -> None:
    person = maria()
    noor = therapist_of(person)
    with open_records(
        [person], kinds={Kind.CONTACT}, by=noor, purpose=Purpose.TREATMENT
    ) as records:
        assert records.read(person.given_name) == "Maria"
    CareRelation.objects.get().finish(by=noor, reason="left")
    with (
        pytest.raises(NotVisible),
        open_records(
            [person], kinds={Kind.CONTACT}, by=noor, purpose=Purpose.TREATMENT
        ),
    ):
        pytest.fail("the door opened")


def test_who_judges_a_new_entry_reads_no_earlier_intake() -> None:
    person = maria()
    noor = therapist_of(None)
    CareRelation.start(person, uuid.UUID(noor.id), CareRelation.Kind.TRIAGE, by=PORTAL)
    with open_records(
        [person],
        kinds={Kind.HEALTH},
        by=noor,
        purpose=Purpose.TRIAGE,
        holding=founder(),
    ):
        pass
    with (
        pytest.raises(KindForbidden),
        open_records([person], kinds={Kind.HEALTH}, by=noor, purpose=Purpose.TREATMENT),
    ):
        pytest.fail("the door opened")
    CareRelation.start(
        person, uuid.UUID(noor.id), CareRelation.Kind.ASSIGNED, by=PORTAL
    )
    with open_records(
        [person],
        kinds={Kind.HEALTH},
        by=noor,
        purpose=Purpose.TREATMENT,
        holding=founder(),
    ):
        pass


def test_every_kind_of_care_relation_has_its_column() -> None:
    assert set(COLUMN_OF_RELATION) == set(CareRelation.Kind)


def test_a_purpose_that_is_not_the_roles_own_is_refused() -> None:
    person = maria()
    with (
        pytest.raises(KindForbidden),
        open_records(
            [person], kinds={Kind.CONTACT}, by=DESK, purpose=Purpose.TREATMENT
        ),
    ):
        pytest.fail("the door opened")


def test_one_forbidden_person_keeps_the_whole_list_shut() -> None:
    mine, theirs = maria(), maria()
    noor = therapist_of(mine)
    with (
        pytest.raises(NotVisible),
        open_records(
            [mine, theirs], kinds={Kind.CONTACT}, by=noor, purpose=Purpose.PLANNING
        ),
    ):
        pytest.fail("the door opened")
    assert Event.objects.get(action=Action.ACCESS_REFUSED).person_id == theirs.id


def test_a_person_reads_their_own_data_and_nobody_elses() -> None:
    person, other = maria(), maria()
    herself = Actor.person(person.id)
    with open_records(
        [person], kinds={Kind.CONTACT}, by=herself, purpose=Purpose.OWN_DATA
    ) as records:
        assert records.read(person.email) == "maria@example.org"
    with (
        pytest.raises(NotVisible),
        open_records(
            [other], kinds={Kind.CONTACT}, by=herself, purpose=Purpose.OWN_DATA
        ),
    ):
        pytest.fail("the door opened")


@pytest.mark.parametrize("actor", [Actor.anonymous(), Actor.service("somebody.else")])
def test_nobody_in_particular_reads_nothing(actor: Actor) -> None:
    person = maria()
    with (
        pytest.raises(NotVisible),
        open_records(
            [person], kinds={Kind.CONTACT}, by=actor, purpose=Purpose.DELIVERY
        ),
    ):
        pytest.fail("the door opened")


def test_fifty_people_cost_one_query_for_keys_and_one_insert_for_the_log(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    people = [maria() for _ in range(50)]
    with (
        django_assert_num_queries(1, using="keys"),
        # One insert, between a savepoint and its release under the test's own.
        django_assert_num_queries(3),
        open_records(
            people, kinds={Kind.CONTACT}, by=DESK, purpose=Purpose.PLANNING
        ) as records,
    ):
        assert {records.read(each.given_name) for each in people} == {"Maria"}


def test_a_value_carried_to_another_person_does_not_open_and_the_log_says_so() -> None:
    person, other = maria(), maria()
    person.given_name = other.given_name
    with (
        pytest.raises(RecordDamaged),
        open_records(
            [person, other], kinds={Kind.CONTACT}, by=DESK, purpose=Purpose.PLANNING
        ) as records,
    ):
        records.read(person.given_name)
    line = Event.objects.get(action=Action.RECORD_DAMAGED)
    assert (line.person_id, line.outcome) == (person.id, Outcome.FAILED)


def test_the_door_is_not_opened_inside_a_verbs_transaction() -> None:
    person = maria()
    with (
        pytest.raises(RuntimeError, match="durable"),
        transaction.atomic(),
        open_records([person], kinds={Kind.CONTACT}, by=DESK, purpose=Purpose.PLANNING),
    ):
        pytest.fail("the door opened")


def test_a_sealing_key_of_one_person_does_not_seal_for_another() -> None:
    person, other = maria(), maria()
    key = keyring.for_writing(person.id, "contact")
    with pytest.raises(Exception, match="not under this data key"):
        key.seal(other, given_name="Noor")
