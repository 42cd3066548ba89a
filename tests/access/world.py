"""One practice with a row for every page, and everybody who might knock."""

import json
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import Account
from accounts.models.staff_invitation import invite as invite_staff
from accounts.roles import Role
from accounts.signing_in import BACKEND
from audit.actors import Actor
from consent.models import Text
from crypto import team
from crypto.holding import Keyholder
from intake.invitations.verbs import invite
from intake.models import ImportDraft, Response, WaitlistEntry
from intake.questionnaires.answers import Answers
from intake.questionnaires.imports import activate, import_definition
from intake.questionnaires.models import QuestionnaireVersion
from intake.responses.verbs import save_section, start, submit
from intake.waitlist.models import Urgency
from intake.waitlist.verbs import triage
from outbox.models import Message
from tests.factories import (
    PORTAL,
    make_entry,
    make_location,
    make_practice,
)
from tests.links import key_of_link, secret_in
from tests.signup.conftest import Visitor
from tests.staff import let_in, make_staff, signed_in

WORDS = "Tillen lukt niet meer."
ANSWER = "Mijn onderrug steekt bij het bukken."
QUESTIONNAIRE = {
    "resourceType": "Questionnaire",
    "url": "https://praktijk.example/toegang",
    "version": "1",
    "status": "draft",
    "language": "nl",
    "title": "Rugklachten",
    "item": [
        {"linkId": "waar", "type": "string", "text": "Waar heeft u pijn?"},
        {
            "linkId": "pillen",
            "type": "group",
            "repeats": True,
            "text": "Uw medicijnen",
            "item": [{"linkId": "naam", "type": "string", "text": "Naam"}],
        },
    ],
}


@dataclass
class World:
    """Who knocks (`visitors`) and what there is to open (`arguments`)."""

    visitors: dict[str, Client]
    arguments: dict[str, list[Any]]


def build() -> World:
    """Make everything through the verbs."""
    make_practice()
    noor = make_staff("Noor Osei", Role.THERAPIST)
    location = make_location(judge=noor)
    version = questionnaire()
    esra = make_staff("Esra Yilmaz", Role.FRONT_DESK)
    desk = Actor.staff(esra.id, Role.FRONT_DESK)

    new = make_entry("Nieuwe Persoon", location=location, words=WORDS)
    waiting = triaged(make_entry("Wachtende Persoon", location=location), noor)
    filling = begun(triaged(make_entry("Bezige Persoon", location=location), noor))
    sent = begun(triaged(make_entry("Klare Persoon", location=location), noor))
    answers = _contents({"waar": ANSWER})
    submit(sent.id, answers, read={}, by=PORTAL, holding=key_to(sent))
    key = key_to(filling)
    save_section(filling.id, "1", answers["1"], read=0, by=PORTAL, holding=key)
    _, message = invite(waiting.id, version, by=desk)
    visitors = _visitors(esra, noor, filling, sent)
    arguments = _arguments(new, waiting, sent, message, version.id)
    arguments["invitation"] = [secret_in(message)]
    return World(
        visitors=visitors | _on_their_way(arguments),
        arguments=arguments,
    )


def triaged(entry: WaitlistEntry, therapist: Account) -> WaitlistEntry:
    """Judged by the therapist who will treat."""
    by = Actor.staff(therapist.id, Role.THERAPIST)
    triage(entry.id, urgency=Urgency.NORMAL, therapist=therapist, by=by)
    return entry


def begun(entry: WaitlistEntry) -> Response:
    """Invited, and let in by link and code."""
    invitation, _ = invite(entry.id, questionnaire(), by=PORTAL)
    return start(invitation, language="nl", by=Actor.person(entry.person_id))


def questionnaire() -> QuestionnaireVersion:
    """The one questionnaire in use."""
    found = QuestionnaireVersion.objects.active().first()
    if found:
        return found
    version = import_definition(json.dumps(QUESTIONNAIRE).encode(), by=PORTAL)
    activate(version, by=PORTAL)
    return version


def key_to(response: Response) -> Keyholder:
    """The key of the link by which somebody fills in."""
    return key_of_link(response.invitation)


