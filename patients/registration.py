"""Putting a person into the portal, and what they tell us about themselves."""

import uuid
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from audit.actions import Action
from audit.actors import Actor
from audit.trail import record
from crypto import keyring
from patients.indexing import Findable, index
from patients.models import EmailConfirmation, Person, RelatedPerson


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PersonalDetails:
    """What somebody gave of themselves at sign-up. Never printed."""

    # Given beforehand where doing it twice must not make two people.
    id: uuid.UUID = field(default_factory=uuid.uuid4)
    given_name: str
    family_name: str
    infix: str = ""
    preferred_name: str = ""
    birth_date: date | None = None
    email: str = ""
    phone: str = ""
    channel: str = Person.Channel.EMAIL
    language: str = "nl"


def register_person(details: PersonalDetails, *, by: Actor) -> Person:
    """Create a person, sealed under a key of their own, to be found again.

    The key is committed in its own database before the row can be, also within
    a caller's transaction (DESIGN §4); rolled back, it is left unused.
    """
    person = Person(id=details.id, channel=details.channel, language=details.language)
    keyring.for_writing(person.id, "contact").seal(
        person,
        given_name=details.given_name,
        infix=details.infix,
        family_name=details.family_name,
        preferred_name=details.preferred_name,
        birth_date=details.birth_date,
        email=details.email or None,
        phone=details.phone or None,
    )
    findable = Findable(
        given_name=details.given_name,
        preferred_name=details.preferred_name,
        family_name=details.family_name,
        birth_date=details.birth_date,
        email=details.email,
        phone=details.phone,
    )
    with transaction.atomic():
        person.save(force_insert=True)
        index(person.id, findable)
        record(Action.PERSON_REGISTERED, by=by, person=person.id, kind="A")
    return person


@transaction.atomic
def declare_relation(
    person: Person,
    representative: Person,
    relation: RelatedPerson.Relation,
    *,
    by: Actor,
) -> RelatedPerson:
    """Record that somebody says they may act for another."""
    row = RelatedPerson.objects.create(
        person=person, representative=representative, relation=relation
    )
    record(
        Action.RELATION_DECLARED,
        by=by,
        person=person.id,
        thing="person",
        thing_id=str(representative.id),
        detail={"relation": relation},
    )
    return row


@transaction.atomic
def confirm_email(person: Person, *, by: Actor) -> None:
    """Record that the person can read mail at their address; twice is once."""
    _, created = EmailConfirmation.objects.get_or_create(person=person)
    if created:
        record(Action.EMAIL_CONFIRMED, by=by, person=person.id, kind="A")
