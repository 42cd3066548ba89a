"""A browser in somebody's hands, and what it must never see."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    Response,
)

PICTURES = os.environ.get("INTAKT_PICTURES", "")
COOKIES = {"session", "csrftoken", "language"}
MOST_BYTES = 100_000  # of a patient's page with all that belongs to it (UX G5)
WEIGHT = """
  [...performance.getEntriesByType("navigation"),
   ...performance.getEntriesByType("resource")]
    .reduce((sum, each) => sum + each.encodedBodySize, 0)
"""


@dataclass
class Watch:
    """What pages do besides showing themselves: say, fetch, keep."""

    context: BrowserContext
    home: str
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.on("console", self._heard)
        self.context.on("weberror", lambda error: self.wrong.append(str(error.error)))
        self.context.on("request", self._asked)
        self.context.on("response", self._answered)

    def _heard(self, message: ConsoleMessage) -> None:
        # Chromium counts a page with status 422 or 403 as a failed resource too;
        # what a page fetches is judged in _answered.
        is_status = message.text.startswith("Failed to load resource")
        if message.type in {"error", "warning"} and not is_status:
            self.wrong.append(message.text)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:")):
            self.wrong.append(f"asked {request.url}")

    def _answered(self, response: Response) -> None:
        if response.request.resource_type == "document":
            if response.status >= 500:
                self.wrong.append(f"{response.status} at {response.url}")
        elif response.status >= 400:
            self.wrong.append(f"{response.status} for {response.url}")

    def judge(self) -> None:
        """Nothing was said, fetched elsewhere, or kept but three cookies."""
        cookies = {cookie.get("name", "") for cookie in self.context.cookies()}
        assert self.wrong == []
        assert cookies <= COOKIES


@dataclass
class Visitor:
    """Somebody at a page; every step waits for the next page and weighs it."""

    page: Page
    home: str
    most_bytes: int = MOST_BYTES

    @property
    def path(self) -> str:
        """Where they are."""
        return urlsplit(self.page.url).path

    @property
    def heading(self) -> str:
        """What the page is called."""
        return self.page.locator("h1").inner_text()

    def open(self, address: str) -> int:
        """Open an address, with or without the home; return the status."""
        there = address if address.startswith("http") else f"{self.home}{address}"
        response = self.page.goto(there)
        self._arrived()
        assert response
        return response.status

    def press(self, name: str) -> None:
        """Press a button that leads to another page."""
        self.go(self.page.get_by_role("button", name=name, exact=True))

    def follow(self, name: str) -> None:
        """Follow a link."""
        self.go(self.page.get_by_role("link", name=name, exact=True))

    def go(self, there: Locator, *, twice: bool = False) -> None:
        """Press something, impatiently if twice, and wait for the page."""
        with self.page.expect_navigation():
            (there.dblclick if twice else there.click)()
        self._arrived()

    def type(self, label: str, text: str) -> None:
        """Fill in the control with this label."""
        self.page.get_by_label(label, exact=True).fill(text)

    def choose(self, label: str) -> None:
        """Choose a radio or checkbox."""
        self.page.get_by_label(label, exact=True).check()

    def picture(self, name: str) -> None:
        """Keep a picture, if asked for."""
        if PICTURES:
            width = (self.page.viewport_size or {"width": 0})["width"]
            path = Path(PICTURES) / f"{name}-{width}.png"
            self.page.screenshot(path=path, full_page=True)

    def _arrived(self) -> None:
        assert self.page.evaluate(WEIGHT) <= self.most_bytes, self.page.url
        self.picture(f"{self.path.strip('/').replace('/', '-') or 'start'}"[:60])
