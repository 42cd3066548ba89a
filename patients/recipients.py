"""Where a message to a person goes: asked at delivery, through the door."""

import uuid

from audit.actors import Actor
from outbox.recipients import Address, NoAddress
from patients.door import open_records
from patients.kinds import Kind, Purpose
from patients.models import Person

DELIVERY = Actor.service("outbox.delivery")


def address_of_person(person_id: str) -> Address:
    """Return a person's e-mail address; raise NoAddress where there is none."""
    person = Person.objects.filter(id=uuid.UUID(person_id)).first()
    if person is None:
        raise NoAddress
    with open_records(
        [person], kinds={Kind.CONTACT}, by=DELIVERY, purpose=Purpose.DELIVERY
    ) as records:
        email = records.read(person.email)
        if not email:
            raise NoAddress
        return Address(email, person.language)
