"""A small browser: cookies, redirects and forms, and it survives a dead server."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http import HTTPStatus
from http.client import HTTPConnection, RemoteDisconnected
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

FORM = "application/x-www-form-urlencoded"
PATIENCE = 60
MOST_REDIRECTS = 5


@dataclass(frozen=True)
class Form:
    """A form as it was rendered, and what was filled in."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    # What a person can fill in, in order.
    names: list[str] = field(default_factory=list)

    def fill(self, **answers: str) -> "Form":
        """Answer questions by name."""
        return Form(self.action, {**self.fields, **answers}, self.names)

    def answer(self, *answers: str) -> "Form":
        """Answer questions in order, whatever they are called."""
        return self.fill(**dict(zip(self.names, answers, strict=False)))

    @property
    def answers(self) -> list[str]:
        """What stood in the form, in order."""
        return [self.fields.get(name, "") for name in self.names]


@dataclass(frozen=True)
class Page:
    """What came back."""

    url: str
    status: int
    text: str

    @property
    def form(self) -> Form:
        """The page's own form."""
        return self.form_to(self.url)

    def form_to(self, action: str) -> Form:
        """The form that is sent to this address."""
        reader = FormReader(self.url)
        reader.feed(self.text)
        return next(form for form in reader.forms if form.action == action)


@dataclass
class Browser:
    """Somebody's browser."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def copy(self) -> "Browser":
        """The same browser at the same moment, to live on differently."""
        return Browser(self.port, dict(self.cookies))

    def open(self, url: str) -> Page:
        """Go to an address, and on to where it leads."""
        return self._follow(self._ask("GET", url))

    def submit(self, form: Form) -> Page:
        """Send a form, and go where it leads."""
        return self._follow(self.press(form))

    def submit_and_kill(self, form: Form, at: int) -> Page | None:
        """Send a form to a server that dies at a step; None without an answer."""
        try:
            return self.press(form, {"Die-At": str(at)})
        except (RemoteDisconnected, ConnectionResetError):
            return None

    def press(self, form: Form, headers: Mapping[str, str] | None = None) -> Page:
        """Send a form, and stop at the first answer."""
        more = {"Content-Type": FORM, **(headers or {})}
        return self._ask("POST", form.action, urlencode(form.fields), more)

    def _follow(self, page: Page) -> Page:
        for _ in range(MOST_REDIRECTS):
            if page.status != HTTPStatus.FOUND:
                break
            page = self._ask("GET", page.url)
        return page

    def _ask(
        self,
        method: str,
        url: str,
        body: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Page:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request(method, url, body, {**(headers or {}), "Cookie": cookie})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        for line in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        # What went wrong here must never be shown as it is.
        assert answer.status < HTTPStatus.INTERNAL_SERVER_ERROR, (method, url)
        return Page(answer.headers.get("Location", url), answer.status, text)


class FormReader(HTMLParser):
    """Reads forms as they were rendered; not the text of a textarea."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        facts = dict(attrs)
        if tag == "form":
            self.forms.append(Form(facts.get("action") or self.url))
        elif tag in {"input", "textarea", "select"} and self.forms:
            self._read_control(facts)

    def _read_control(self, facts: dict[str, Any]) -> None:
        form, name, kind = self.forms[-1], facts["name"], facts.get("type")
        if kind != "hidden" and name not in form.names:
            form.names.append(name)
        if kind not in {"radio", "checkbox"} or "checked" in facts:
            form.fields[name] = facts.get("value") or ""
