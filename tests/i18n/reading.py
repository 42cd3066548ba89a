"""What a reader sees or hears of a page, and which Dutch is left in it."""

import re
from html.parser import HTMLParser
from typing import Final

VOID: Final = {"br", "hr", "img", "input", "link", "meta", "col", "source", "wbr"}
UNSEEN: Final = {"script", "style"}
SPOKEN: Final = {"alt", "aria-label", "data-label", "placeholder", "title"}
ASKING: Final = {"input", "select", "textarea"}
# Words that English does not have; "van" is in names and "is" in both.
DUTCH: Final = re.compile(
    r"\b(aan|als|bij|dan|dat|de|deze|die|een|geen|heeft|het|hier|hoe|ik|kan|kies"
    r"|kunt|met|moet|naar|niet|nog|ook|uur|uw|vul|voor|wacht|wij|wordt|zijn)\b",
    re.IGNORECASE,
)
Attributes = list[tuple[str, str | None]]


def dutch_in(text: str) -> list[str]:
    """Return the Dutch words, each with what stands around it."""
    found = DUTCH.finditer(text)
    return [text[max(0, each.start() - 30) : each.end() + 30] for each in found]


class Reader(HTMLParser):
    """Text and spoken attributes of a page, without what says it is not English."""

    def __init__(self, html: str) -> None:
        """Read a page."""
        super().__init__()
        self._open: list[tuple[str, bool]] = []
        self._pieces: list[str] = []
        self.feed(html)
        self.text = " ".join(" ".join(self._pieces).split())

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Note whether what follows is for an English reader."""
        own = dict(attrs)
        foreign = own.get("lang", "en") != "en" or own.get("translate") == "no"
        unread = foreign or tag in UNSEEN or self._is_unread
        if tag not in VOID:
            self._open.append((tag, unread))
        if not unread:
            self._pieces += [text or "" for name, text in attrs if name in SPOKEN]

    def handle_endtag(self, tag: str) -> None:
        """Leave the element, and any that was not closed in it."""
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Keep what is read."""
        if not self._is_unread:
            self._pieces.append(data)

    @property
    def _is_unread(self) -> bool:
        return bool(self._open) and self._open[-1][1]


class Forms(HTMLParser):
    """What a browser would send if somebody filled in nothing at all."""

    def __init__(self, html: str) -> None:
        """Find the forms of a page that ask something and are sent to itself."""
        super().__init__()
        self._hidden: dict[str, str] = {}
        self._is_own = self._asks = False
        self.untouched: list[dict[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Begin a form, or note one of its controls."""
        own = {name: value or "" for name, value in attrs}
        if tag == "form":
            is_own = own.get("method") == "post" and not own.get("action")
            self._hidden, self._is_own, self._asks = {}, is_own, False
        elif own.get("type") == "hidden":
            self._hidden[own["name"]] = own.get("value", "")
        else:
            self._asks |= tag in ASKING

    def handle_endtag(self, tag: str) -> None:
        """Keep a form that is ours and asks something."""
        if tag == "form" and self._is_own and self._asks:
            self.untouched.append(self._hidden)