def _on_their_way(arguments: dict[str, list[Any]]) -> dict[str, Client]:
    """People whose browser remembers a first step."""
    linked, joining, newcomer = Client(), Client(), Client()
    signing_up = Visitor()
    signing_up.sign_up_as_anna()
    linked.get(reverse("intake:invitation", args=arguments["invitation"]))
    joining.get(
        reverse("accounts:staff_invitation", args=arguments["staff_invitation"])
    )
    newcomer.force_login(
        make_staff("Zonder Telefoon", Role.FRONT_DESK), backend=BACKEND
    )
    return {
        "linked": linked,
        "joining": joining,
        "signing_up": signing_up.client,
        "newcomer": newcomer,
    }


def _contents(answers: Answers) -> dict[str, dict[str, Any]]:
    return {"1": {"answers": answers, "seen": ["1-1"]}}


def _visitors(
    esra: Account, noor: Account, filling: Response, sent: Response
) -> dict[str, Client]:
    password_only = Client()
    password_only.force_login(esra, backend=BACKEND)
    staff: dict[str, tuple[Account, Role]] = {
        "front_desk": (esra, Role.FRONT_DESK),
        "therapist": (noor, Role.THERAPIST),
        "other_therapist": (make_staff("Daan Bakker", Role.THERAPIST), Role.THERAPIST),
        "owner": (make_staff("Ruth van Leeuwen", Role.OWNER), Role.OWNER),
        "privacy_officer": (
            make_staff("Priya Sharma", Role.PRIVACY_OFFICER),
            Role.PRIVACY_OFFICER,
        ),
        "administrator": (
            make_staff("Tom Visser", Role.ADMINISTRATOR),
            Role.ADMINISTRATOR,
        ),
    }
    people = {"filling": filling, "sent": sent}
    return {
        "anonymous": Client(),
        "password_only": password_only,
        **{name: _patient(response) for name, response in people.items()},
        **{
            name: signed_in(Client(), account, role)
            for name, (account, role) in staff.items()
        },
    }


def _patient(response: Response) -> Client:
    return let_in(
        Client(),
        person_id=response.person_id,
        invitation_id=response.invitation_id,
        holding=key_to(response),
    )


def _arguments(
    new: WaitlistEntry,
    waiting: WaitlistEntry,
    sent: Response,
    message: Message,
    version_id: object,
) -> dict[str, list[Any]]:
    ruth = Account.objects.holding(Role.OWNER).get()
    by = Actor.staff(ruth.id, Role.OWNER)
    invitation, secret = invite_staff(
        email="nieuw@praktijk.example",
        name="Nieuwe Collega",
        role=Role.FRONT_DESK,
        by=by,
    )
    draft = ImportDraft.objects.create(
        source=json.dumps(QUESTIONNAIRE), by=str(ruth.id)
    )
    text = Text.publish("privacy", "nl", title="Privacy", body="Tekst.", by=by)
    waiting_too = make_staff("Wachtende Collega", Role.THERAPIST)
    team.dismiss(waiting_too.id)
    closing = make_staff("Vertrekkende Collega", Role.FRONT_DESK)
    return {
        "entry": [waiting.id],
        "triage": [new.id],
        "invite": [waiting.id],
        "take_off": [waiting.id],
        "take_back": [waiting.id],
        "new_link": [waiting.id],
        "stop_message": [message.id],
        "send_message_now": [message.id],
        "resend_message": [message.id],
        "reading": [sent.id],
        "reading_done": [sent.id],
        "reading_undone": [sent.id],
        "page": ["1-1"],
        "row": ["2-1", "0a1b2c3d"],
        "remove_row": ["2-1", "0a1b2c3d"],
        "staff_invitation": [secret],
        "withdraw_staff_invitation": [invitation.id],
        "close_account": [closing.id],
        "admit": [waiting_too.id],
        "questionnaire_draft": [draft.id],
        "questionnaire_discard": [draft.id],
        "questionnaire": [version_id],
        "questionnaire_export": [version_id],
        "questionnaire_activation": [version_id],
        "questionnaire_retirement": [version_id],
        "statement_version": [text.id],
        "start_duty": [new.location_id, ruth.id],
        "end_duty": [new.location_id, ruth.id],
        "signup_step": ["geboortedatum"],
    }
