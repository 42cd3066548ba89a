"""People on the waitlist for tests, made as the portal makes them."""

import json
from datetime import date
from typing import Any

from accounts.models import Account, Location, Practice
from accounts.roles import Role
from audit.actors import Actor
from intake.questionnaires.imports import activate, import_definition
from intake.questionnaires.models import QuestionnaireVersion
from intake.waitlist.duties import start_duty
from intake.waitlist.models import WaitlistEntry
from intake.waitlist.registration import Application, register_entry
from patients.models import Person
from patients.registration import PersonalDetails, confirm_email, register_person

PORTAL = Actor.service("tests")
BORN = date(1980, 5, 1)
QUESTIONNAIRE = {
    "resourceType": "Questionnaire",
    "version": "1",
    "status": "draft",
    "language": "nl",
    "item": [{"linkId": "pijn", "type": "boolean", "text": "Heeft u nu pijn?"}],
}


def make_practice() -> Practice:
    """Rugpraktijk De Linde, the one practice."""
    facts = {
        "name": "Rugpraktijk De Linde",
        "phone": "030 123 45 67",
        "hours": "ma–vr 8.30–17.00",
        "sender_name": "De Linde",
    }
    return Practice.objects.get_or_create(id=1, defaults=facts)[0]


def make_location(name: str = "Utrecht", *, judge: Account | None = None) -> Location:
    """A location, and who judges its new entries."""
    location, _made = Location.objects.get_or_create(name=name, city=name)
    if judge:
        start_duty(judge, location, by=PORTAL)
    return location


def make_person(
    name: str = "Maria Linden",
    *,
    born: date = BORN,
    email: str | None = None,
    is_confirmed: bool = True,
    **more: Any,
) -> Person:
    """A person; without an e-mail address only where it is ""."""
    given, _space, family = name.partition(" ")
    if email is None:
        email = f"{given.lower()}@example.org"
    details = PersonalDetails(
        given_name=given, family_name=family, birth_date=born, email=email, **more
    )
    person = register_person(details, by=PORTAL)
    if is_confirmed and email:
        confirm_email(person, by=PORTAL)
    return person


def make_entry(
    name: str = "Maria Linden",
    *,
    location: Location | None = None,
    words: str = "",
    availability: tuple[str, ...] = (),
    born: date = BORN,
    **person: Any,
) -> WaitlistEntry:
    """A new entry; who has triage duty at its location may see it."""
    application = Application(
        location=location or make_location(),
        route=WaitlistEntry.Route.SELF,
        reason=WaitlistEntry.Reason.BACK,
        words=words,
        availability=availability,
    )
    who = make_person(name, born=born, **person)
    return register_entry(who, application, birth_date=born, by=PORTAL)


def make_version(title: str = "Rugklachten") -> QuestionnaireVersion:
    """A questionnaire in use."""
    url = f"https://praktijk.example/{title.lower()}"
    raw = json.dumps({**QUESTIONNAIRE, "title": title, "url": url}).encode()
    version = import_definition(raw, by=PORTAL)
    activate(version, by=PORTAL)
    return version


def as_staff(account: Account, role: Role) -> Actor:
    """A member of staff as an actor."""
    return Actor.staff(account.id, role)
