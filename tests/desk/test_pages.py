"""The desk in a browser: a day's work, accessible at both widths."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from accounts.roles import Role
from intake.waitlist.models import Urgency, WaitlistEntry
from intake.waitlist.verbs import triage
from tests.desk.conftest import Member, hire
from tests.factories import make_entry, make_location, make_version

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

Look = Callable[[str], None]
WIDTHS = {"phone": 320, "desk": 1280}


@pytest.fixture
def look(page: Page) -> Look:
    """Check what is on the screen with axe at both widths; keep a picture if asked."""
    folder = os.environ.get("INTAKT_PICTURES")

    def check(name: str) -> None:
        for width_name, width in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": 800})
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
            if folder:
                path = Path(folder) / f"{name}-{width_name}.png"
                page.screenshot(path=path, full_page=True)
            scrolls = "document.documentElement.scrollWidth > window.innerWidth"
            assert not page.evaluate(scrolls), f"{name} scrolls at {width}"

    return check


def sit_down(page: Page, member: Member, live_server: LiveServer) -> None:
    """Give a browser the session of a member of staff, and open the tasks."""
    name = settings.SESSION_COOKIE_NAME
    key = member.browser.cookies[name].value
    page.context.add_cookies([{"name": name, "value": key, "url": live_server.url}])
    page.goto(f"{live_server.url}/werk/")


def test_noor_judges_the_new_entries(
    page: Page, live_server: LiveServer, noor: Member, maria: WaitlistEntry, look: Look
) -> None:
    make_entry("Bram Smit", born=date(2013, 5, 1))
    sit_down(page, noor, live_server)
    look("desk-tasks")
    page.get_by_role("link", name="Beoordelen Maria Linden").click()
    look("desk-triage")
    page.get_by_role("button", name="Opslaan en volgende").click()
    look("desk-triage-wrong")
    page.get_by_label("Voorrang").check()
    triage(maria.id, urgency=Urgency.URGENT, therapist=noor.account, by=noor.actor)
    page.get_by_role("button", name="Opslaan en volgende").click()
    look("desk-triage-stale")
    assert page.get_by_label("Voorrang").is_checked()
    page.get_by_role("button", name="Opslaan en volgende").click()
    page.get_by_text("De beoordeling is opgeslagen.").wait_for()
    page.get_by_role("link", name="Past niet bij deze praktijk").click()
    assert page.get_by_label("Past niet bij deze praktijk").is_checked()
    look("desk-take-off")


def test_esra_finds_maria_invites_her_and_thinks_again(
    page: Page,
    live_server: LiveServer,
    esra: Member,
    waiting_maria: WaitlistEntry,
    look: Look,
) -> None:
    make_version()
    sit_down(page, esra, live_server)
    page.get_by_role("link", name="Wachtlijst").click()
    look("desk-waitlist")
    page.get_by_text("Filters", exact=True).click()
    page.get_by_label("Urgentie", exact=True).select_option("Spoed")
    page.get_by_role("button", name="Filter", exact=True).click()
    look("desk-waitlist-none")
    page.get_by_role("link", name="Wis alle filters").click()
    page.get_by_role("link", name="Uitnodigen Maria Linden").click()
    look("desk-invite")
    page.get_by_role("button", name="Nodig uit").click()
    look("desk-entry")
    page.get_by_role("link", name="Berichten").click()
    look("desk-outbox")
    page.go_back()
    page.get_by_role("button", name="Ongedaan maken").first.click()
    page.get_by_text(
        "De uitnodiging is ingetrokken. De e-mail gaat niet weg."
    ).wait_for()
    look("desk-entry-taken-back")


def test_ruth_decides_who_judges(
    page: Page, live_server: LiveServer, ruth: Member, noor: Member, look: Look
) -> None:
    hire("Daan Bakker", Role.THERAPIST)
    make_entry(location=make_location("Zeist"))
    make_entry("Bram Smit")
    sit_down(page, ruth, live_server)
    look("owner-tasks")
    page.get_by_role("link", name="Kiezen Zeist").click()
    look("judges")
    page.get_by_role("button", name="Laat stoppen Noor Osei, Utrecht").click()
    look("judges-refused")
    page.get_by_role("button", name="Laat beoordelen Daan Bakker, Zeist").click()
    page.get_by_text("Daan Bakker beoordeelt nu").wait_for()
    look("judges-begun")
    page.get_by_role("link", name="Locatie toevoegen").click()
    look("location-new")
    page.get_by_role("button", name="Voeg toe").click()
    look("location-new-wrong")
    page.get_by_role("link", name="Medewerkers").click()
    look("staff")
