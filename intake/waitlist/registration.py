"""Putting an entry on the waitlist."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from accounts.models import Location
from audit.actions import Action
from audit.actors import Actor
from audit.trail import record
from crypto import keyring
from intake.waitlist.duties import ask_judges
from intake.waitlist.models import WaitlistEntry
from patients.dates import age_band, local_date
from patients.models import Person

REGISTRATION = Actor.service("intake.registration")


class BirthDateUnknown(Exception):
    """The route of an entry follows from the person's age (UX P3)."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Application:
    """What somebody asks for. Never printed."""

    # Given beforehand where sending twice must not make two entries.
    id: uuid.UUID = field(default_factory=uuid.uuid4)
    location: Location
    route: str
    reason: str
    words: str = ""
    availability: Sequence[str] = field(default_factory=list)
    channel: str = WaitlistEntry.Channel.PORTAL


def register_entry(
    person: Person, application: Application, *, birth_date: date, by: Actor
) -> WaitlistEntry:
    """Put a person on the waitlist and ask a therapist to judge the entry.

    The entry's own data key is committed in its own database before the row can
    be, also within a caller's transaction (DESIGN §4).
    """
    entry = WaitlistEntry(
        id=application.id,
        person=person,
        location=application.location,
        route=application.route,
        channel=application.channel,
        age_band=age_band(birth_date, local_date()),
        availability=list(application.availability),
    )
    keyring.for_writing(person.id, "health", document_id=entry.id).seal(
        entry, complaint={"reason": application.reason, "words": application.words}
    )
    with transaction.atomic():
        entry.save(force_insert=True)
        record(
            Action.ENTRY_REGISTERED,
            by=by,
            person=person.id,
            thing="entry",
            thing_id=str(entry.id),
            kind="DE",
            detail={"channel": application.channel, "route": application.route},
        )
        ask_judges(entry, by=REGISTRATION)
    return entry
