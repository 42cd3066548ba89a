"""The import pages as the owner sees them, at both widths, and for everybody."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.questionnaires.making import control, file, item

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
FIXTURE = Path("tests/questionnaires/fixtures/shoulder-intake.json")
WIDTHS = {"phone": 320, "desk": 1280}


def look(page: Page, name: str) -> None:
    """Nobody is kept out, and nothing scrolls sideways."""
    for width_name, width in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": 800})
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        if folder := os.environ.get("INTAKT_PICTURES"):
            page.screenshot(path=f"{folder}/{name}-{width_name}.png", full_page=True)
        scrolls = "document.documentElement.scrollWidth > window.innerWidth"
        assert not page.evaluate(scrolls), f"{name} scrolls at {width}"


def test_olga_imports_a_questionnaire(
    page: Page, live_server: LiveServer, olga: Client, tmp_path: Path
) -> None:
    cookie = olga.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": cookie,
                "url": live_server.url,
            }
        ]
    )
    page.goto(f"{live_server.url}/beheer/vragenlijsten/")
    look(page, "questionnaires-none")
    page.get_by_role("link", name="Vragenlijst importeren").click()
    look(page, "import")
    page.get_by_label("Of plak hier").fill(
        file(item("a", "choice"), item("b", "choice")).decode()
    )
    page.get_by_role("button", name="Bekijk wat wij overnemen").click()
    look(page, "import-refused")

    mixed = tmp_path / "mixed.json"
    strange = item("c", "attachment"), item("d", extension=[control("hologram")])
    mixed.write_bytes(file(*strange, item("e", extension=[{"url": "urn:own"}])))
    page.get_by_label("Of plak hier").fill("")
    page.locator("#id_file").set_input_files(mixed)
    page.get_by_role("button", name="Bekijk wat wij overnemen").click()
    page.get_by_text("Niet ondersteund 1").wait_for()
    look(page, "import-report")
    page.get_by_role("button", name="Bewaar vragenlijst").click()
    look(page, "import-unaccepted")
    page.get_by_role("button", name="Niet bewaren").click()

    page.get_by_role("link", name="Vragenlijst importeren").click()
    page.locator("#id_file").set_input_files(FIXTURE)
    page.get_by_role("button", name="Bekijk wat wij overnemen").click()
    page.get_by_label("Ik heb gelezen").check()
    page.get_by_role("button", name="Bewaar vragenlijst").click()
    page.get_by_role("button", name="Neem in gebruik").click()
    page.get_by_role("button", name="Neem uit gebruik").wait_for()
    look(page, "questionnaire")
    page.goto(f"{live_server.url}/beheer/vragenlijsten/")
    look(page, "questionnaires")
