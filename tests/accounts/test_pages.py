"""The pages of signing in and of the staff, in a browser, at both widths."""

import base64
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts import demo
from accounts.models import Account, TOTPDevice
from accounts.models.second_factor import current_code
from accounts.roles import Role
from tests.staff import PASSWORD, signed_in

pytestmark = pytest.mark.django_db(
    databases=["default", "keys"], transaction=True, serialized_rollback=False
)

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


def test_noor_signs_in_for_the_first_time(
    page: Page, live_server: LiveServer, noor: Account, look: Look, settings: Settings
) -> None:
    settings.LOGIN_REDIRECT_URL = "/account/rol/"
    page.goto(f"{live_server.url}/inloggen/")
    look("sign-in")
    page.get_by_role("button", name="Inloggen").click()
    look("sign-in-empty")
    page.get_by_label("E-mailadres").fill("noor@praktijk.example")
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Inloggen").click()

    look("set-up-factor")
    key = page.locator("#key").inner_text()
    assert re.fullmatch(r"([A-Z2-7]{4} ?){8}", key)
    page.get_by_label("Code uit de app").fill(code_of(key))
    page.get_by_role("button", name="Bevestig").click()

    look("recovery-codes")
    code = page.locator("#codes li").first.inner_text()
    page.get_by_label("Een van uw herstelcodes").fill(code)
    page.get_by_role("button", name="Ik heb ze bewaard").click()
    page.wait_for_url("**/account/rol/")
    look("role")

    page.goto(f"{live_server.url}/account/herstelcodes/")
    look("recovery-codes-kept")
    page.get_by_role("button", name="Uitloggen").click()
    page.wait_for_url("**/uitgelogd/")
    look("signed-out")


def code_of(key: str) -> str:
    return current_code(base64.b32decode(key.replace(" ", "")))


def test_the_sign_in_page_of_a_demo(
    page: Page,
    live_server: LiveServer,
    noors_app: TOTPDevice,
    look: Look,
    settings: Settings,
) -> None:
    settings.DEMO = True
    demo.enter(noors_app.user, password=PASSWORD)
    page.goto(f"{live_server.url}/inloggen/?weg=1")
    look("sign-in-demo")
    page.get_by_label("E-mailadres").fill("noor@praktijk.example")
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Inloggen").click()
    look("second-factor")
    page.get_by_label("Code").first.fill("zzzz")
    page.get_by_role("button", name="Verder").click()
    look("second-factor-wrong")


def test_the_pages_of_the_staff(
    page: Page, live_server: LiveServer, olga: Account, noor: Account, look: Look
) -> None:
    browser = signed_in(Client(), olga, Role.OWNER)
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": "session", "value": cookie, "url": live_server.url}]
    )
    page.goto(f"{live_server.url}/beheer/medewerkers/uitnodigen/")
    look("staff-invite")
    page.get_by_role("button", name="Nodig uit").click()
    look("staff-invite-empty")
    page.get_by_label("Naam").fill("Sam de Boer")
    page.get_by_label("E-mailadres").fill("sam@praktijk.example")
    page.get_by_label("Balie").check()
    page.get_by_role("button", name="Nodig uit").click()
    page.wait_for_url("**/medewerkers/")
    look("staff")
    page.get_by_role("link", name="Beëindig Noor").click()
    look("staff-close")
