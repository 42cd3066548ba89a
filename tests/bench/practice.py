"""A practice of fifty people in fresh databases, in files of its own."""

from datetime import timedelta
from io import StringIO

from django.core.management import call_command
from django.utils import timezone

from accounts.models import Account
from accounts.roles import Role
from audit.actors import Actor
from crypto.holding import Keyholder
from intake.invitations.models import Invitation
from intake.questionnaires.models import QuestionnaireVersion
from intake.responses.models import Response
from intake.responses.verbs import start
from intake.waitlist.models import Urgency, WaitlistEntry
from intake.waitlist.verbs import triage
from tests.factories import (
    as_staff,
    make_entry,
    make_location,
    make_practice,
    make_version,
)
from tests.keys import found_team, link_for
from tests.staff import make_staff

PEOPLE = 50
Begun = tuple[Response, Keyholder]


def prepare() -> None:
    """Make the tables, the keys and the static files."""
    call_command("prepare", stdout=StringIO())


def fill() -> Account:
    """Let fifty people wait; return Esra, who sees the list."""
    make_practice()
    found_team()
    noor = make_staff("Noor Osei", Role.THERAPIST)
    location = make_location(judge=noor)
    for number in range(PEOPLE):
        name = f"Voornaam{number} van der Achternaam{number}"
        entry = make_entry(
            name,
            location=location,
            words="Al weken pijn in de rug",
            availability=("mon_morning", "thu_evening"),
            email=f"persoon{number}@example.org",
        )
        triage(
            entry.id,
            urgency=Urgency.NORMAL,
            therapist=noor,
            by=as_staff(noor, Role.THERAPIST),
        )
    return make_staff("Esra Yılmaz", Role.FRONT_DESK)


def begun_responses(count: int) -> list[Begun]:
    """Let one person begin an intake, many times over, each time by a link."""
    entry = WaitlistEntry.objects.select_related("person").first()
    assert entry
    version = make_version()
    return [_begin(entry, version, number) for number in range(count)]


def _begin(entry: WaitlistEntry, version: QuestionnaireVersion, number: int) -> Begun:
    link = link_for(entry.person_id)
    invitation = Invitation.objects.create(
        entry=entry,
        version=version,
        secret_hash=f"{number:064}",
        link_key_id=link.key_id,
        message=None,
        invited_by="",
        expires_at=timezone.now() + timedelta(days=1),
    )
    by = Actor.person(entry.person_id)
    return start(invitation, language="nl", by=by), link
