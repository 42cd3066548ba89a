"""Every template of the portal, and every form answered wrongly, judged by axe."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template import Template
from django.test import Client
from django.test.signals import template_rendered
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.roles import Role
from intake.models import Response
from intake.signup.path import FORMS
from tests.access.pages import PAGES, VISITORS
from tests.access.world import World, build
from tests.journeys.judging import SUMMARY, faults
from tests.staff import make_staff, signed_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.urls("tests.journeys.broken_pages"),
    pytest.mark.django_db(
        databases=["default", "keys"], transaction=True, serialized_rollback=False
    ),
]

FILES = {"accounts:recovery_codes_file", "intake:questionnaire_export", "health"}
TEMPLATES = Path(__file__).parents[2] / "templates"
# Everything that can be filled in, made empty.
EMPTY = """form => {
    for (const each of form.elements) {
        if (["radio", "checkbox"].includes(each.type)) each.checked = false;
        else if (each.tagName === "SELECT") each.selectedIndex = -1;
        else if (!["hidden", "submit", "button"].includes(each.type)) each.value = "";
    }
}"""


class Inspector:
    """Opens pages as this or that visitor, and keeps what was wrong with them."""

    def __init__(self, browser: Browser, home: str, arguments: dict[str, Any]) -> None:
        self.browser = browser
        self.home = home
        self.arguments = arguments
        self.found: dict[str, list[str]] = {}

    def visit(self, client: Client | None = None) -> Page:
        """Open a browser that goes on where a visitor was."""
        context = self.browser.new_context(locale="nl-NL")
        cookie = (client or Client()).cookies.get(settings.SESSION_COOKIE_NAME)
        if cookie:
            context.add_cookies(
                [{"name": "session", "value": cookie.value, "url": self.home}]
            )
        return context.new_page()

    def judge(self, page: Page, name: str) -> None:
        """Keep what is wrong with the page that is shown."""
        found = faults(page)
        if found:
            self.found[name] = found

    def open(self, page: Page, address: str) -> None:
        """Judge the page at an address, and what it says to empty answers."""
        page.goto(f"{self.home}{address}")
        self.judge(page, address)
        for at in range(page.locator("main form[method=post]:has(.field)").count()):
            page.goto(f"{self.home}{address}")
            self.send_empty(page, at)
            self.judge(page, f"{address} {at} empty")

    def send_empty(self, page: Page, at: int) -> None:
        """Send a form without an answer."""
        form = page.locator("main form[method=post]:has(.field)").nth(at)
        form.evaluate(EMPTY)
        with page.expect_navigation():
            form.locator("button").first.click()


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
    inspector = Inspector(browser, live_server.url, world.arguments)
    see_every_page(inspector, world)
    see_what_takes_a_few_steps(inspector, world)
    see_what_goes_wrong(inspector, world)
    every = {
        str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")
    }
    assert inspector.found == {}
    assert every - rendered == set()


def see_every_page(inspector: Inspector, world: World) -> None:
    """Every address, as the first visitor who gets it."""
    for name, row in PAGES.items():
        if "2" not in row or name in FILES:
            continue
        visitor = world.visitors[VISITORS[row.index("2")]]
        arguments = world.arguments.get(name.rpartition(":")[2], [])
        inspector.open(inspector.visit(visitor), reverse(name, args=arguments))


def see_what_takes_a_few_steps(inspector: Inspector, world: World) -> None:
    """Pages that no address leads to at once."""
    for slug in FORMS:
        page = inspector.visit(world.visitors["signing_up"])
        inspector.open(page, f"/aanmelden/{slug}/")


def see_what_goes_wrong(inspector: Inspector, world: World) -> None:
    """The pages of errors."""
    for address in ("stuk", "onzin", "te-vaak", "bestaat-niet", "medewerker/verzonnen"):
        inspector.open(inspector.visit(), f"/{address}/")
    owner = inspector.visit(world.visitors["owner"])
    inspector.open(owner, f"/werk/intakes/{Response.objects.submitted().get().id}/")
    page = inspector.visit()
    page.goto(f"{inspector.home}/inloggen/")
    page.context.clear_cookies()
    inspector.send_empty(page, 0)
    inspector.judge(page, "csrf")
