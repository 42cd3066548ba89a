"""Every template of the portal, and every form answered wrongly, judged by axe."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.template import Template
from django.test.signals import template_rendered
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import Account, TriageDuty
from accounts.roles import Role
from audit.actors import Actor
from crypto import recovery, team
from intake.models import ImportDraft, Response, WaitlistEntry
from intake.signup.path import FORMS
from intake.waitlist.models import Urgency
from intake.waitlist.verbs import triage
from tests import keys
from tests.access.pages import PAGES, VISITORS
from tests.access.world import World, build
from tests.factories import make_entry
from tests.journeys.inspector import Inspector
from tests.staff import SEED_ACTOR, make_staff

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.urls("tests.journeys.broken_pages"),
    pytest.mark.django_db(
        databases=["default", "keys"], transaction=True, serialized_rollback=False
    ),
]

HOUSE = Path(__file__).parents[2]
TEMPLATES = HOUSE / "templates"
SHOULDER = HOUSE / "tests/questionnaires/fixtures/shoulder-intake.json"
FILES = {"accounts:recovery_codes_file", "intake:questionnaire_export", "health"}
# Forms that say what to do when they are sent empty: fewer, and somebody is silent.
FEWEST_REFUSALS = 20


@pytest.fixture
def rendered() -> Iterator[set[str]]:
    """The names of the templates that were rendered."""
    names: set[str] = set()

    def note(sender: Template, template: Template, **_kwargs: Any) -> None:
        names.add(str(template.name))

    template_rendered.connect(note)
    yield names
    template_rendered.disconnect(note)


@pytest.fixture
def world(live_server: LiveServer, settings: Settings) -> World:
    settings.DEMO = True
    settings.SITE_URL = live_server.url
    return build()


def test_no_page_keeps_anybody_out(
    world: World, live_server: LiveServer, browser: Browser, rendered: set[str]
) -> None:
    inspector = Inspector(browser, live_server.url)
    see_every_address(inspector, world)
    see_the_sign_up(inspector, world)
    see_the_intake(inspector, world)
    see_the_desk(inspector, world)
    see_the_recovery_sheet(inspector, world)
    see_the_keys(inspector, world)
    see_what_goes_wrong(inspector, world)
    every = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")}
    assert inspector.found == {}
    assert len(inspector.refused) >= FEWEST_REFUSALS
    assert sorted(every - rendered) == []


def see_every_address(inspector: Inspector, world: World) -> None:
    """Every address, as the first visitor who gets it."""
    pages = {name: inspector.visit(client) for name, client in world.visitors.items()}
    for name, row in PAGES.items():
        if "2" in row and name not in FILES:
            arguments = world.arguments.get(name.rpartition(":")[2], [])
            visitor = pages[VISITORS[row.index("2")]]
            inspector.open(visitor, reverse(name, args=arguments))
    inspector.open(inspector.visit(), "/demo/mail/")


def see_the_sign_up(inspector: Inspector, world: World) -> None:
    """The questions, what is doubted, and the end."""
    anna = inspector.visit(world.visitors["signing_up"])
    for slug in FORMS:
        inspector.open(anna, f"/aanmelden/{slug}/")
    inspector.open(anna, "/aanmelden/controleren/")
    with anna.expect_navigation():
        anna.get_by_role("button", name="Verstuur mijn aanmelding").click()
    inspector.open(anna, "/aanmelden/verstuurd/")
    old = inspector.visit()
    old.goto(f"{inspector.home}/aanmelden/")
    old.get_by_label("Voor mijzelf").check()
    old.get_by_role("button", name="Verder").click()
    for label, typed in (("Dag", "1"), ("Maand", "1"), ("Jaar", "1910")):
        old.get_by_label(label).fill(typed)
    with old.expect_navigation():
        old.get_by_role("button", name="Verder").click()
    inspector.judge(old, "doubt")


def see_the_intake(inspector: Inspector, world: World) -> None:
    """A wrong link, and stopping."""
    inspector.open(inspector.visit(), "/uitnodiging/verzonnen/")
    person = inspector.visit(world.visitors["filling"])
    inspector.open(person, "/intake/2-1/")
    person.goto(f"{inspector.home}/intake/stoppen/")
    with person.expect_navigation():
        person.get_by_role("button", name="Stoppen").click()
    inspector.judge(person, "left")


def see_the_desk(inspector: Inspector, world: World) -> None:
    """An empty desk, a busy intake, a judged entry, a report and a long log."""
    daan = inspector.visit(world.visitors["other_therapist"])
    for address in ("/werk/", "/werk/wachtlijst/?urgency=2", "/werk/intakes/"):
        inspector.open(daan, address)
    noor = inspector.visit(world.visitors["therapist"])
    busy = Response.objects.exclude(id__in=Response.objects.submitted()).first()
    assert busy
    inspector.open(noor, reverse("intake:reading", args=[busy.id]))
    judged = reverse("intake:triage", args=[judged_for_another().id])
    inspector.open(noor, judged)
    owner = inspector.visit(world.visitors["owner"])
    by = Account.objects.holding(Role.OWNER).get().id
    draft = ImportDraft.objects.create(source=SHOULDER.read_text(), by=str(by))
    inspector.open(owner, reverse("intake:questionnaire_draft", args=[draft.id]))
    inspector.open(owner, "/beheer/logboek/")


def see_the_recovery_sheet(inspector: Inspector, world: World) -> None:
    """An owner outside the team shows a new sheet, tries it, and lets Noor back in."""
    owner = inspector.visit(world.visitors["owner"])
    former = recovery.make(keys.founder())
    team.dismiss(TriageDuty.objects.get().account.id)
    inspector.open(owner, reverse("accounts:recovery_put_back"))
    owner.goto(f"{inspector.home}{reverse('accounts:recovery')}")
    with owner.expect_navigation():
        type_over(owner, former.shares[:2], "Toon op het scherm")
    inspector.judge(owner, "recovery sheet")
    shown = [each.inner_text() for each in owner.locator("ol.secret").all()]
    owner.goto(f"{inspector.home}{reverse('accounts:recovery_test')}")
    with owner.expect_navigation():
        type_over(owner, shown[:2], "Test het herstelblad")
    inspector.judge(owner, "recovery tested")


def see_the_keys(inspector: Inspector, world: World) -> None:
    """Noor waits, somebody left, older files wait, and nothing was made yet."""
    owner = inspector.visit(world.visitors["owner"])
    noor = inspector.visit(world.visitors["therapist"])
    daan = inspector.visit(world.visitors["other_therapist"])
    page, sheet = reverse("accounts:keys"), reverse("accounts:recovery")
    for address in (page, "/werk/", reverse("accounts:not_admitted")):
        inspector.open(noor, address)
    make_staff("Bram Vertrokken", Role.THERAPIST).close(by=SEED_ACTOR)
    inspector.open(owner, page)
    team.succeed(by=keys.founder(), sheets=recovery.standing())
    inspector.open(owner, page)
    for address in (page, "/werk/"):
        inspector.open(daan, address)
    keys.forget_sheet_was_tried()
    inspector.open(owner, sheet)
    keys.forget_team()
    for address in (page, sheet):
        inspector.open(owner, address)


def type_over(page: Page, two: Sequence[str], button: str) -> None:
    """Type two shares and press the button."""
    page.get_by_label("De woorden van een deel").fill(two[0])
    page.get_by_label("De woorden van een ander deel").fill(two[1])
    page.get_by_role("button", name=button).click()


def judged_for_another() -> WaitlistEntry:
    """Noor judged, and Daan treats."""
    entry = make_entry("Beoordeelde Persoon")
    noor = TriageDuty.objects.get().account
    daan = Account.objects.with_email("daan@praktijk.example").get()
    by = Actor.staff(noor.id, Role.THERAPIST)
    triage(entry.id, urgency=Urgency.NORMAL, therapist=daan, by=by)
    return entry


def see_what_goes_wrong(inspector: Inspector, world: World) -> None:
    """The pages of errors."""
    for address in ("stuk", "onzin", "te-vaak", "bestaat-niet", "medewerker/verzonnen"):
        inspector.open(inspector.visit(), f"/{address}/")
    owner = inspector.visit(world.visitors["owner"])
    sent = Response.objects.submitted().get()
    inspector.open(owner, reverse("intake:reading", args=[sent.id]))
    inspector.open(owner, reverse("accounts:not_admitted"))
    stale = inspector.visit()
    stale.goto(f"{inspector.home}/inloggen/")
    stale.context.clear_cookies()
    inspector.send_empty(stale)
    inspector.judge(stale, "csrf")
