"""A small browser for a portal in other processes: cookies, links and forms."""

import re
import urllib.error
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from typing import NamedTuple
from urllib.parse import urlencode, urljoin

Pairs = list[tuple[str, str]]
SETTLED = 60  # seconds to wait for an answer


class Control(NamedTuple):
    """A control of a form: what the browser would send for it untouched."""

    name: str
    value: str
    kind: str
    is_sent: bool


@dataclass
class Form:
    """A form of a page."""

    action: str
    controls: list[Control] = field(default_factory=list)

    def asked(self) -> list[str]:
        """Name what is asked, in order, each once."""
        shown = (each.name for each in self.controls if each.kind != "hidden")
        return list(dict.fromkeys(shown))

    def filled(self, values: dict[str, str]) -> Pairs:
        """Give what is sent with these values filled in."""
        kept = [
            (each.name, each.value)
            for each in self.controls
            if each.is_sent and each.name not in values
        ]
        return [*kept, *values.items()]


class _Forms(HTMLParser):
    """Finds the forms of the main part: not the language, not signing out."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._in_main = False
        self._text_area = ""
        self._text = ""
        self.feed(html)

    def handle_starttag(
        self, tag: str, attributes: list[tuple[str, str | None]]
    ) -> None:
        facts = {name: value or "" for name, value in attributes}
        if tag == "main":
            self._in_main = True
        elif tag == "form" and self._in_main and facts.get("method") == "post":
            self.found.append(Form(facts.get("action", "")))
        elif tag == "textarea":
            self._text_area, self._text = facts.get("name", ""), ""
        elif tag == "input" and self.found and facts.get("name"):
            self._keep(facts)

    def handle_data(self, data: str) -> None:
        if self._text_area:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self._in_main = False
        elif tag == "textarea" and self._text_area:
            text = self._text.removeprefix("\n")
            self._add(Control(self._text_area, text, "textarea", is_sent=True))
            self._text_area = ""

    def _keep(self, facts: dict[str, str]) -> None:
        kind = facts.get("type", "text")
        is_sent = kind not in {"radio", "checkbox"} or "checked" in facts
        value = facts.get("value", "on" if kind == "checkbox" else "")
        self._add(Control(facts["name"], value, kind, is_sent))

    def _add(self, control: Control) -> None:
        if self.found and self._in_main:
            self.found[-1].controls.append(control)


class Page(NamedTuple):
    """An answer of the portal."""

    status: int
    address: str
    html: str

    def forms(self) -> list[Form]:
        """List the forms one can send."""
        return _Forms(self.html).found

    def form(self, action: str = "") -> Form:
        """Find the first form whose action holds these words."""
        found = [each for each in self.forms() if action in each.action]
        assert found, f"no form at {self.address}"
        return found[0]

    def find(self, pattern: str) -> str:
        """Find text by a pattern with one group."""
        found = re.search(pattern, self.html)
        assert found, f"{pattern} is not at {self.address} ({self.status})"
        return found[1]


class Browser:
    """Somebody's browser, with cookies of its own."""

    def __init__(self, address: str) -> None:
        self.address = address
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(cookies)

    def get(self, path: str) -> Page:
        """Open a page, following redirects."""
        return self._open(urljoin(self.address, path), None)

    def send(
        self, page: Page, *, action: str = "", button: str = "", **values: str
    ) -> Page:
        """Fill in a form, send it (by a button with an address of its own)."""
        form = page.form(action)
        target = urljoin(page.address, button or form.action or page.address)
        return self._open(target, form.filled(values))

    def answer(self, page: Page, typed: Iterable[str]) -> Page:
        """Fill in what a page asks, in order; it must be accepted."""
        names = page.form().asked()
        after = self.send(page, **dict(zip(names, typed, strict=True)))
        assert after.status == 200, f"{after.status} at {after.address}"
        return after

    def _open(self, address: str, pairs: Pairs | None) -> Page:
        data = None if pairs is None else urlencode(pairs).encode()
        request = urllib.request.Request(address, data)  # noqa: S310 - our own portal
        try:
            with self._opener.open(request, timeout=SETTLED) as answer:
                return Page(answer.status, answer.url, answer.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                return Page(error.code, str(error.url), error.read().decode())
