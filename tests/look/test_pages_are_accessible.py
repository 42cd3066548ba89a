"""Every pattern and error state, seen by axe: narrow and wide, light and dark."""

from importlib.resources import files
from typing import Any, Literal

import pytest
from playwright.sync_api import Page

AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = [
    "form/born/",
    "form/born/wrong/",
    "form/for-whom/",
    "form/for-whom/wrong/",
    "form/phone/wrong/",
    "form/everything/",
    "form/everything/wrong/",
    "parts/",
    "desk/",
    "errors/404/",
    "errors/429/",
    "errors/500/",
    "errors/csrf/",
    "desk/errors/403/",
]


def violations(page: Page) -> list[dict[str, Any]]:
    page.evaluate(AXE)
    found = page.evaluate(
        "tags => axe.run({runOnly: tags, resultTypes: ['violations']})", TAGS
    )
    ran = {r["id"] for kind in ("passes", "inapplicable") for r in found[kind]}
    assert "target-size" in ran | {r["id"] for r in found["violations"]}
    return [
        {"rule": v["id"], "nodes": [n["html"] for n in v["nodes"]]}
        for v in found["violations"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_nobody_is_kept_out(
    server: str, page: Page, width: int, scheme: Literal["light", "dark"]
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for address in PAGES:
        page.goto(f"{server}/{address}")
        assert violations(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
            f"{address} scrolls sideways"
        )
    wrong = [text for text in said if "Content Security Policy" in text]
    assert wrong == []


def test_noor_is_taken_to_the_wrong_part_of_her_answer(server: str, page: Page) -> None:
    page.goto(f"{server}/form/born/wrong/")
    summary = page.locator(".error-summary")
    assert page.title().startswith("Fout: Stap 2 van 6: Wat is uw geboortedatum?")
    assert summary.evaluate("each => each === document.activeElement")
    summary.get_by_role("link").click()
    assert page.evaluate("document.activeElement.id") == "id_when_1"
    month = page.get_by_label("Maand")
    assert month.get_attribute("aria-invalid") == "true"
    assert page.get_by_label("Dag").get_attribute("aria-invalid") is None


def test_every_line_of_the_summary_leads_to_a_control(server: str, page: Page) -> None:
    page.goto(f"{server}/form/everything/wrong/")
    links = page.locator(".error-summary a")
    for link in links.all():
        control = page.locator(link.get_attribute("href") or "missing")
        assert control.count() == 1
        assert control.is_enabled()
        text = link.inner_text()
        assert page.locator(".error", has_text=text).count() >= 1


def test_without_javascript_the_summary_still_has_the_focus(
    server: str, new_context: Any
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{server}/form/everything/wrong/")
    assert page.locator(".error-summary:focus").count() == 1


def test_forms_ask_nothing_of_the_browser(server: str, page: Page) -> None:
    page.goto(f"{server}/form/everything/")
    forbidden = "[required], [placeholder], [maxlength], [type=number], [accesskey]"
    assert page.locator(forbidden).count() == 0
    assert page.locator("main form:not([novalidate])").count() == 0


def test_the_error_is_read_before_the_hint(server: str, page: Page) -> None:
    page.goto(f"{server}/form/everything/wrong/")
    email = page.get_by_label("E-mailadres")
    assert email.get_attribute("aria-describedby") == "id_email_error id_email_hint"
    assert email.input_value() == "anna"
    assert email.get_attribute("aria-invalid") == "true"


def test_a_password_can_be_looked_at_and_a_limit_counts(
    server: str, page: Page
) -> None:
    page.goto(f"{server}/form/everything/")
    secret = page.locator("#id_password")
    page.get_by_role("button", name="Toon wachtwoord").click()
    assert secret.get_attribute("type") == "text"
    page.locator("#id_story").fill("a" * 501)
    assert page.locator("#id_story_count").inner_text() == "U heeft 1 teken te veel"
