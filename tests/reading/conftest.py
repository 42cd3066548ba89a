"""Maria sent her intake in English; Noor treats her, Daan does not."""

import json
from datetime import date
from uuid import UUID

import pytest
from django.test import Client

from accounts.models import Account, Location, Practice
from accounts.roles import Role
from audit.actors import Actor
from intake.invitations.verbs import invite
from intake.questionnaires.imports import activate, import_definition
from intake.questionnaires.models import QuestionnaireVersion
from intake.responses.models import Response
from intake.responses.verbs import save_section, start, submit
from intake.waitlist.models import Urgency
from intake.waitlist.registration import Application, register_entry
from intake.waitlist.verbs import triage
from patients.registration import PersonalDetails, register_person
from tests.links import key_of_link
from tests.staff import make_staff, signed_in

PORTAL = Actor.service("tests")
TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"
ANSWERS = {
    "1": {
        "wens": "Weer kunnen tuinieren & <b>dansen</b>",
        "val": False,
        "pillen": True,
        "slaap": {"unknown": True},
    },
    "2": {
        "middelen": [
            {"row": "aa", "answers": {"naam": "Vlierbes", "vaak": 2}},
            {"row": "bb", "answers": {"naam": "Kamille"}},
        ]
    },
}


def item(link_id: str, kind: str, dutch: str, english: str, **more: object) -> object:
    words = [
        {"url": "lang", "valueCode": "en"},
        {"url": "content", "valueString": english},
    ]
    translated = {"extension": [{"url": TRANSLATION, "extension": words}]}
    return {
        "linkId": link_id,
        "type": kind,
        "text": dutch,
        "_text": translated,
        **more,
    }


ONLY_IF_FALLEN = [{"question": "val", "operator": "=", "answerBoolean": True}]
QUESTIONNAIRE = {
    "resourceType": "Questionnaire",
    "url": "https://praktijk.example/rug",
    "status": "draft",
    "language": "nl",
    "title": "Rugklachten",
    "item": [
        item(
            "klacht",
            "group",
            "Uw klacht",
            "Your complaint",
            item=[
                item("wens", "text", "Wat wilt u bereiken?", "What do you hope for?"),
                item("val", "boolean", "Bent u gevallen?", "Did you fall?"),
                item(
                    "hoe",
                    "string",
                    "Hoe viel u?",
                    "How did you fall?",
                    enableWhen=ONLY_IF_FALLEN,
                ),
                item("slaap", "boolean", "Slaapt u goed?", "Do you sleep well?"),
                item("werk", "string", "Wat is uw werk?", "What is your work?"),
            ],
        ),
        item(
            "gezondheid",
            "group",
            "Uw gezondheid",
            "Your health",
            item=[
                item(
                    "middelen",
                    "group",
                    "Uw middelen",
                    "Your remedies",
                    repeats=True,
                    item=[
                        item("naam", "string", "Naam", "Name"),
                        item("vaak", "integer", "Hoe vaak?", "How often?"),
                    ],
                ),
            ],
        ),
    ],
}


@pytest.fixture
def version() -> QuestionnaireVersion:
    imported = import_definition(json.dumps(QUESTIONNAIRE).encode(), by=PORTAL)
    activate(imported, by=PORTAL)
    return imported


@pytest.fixture
def practice() -> Practice:
    return Practice.objects.create(
        name="Praktijk De Linde", phone="030 123 45 67", hours="", sender_name="Linde"
    )


@pytest.fixture
def noor(practice: Practice) -> Account:
    return make_staff("Noor Osei", Role.THERAPIST)


@pytest.fixture
def begun(version: QuestionnaireVersion, noor: Account) -> Response:
    """Maria has begun: one of two parts is saved."""
    details = PersonalDetails(
        given_name="Maria",
        family_name="Linden",
        birth_date=date(1980, 5, 1),
        email="maria@example.org",
    )
    person = register_person(details, by=PORTAL)
    place = Location.objects.create(name="Utrecht", city="Utrecht")
    application = Application(location=place, route="self", reason="back")
    entry = register_entry(person, application, birth_date=date(1980, 5, 1), by=PORTAL)
    by = Actor.staff(noor.id, Role.THERAPIST)
    triage(entry.id, urgency=Urgency.NORMAL, therapist=noor, by=by)
    invitation, _message = invite(entry.id, version, by=by)
    maria = Actor.person(person.id)
    response = start(invitation, language="en", by=maria)
    save_section(
        response.id,
        "1",
        content("1"),
        read=0,
        by=maria,
        holding=key_of_link(invitation),
    )
    return response


@pytest.fixture
def marias_intake(begun: Response) -> Response:
    maria = Actor.person(begun.person_id)
    contents = {key: content(key) for key in ANSWERS}
    key = key_of_link(begun.invitation)
    submit(begun.id, contents, read={"1": 1}, by=maria, holding=key)
    return begun


def content(key: str) -> dict[str, object]:
    return {"answers": ANSWERS[key], "seen": []}


@pytest.fixture
def noors_browser(client: Client, noor: Account) -> Client:
    return signed_in(client, noor, Role.THERAPIST)


@pytest.fixture
def daans_browser(practice: Practice) -> Client:
    return in_role(Role.THERAPIST)


def in_role(role: Role) -> Client:
    """Another member of staff, who treats nobody, signed in."""
    account = make_staff("Daan Bakker", role, email=f"{role}@praktijk.example")
    browser = Client(raise_request_exception=False)
    return signed_in(browser, account, role)


def address(response: Response, suffix: str = "") -> str:
    return f"/werk/intakes/{UUID(str(response.id))}/{suffix}"
