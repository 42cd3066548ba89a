"""A whole sign-up on a phone, by touch and by keyboard, with axe at every step."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response, expect
from pytest_django.live_server_helper import LiveServer
from pytest_playwright import CreateContextCallback

from intake.waitlist.models import WaitlistEntry
from tests.signup.conftest import Visitor
from tests.signup.test_sending import mailed_code

pytestmark = pytest.mark.django_db(
    databases=["default", "keys"], transaction=True, serialized_rollback=False
)

Look = Callable[[str], None]
SCROLLS = "document.documentElement.scrollWidth > window.innerWidth"


@pytest.fixture
def look(page: Page) -> Look:
    """Check what is on the screen with axe; keep pictures if asked."""
    folder = os.environ.get("INTAKT_PICTURES")

    def check(name: str) -> None:
        for width in (320, 1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            assert not page.evaluate(SCROLLS), f"{name} scrolls at {width}"
            if folder:
                path = Path(folder) / f"{name}-{width}.png"
                page.screenshot(path=path, full_page=True)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()

    return check


def ask_again(page: Page, look: Look, name: str) -> None:
    """Look at a question, and at what it says to somebody who gives no answer."""
    look(name)
    forward(page)
    assert page.title().startswith("Fout: ")
    assert page.locator(".error-summary:focus").count() == 1
    look(f"{name}-wrong")


def forward(page: Page) -> None:
    page.get_by_role("button", name="Verder").click()


def test_a_mother_signs_up_her_child_on_a_phone(
    page: Page, live_server: LiveServer, visitor: Visitor, look: Look
) -> None:
    page.goto(live_server.url)
    look("start")
    page.get_by_role("link", name="Begin met aanmelden").click()
    say_who(page, look)
    say_how_to_reach_her(page, look)
    say_what_it_is_about(page, look)
    look("check")
    page.get_by_role("button", name="Verstuur mijn aanmelding").click()
    look("done")
    reference = WaitlistEntry.objects.get().reference
    assert page.locator(".reference").inner_text() == reference
    confirm_the_address(page, look)
    page.context.clear_cookies()
    page.reload()
    look("unknown")


def say_who(page: Page, look: Look) -> None:
    ask_again(page, look, "for-whom")
    page.get_by_label("Voor mijn kind").check()
    forward(page)
    ask_again(page, look, "birth-date")
    page.get_by_label("Dag").fill("3")
    page.get_by_label("Maand").fill("mrt")
    page.get_by_label("Jaar").fill("1990")
    forward(page)
    look("doubt-age")
    page.get_by_role("link", name="Nee, ik wil het aanpassen").click()
    page.get_by_label("Jaar").fill("2013")
    forward(page)
    ask_again(page, look, "name")
    page.get_by_label("Voornaam of voorletters").fill("Sam")
    page.get_by_label("Achternaam").fill("O'Neill")
    forward(page)
    ask_again(page, look, "carer")
    page.get_by_label("Voornaam of voorletters").fill("Fatima")
    page.get_by_label("Achternaam").fill("El Amrani")
    page.get_by_label("Ouder met gezag").check()
    forward(page)


def say_how_to_reach_her(page: Page, look: Look) -> None:
    ask_again(page, look, "contact")
    page.get_by_label("E-mailadres").fill("fatima@gmial.com")
    page.get_by_label("Per e-mail", exact=True).check()
    forward(page)
    look("doubt-address")
    page.get_by_role("button", name="Ja, het is fatima@gmial.com").click()
    look("own-contact")
    forward(page)


def say_what_it_is_about(page: Page, look: Look) -> None:
    ask_again(page, look, "why")
    page.get_by_label("De rug").check()
    page.get_by_label("Wilt u er iets over vertellen?").fill("Na het turnen.")
    assert "486" in page.locator(".count").inner_text()
    forward(page)
    look("when")
    any_moment = page.get_by_label("Maakt niet uit")
    any_moment.check()
    page.get_by_label("Maandag ochtend").check()
    assert not any_moment.is_checked()
    look("when-chosen")
    forward(page)
    look("information")
    forward(page)


def confirm_the_address(page: Page, look: Look) -> None:
    page.get_by_role("button", name="Bevestig mijn e-mailadres").click()
    look("done-wrong")
    page.get_by_label("Code uit de e-mail").fill(mailed_code("fatima@gmial.com"))
    page.get_by_role("button", name="Bevestig mijn e-mailadres").click()
    look("done-confirmed")
    assert page.get_by_text("Uw e-mailadres is bevestigd.").count() == 1


def test_a_14_year_old_without_javascript_and_with_the_keyboard_only(
    live_server: LiveServer, visitor: Visitor, new_context: CreateContextCallback
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/aanmelden/")
    page.get_by_label("Voor mijzelf").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.get_by_label("Dag").focus()
    page.keyboard.type("3")
    page.keyboard.press("Tab")
    page.keyboard.type("maart")
    page.keyboard.press("Tab")
    page.keyboard.type("2012")
    page.keyboard.press("Enter")
    page.get_by_label("Voornaam of voorletters").fill("Sam")
    page.get_by_label("Achternaam").fill("O'Neill")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Wie is uw ouder of voogd?"
    )


def test_the_pages_are_light(
    page: Page, live_server: LiveServer, visitor: Visitor
) -> None:
    weights: dict[str, int] = {}

    def weigh(response: Response) -> None:
        weights[response.url] = len(response.body())

    page.on("response", weigh)
    page.goto(live_server.url)
    assert sum(weights.values()) < 100_000, weights
