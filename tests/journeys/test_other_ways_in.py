"""Without JavaScript, and without a mouse: the same pages, the same end."""

import json

import pytest
from playwright.sync_api import Locator

from audit.actors import Actor
from intake.invitations.verbs import invite
from intake.models import Submission, WaitlistEntry
from intake.questionnaires.imports import activate, import_definition
from intake.questionnaires.models import QuestionnaireVersion
from intake.waitlist.models import Urgency
from intake.waitlist.verbs import triage
from outbox.tasks import drain
from tests.factories import PORTAL
from tests.filling.conftest import QUESTIONNAIRE
from tests.journeys import walks
from tests.journeys.conftest import Clinic, Visit
from tests.journeys.filler import Filler
from tests.journeys.judging import faults_of_an_error_page
from tests.journeys.visitor import Visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(
        databases=["default", "keys"], transaction=True, serialized_rollback=False
    ),
]

MOST_TABS = 80


@pytest.fixture
def version() -> QuestionnaireVersion:
    imported = import_definition(json.dumps(QUESTIONNAIRE).encode(), by=PORTAL)
    activate(imported, by=PORTAL)
    return imported


def invite_who_signed_up(clinic: Clinic, version: QuestionnaireVersion) -> None:
    """Noor judges and Esra invites; the mail leaves at once."""
    entry = WaitlistEntry.objects.get()
    noor = clinic.noor.account
    triage(
        entry.id,
        urgency=Urgency.NORMAL,
        therapist=noor,
        by=Actor.staff(noor.id, "therapist"),
    )
    esra = Actor.staff(clinic.esra.account.id, "front_desk")
    _invitation, message = invite(entry.id, version, by=esra)
    message.release_now(by=esra)
    drain()


def test_maria_does_without_javascript(
    clinic: Clinic, version: QuestionnaireVersion, on_a_phone: Visit
) -> None:
    maria = on_a_phone(java_script_enabled=False)
    walks.sign_up(maria)
    invite_who_signed_up(clinic, version)

    walks.open_invitation(maria)
    walks.answer_pages(maria, Filler(), most=1)
    walks.leave(maria)
    walks.open_invitation(maria)
    walks.answer_pages(maria, Filler())
    walks.send(maria)

    assert Submission.objects.count() == 1


def test_maria_does_without_a_mouse(
    clinic: Clinic, version: QuestionnaireVersion, at_the_desk: Visit
) -> None:
    keys = Keys(at_the_desk())
    keys.visitor.open("/")
    keys.follow("Begin met aanmelden")
    keys.choose("Voor mijn kind", after="Voor mijzelf")
    keys.choose("Voor mijzelf", after="Voor mijn kind", arrow="ArrowUp")
    keys.press("Verder")
    keys.type(Dag="1", Maand="mei", Jaar="1980")
    keys.press("Verder")
    keys.type(**{"Voornaam of voorletters": "Maria", "Achternaam": "Linden"})
    keys.press("Verder")
    keys.type(**{"E-mailadres": walks.ADDRESS})
    keys.tick("Per e-mail")
    keys.press("Verder")
    keys.tick("Mijn rug")
    keys.press("Verder")
    keys.tick("Maakt niet uit")
    keys.press("Verder")
    keys.press("Verder")
    keys.press("Verstuur mijn aanmelding")
    invite_who_signed_up(clinic, version)

    walks.open_invitation(keys.visitor)
    keys.visitor.open("/intake/controleren/")
    assert faults_of_an_error_page(keys.page) == []
    keys.visitor.open("/intake/")
    keys.follow("Uw klacht")
    keys.press("Verder")
    summary = keys.visitor.page.locator(".error-summary")
    assert is_focused(summary)
    keys.follow("Kies ja of nee", stays=True)
    assert is_focused(keys.visitor.page.get_by_label("Ja"))
    keys.choose("Nee", after="Ja")
    keys.press("Verder")
    keys.type(Dag="3", Maand="4", Jaar="2021")
    keys.press("Verder")
    assert keys.visitor.path == "/intake/"


class Keys:
    """A keyboard and nothing else."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page = visitor.page

    def follow(self, name: str, *, stays: bool = False) -> None:
        """Follow a link with Enter."""
        self._enter(self.page.get_by_role("link", name=name), stays=stays)

    def press(self, name: str) -> None:
        """Press a button with Enter."""
        self._enter(self.page.get_by_role("button", name=name))

    def tick(self, label: str) -> None:
        """Tick what has the focus with the space bar."""
        box = self.page.get_by_label(label, exact=True)
        self._tab_to(box)
        self.page.keyboard.press("Space")
        assert box.is_checked()

    def choose(self, label: str, *, after: str, arrow: str = "ArrowDown") -> None:
        """Go with an arrow from one radio to the next."""
        start = self.page.get_by_label(after, exact=True)
        if not is_focused(start):
            self._tab_to(start)
        self.page.keyboard.press(arrow)
        assert self.page.get_by_label(label, exact=True).is_checked()

    def type(self, **texts: str) -> None:
        """Type into controls, in the order they stand."""
        for label, text in texts.items():
            self._tab_to(self.page.get_by_label(label, exact=True))
            self.page.keyboard.type(text)

    def _enter(self, there: Locator, *, stays: bool = False) -> None:
        self._tab_to(there)
        if stays:
            self.page.keyboard.press("Enter")
            return
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def _tab_to(self, there: Locator) -> None:
        for _tab in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if is_focused(there):
                assert there.evaluate("it => it.matches(':focus-visible')")
                return
        pytest.fail(f"no way to {there} with Tab")


def is_focused(there: Locator) -> bool:
    """Tell whether the keyboard acts on this now."""
    return bool(there.evaluate("it => it === document.activeElement"))
