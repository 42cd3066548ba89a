"""Goes through pages as this or that visitor, and keeps what was wrong."""

from dataclasses import dataclass, field

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page

from tests.journeys.judging import SUMMARY, faults

# Everything that can be filled in, made empty.
EMPTY = """form => {
    for (const each of form.elements) {
        if (["radio", "checkbox"].includes(each.type)) each.checked = false;
        else if (each.tagName === "SELECT") each.selectedIndex = -1;
        else if (!["hidden", "submit", "button"].includes(each.type)) each.value = "";
    }
}"""
FORMS = "main form[method=post]:has(.field)"


@dataclass
class Inspector:
    """What was seen, what said what to do, and what was wrong, by address."""

    browser: Browser
    home: str
    found: dict[str, list[str]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)

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
        if page.locator(SUMMARY).count():
            self.refused.add(name)

    def open(self, page: Page, address: str) -> None:
        """Judge the page at an address, and what it says to empty answers."""
        page.goto(f"{self.home}{address}")
        self.judge(page, address)
        for at in range(page.locator(FORMS).count()):
            page.goto(f"{self.home}{address}")
            self.send_empty(page, at)
            if page.locator(SUMMARY).count():
                self.judge(page, f"{address} empty {at}")

    def send_empty(self, page: Page, at: int = 0) -> None:
        """Send a form without an answer."""
        form = page.locator(FORMS).nth(at)
        form.evaluate(EMPTY)
        with page.expect_navigation():
            form.locator("button:not([type=button])").first.click()
