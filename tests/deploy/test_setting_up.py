"""How a real practice begins, from an empty portal to the first judged entry."""

import datetime as dt
import re
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from pytest_django import Settings

from accounts.models import Account, Location, Practice, StaffInvitation
from accounts.models.staff_invitation import HasOwner, invite_first_owner
from accounts.roles import Role
from audit.actions import Action
from audit.actors import Actor
from audit.models import Event
from consent.models import Text
from crypto import root_keys
from deploy.bootstrap import ROOT
from intake.questionnaires.models import QuestionnaireVersion
from outbox.models import Message
from tests.staff import make_staff

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

LONG = "een heel lange zin vol eigen woorden"
PRIVACY = "Zo gaan wij om met uw gegevens\n\n# Wat wij vragen\n\nUw naam."
SERVICE = Actor.service("deploy.set_up")
COMMAND = [
    "set_up_practice",
    "--name=Rugpraktijk De Linde",
    "--phone=030 123 45 67",
    "--hours=ma–vr 8.30–17.00",
    "--sender-name=De Linde",
    "--location=Centrum:Utrecht",
    "--location=Oost: aan de weg:Zeist",
    "--owner-name=Ruth van Leeuwen",
    "--owner-email=ruth@praktijk.example",
]


@pytest.fixture
def privacy(tmp_path: Path) -> str:
    path = tmp_path / "privacy.txt"
    # As an editor on Windows leaves it.
    path.write_text(PRIVACY, encoding="utf-8-sig", newline="\r\n")
    return f"--privacy-nl={path}"


def run(*words: str) -> str:
    told = StringIO()
    call_command(*words, stdout=told)
    return told.getvalue()


def link_in(told: str) -> str:
    found = re.search(r"/medewerker/\S+/", told)
    assert found
    return found[0]


def refusal(*words: str) -> str:
    with pytest.raises(CommandError) as refused:
        run(*words)
    return str(refused.value)


def join(link: str) -> Client:
    owner = Client()
    owner.get(link)
    owner.post("/medewerker/", {"password": LONG})
    return owner


def test_one_command_makes_a_practice_people_can_sign_up_for(privacy: str) -> None:
    told = run(*COMMAND, privacy)
    assert Practice.objects.get().sender_name == "De Linde"
    places = Location.objects.values_list("name", "city")
    assert list(places) == [("Centrum", "Utrecht"), ("Oost: aan de weg", "Zeist")]
    assert Text.objects.current("privacy", "nl").body == "# Wat wij vragen\n\nUw naam."
    assert QuestionnaireVersion.objects.active().count() == 1
    assert Client().get("/aanmelden/").status_code == 200
    join(link_in(told))
    ruth = Account.objects.holding(Role.OWNER).get()
    assert ruth.opened_name() == "Ruth van Leeuwen"


def test_the_link_is_shown_and_not_mailed_and_the_log_says_who_began(
    privacy: str,
) -> None:
    link = link_in(run(*COMMAND, privacy))
    assert not Message.objects.exists()
    actions = (Action.PRACTICE_CREATED, Action.LOCATION_ADDED, Action.STAFF_INVITED)
    events = Event.objects.filter(action__in=actions)
    assert {each.actor_id for each in events} == {"deploy.set_up"}
    secret = link.split("/")[-2]
    assert not StaffInvitation.objects.filter(secret_hash=secret).exists()


def test_the_link_ends_after_seven_days_and_another_takes_its_place(
    privacy: str,
) -> None:
    first = link_in(run(*COMMAND, privacy))
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=7, minutes=1)):
        assert Client().get(first, follow=True).status_code == 404
    again = ("invite_owner", "--name=Ruth", "--email=ruth@praktijk.example")
    second = link_in(run(*again))
    assert Client().get(first, follow=True).status_code == 404
    join(second)
    assert "There is an owner already" in refusal(*again)


def test_a_practice_with_an_owner_gets_no_second_first_owner() -> None:
    ruth = make_staff("Ruth van Leeuwen", Role.OWNER)
    with pytest.raises(HasOwner):
        invite_first_owner(email="a@praktijk.example", name="A", by=SERVICE)
    assert ruth.is_active


def test_a_second_practice_is_refused_and_nothing_changes(privacy: str) -> None:
    run(*COMMAND, privacy)
    assert "There is a practice already" in refusal(*COMMAND, privacy)
    assert StaffInvitation.objects.count() == 1


def test_the_demo_stays_a_demo(settings: Settings, privacy: str) -> None:
    settings.DEMO = True
    assert "The demo has an invented practice" in refusal(*COMMAND, privacy)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ("--privacy-en=/nowhere", "/nowhere cannot be read"),
        (f"--privacy-en={ROOT / 'pyproject.toml'}", "begins with a title"),
        ("--questionnaire=/nowhere", "/nowhere cannot be read"),
        (f"--questionnaire={ROOT / 'LICENSE'}", "JSON"),
        ("--location=Centrum:Utrecht", "Two locations have the same name"),
        ("--location=Centrum", "NAME:CITY"),
        ("--owner-email=ruth", "valid email address"),
        ("--owner-name= ", "An owner has a name"),
        ("--phone=", "phone: This field cannot be blank"),
        (f"--name={'x' * 121}", "name: Ensure this value has at most 120"),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence_and_nothing_is_made(
    wrong: str, sentence: str, privacy: str
) -> None:
    assert sentence in refusal(*COMMAND, privacy, wrong)
    for model in (Practice, Location, Text, QuestionnaireVersion, StaffInvitation):
        assert not model._default_manager.exists()


def test_without_its_key_the_portal_says_what_to_run_first(
    settings: Settings, tmp_path: Path, privacy: str
) -> None:
    settings.KEY_FILE = tmp_path / "absent.json"
    root_keys.forget()
    assert "manage.py prepare" in refusal(*COMMAND, privacy)
    root_keys.forget()


def test_a_text_is_published_as_the_next_version(tmp_path: Path) -> None:
    path = tmp_path / "privacy.txt"
    path.write_text(PRIVACY, encoding="utf-8")
    for version in (1, 2):
        told = run("publish_text", "privacy", "nl", str(path))
        assert told == f"Version {version} is published.\n"
    path.write_bytes(PRIVACY.encode() + b"\xff")
    assert "UTF-8" in refusal("publish_text", "privacy", "nl", str(path))
