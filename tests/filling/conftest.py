"""Maria was triaged and invited; her link and codes are in the outbox."""

import json
import re
from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client

from accounts.models import Account, Location, Practice
from accounts.roles import Role
from audit.actors import Actor
from intake.invitations.models import Invitation
from intake.invitations.verbs import invite
from intake.questionnaires.imports import activate, import_definition
from intake.questionnaires.models import QuestionnaireVersion
from intake.waitlist.models import Urgency, WaitlistEntry
from intake.waitlist.registration import Application, register_entry
from intake.waitlist.verbs import triage
from outbox.delivery import demo_mails
from outbox.models import Message
from outbox.tasks import drain
from patients.models import Person
from patients.registration import PersonalDetails, register_person
from tests.staff import make_staff

PORTAL = Actor.service("tests")
QUESTIONNAIRE = {
    "resourceType": "Questionnaire",
    "url": "https://praktijk.example/vragenlijst",
    "version": "1",
    "status": "draft",
    "language": "nl",
    "title": "Rugklachten",
    "item": [
        {
            "linkId": "klacht",
            "type": "group",
            "text": "Uw klacht",
            "item": [
                {
                    "linkId": "pijn",
                    "type": "boolean",
                    "text": "Heeft u nu pijn?",
                    "required": True,
                },
                {
                    "linkId": "waar",
                    "type": "string",
                    "text": "Waar heeft u pijn?",
                    "enableWhen": [
                        {"question": "pijn", "operator": "=", "answerBoolean": True}
                    ],
                },
                {"linkId": "sinds", "type": "date", "text": "Sinds wanneer?"},
            ],
        },
        {
            "linkId": "gezondheid",
            "type": "group",
            "text": "Uw gezondheid",
            "item": [
                {
                    "linkId": "medicijnen",
                    "type": "group",
                    "repeats": True,
                    "text": "Uw medicijnen",
                    "item": [
                        {"linkId": "naam", "type": "string", "text": "Naam"},
                        {"linkId": "hoeveel", "type": "integer", "text": "Hoeveel?"},
                    ],
                },
                {"linkId": "wens", "type": "text", "text": "Wat wilt u bereiken?"},
            ],
        },
    ],
}


@dataclass
class Invited:
    """What a test about filling in starts from."""

    person: Person
    entry: WaitlistEntry
    invitation: Invitation
    therapist: Account
    desk: Actor

    @property
    def link(self) -> str:
        """The path of the link in Maria's mailbox."""
        return path_in(mail_with("/uitnodiging/"))


@pytest.fixture
def practice() -> Practice:
    return Practice.objects.create(
        name="Praktijk De Linde",
        phone="030 123 45 67",
        hours="",
        sender_name="De Linde",
    )


@pytest.fixture
def version() -> QuestionnaireVersion:
    imported = import_definition(json.dumps(QUESTIONNAIRE).encode(), by=PORTAL)
    activate(imported, by=PORTAL)
    return imported


@pytest.fixture
def maria(practice: Practice, version: QuestionnaireVersion) -> Invited:
    details = PersonalDetails(
        given_name="Maria",
        family_name="Linden",
        birth_date=date(1980, 5, 1),
        email="maria@example.org",
    )
    person = register_person(details, by=PORTAL)
    location = Location.objects.create(name="Utrecht", city="Utrecht")
    application = Application(location=location, route="self", reason="back")
    entry = register_entry(person, application, birth_date=date(1980, 5, 1), by=PORTAL)
    noor = make_staff("Noor Osei", Role.THERAPIST)
    esra = make_staff("Esra Yılmaz", Role.FRONT_DESK)
    triage(
        entry.id,
        urgency=Urgency.NORMAL,
        therapist=noor,
        by=Actor.staff(noor.id, Role.THERAPIST),
    )
    desk = Actor.staff(esra.id, Role.FRONT_DESK)
    invitation, message = invite(entry.id, version, by=desk)
    message.release_now(by=desk)
    return Invited(person, entry, invitation, noor, desk)


@pytest.fixture
def marias_browser(maria: Invited, client: Client) -> Client:
    """Maria followed her link and typed her code."""
    let_in(client, maria)
    return client


def let_in(client: Client, invited: Invited) -> None:
    client.get(invited.link)
    client.post("/intake/code/sturen/")
    response = client.post("/intake/code/", {"code": newest_code()})
    assert response.status_code == 302, response.content.decode()


def mail_with(text: str) -> str:
    Message.objects.all()
    drain()
    return next(mail.body for mail in demo_mails() if text in mail.body)


def path_in(body: str) -> str:
    found = re.search(r"https?://[^/\s]+(/uitnodiging/\S+)", body)
    assert found
    return found[1]


def newest_code() -> str:
    drain()
    for mail in demo_mails():
        if found := re.search(r"\b\d{6}\b", mail.body):
            return found[0]
    raise AssertionError("no code was sent")
