"""Texts of a file with their translations, freed of markup."""

import re
from dataclasses import dataclass

from intake.questionnaires.definition import Text, base_language
from intake.questionnaires.reading import Node

FHIR = "http://hl7.org/fhir/StructureDefinition/"
TRANSLATION = FHIR + "translation"
STYLES = (FHIR + "rendering-style", FHIR + "rendering-styleSensitive")
RICH = (FHIR + "rendering-xhtml", FHIR + "rendering-markdown")

_TAG = re.compile(r"</?[a-zA-Z!?][^<>]*>")
_ELEMENT = re.compile(r"<(/?)(script|style|iframe|object)\b[^<>]*>?", re.IGNORECASE)
_UNSAFE = re.compile(
    r"<\s*/?\s*(script|style|iframe|object|embed|link|meta|base|form|svg|math)\b"
    r"|<[^<>]*\bon[a-z]+\s*=|<[^<>]*(javascript|vbscript|data)\s*:",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A text, and what was taken out of it."""

    text: Text
    had_markup: bool = False
    had_unsafe_markup: bool = False
    had_style: bool = False


def without_markup(text: str) -> str:
    """Take tags out; "<18 jaar" and "a < b" stay as they are."""
    before = None
    if "<" not in text:
        return text.strip()
    # A tag may appear when the one inside it goes, so until nothing changes;
    # each round removes at least three characters.
    for _ in range(20):
        if before == text:
            return text.strip()
        before, text = text, _TAG.sub("", _without_scripts(text))
    return text.replace("<", "").replace(">", "").strip()


def _without_scripts(text: str) -> str:
    """Cut elements out whole, in one pass whatever the text holds."""
    kept, start, inside = [], 0, ""
    for tag in _ELEMENT.finditer(text):
        closes, name = bool(tag[1]), tag[2].lower()
        if not inside and not closes:
            kept.append(text[start : tag.start()])
            start, inside = tag.start(), name
        elif closes and name == inside:
            start, inside = tag.end(), ""
    return "".join([*kept, text[start:]])


def read_text(node: Node, name: str, language: str) -> Reading:
    """Read `name` and its translations. Raises WrongShape."""
    written = node.text(name)
    beside = node.node(f"_{name}")
    rich = beside.extension(*RICH) if beside else None
    if not written.strip() and rich:
        written = rich.text("valueString") or rich.text("valueMarkdown")
    translations = _translations(beside) if beside else {}
    everything = [written, *translations.values()]
    text = Text(
        without_markup(written),
        base_language(language),
        tuple((code, without_markup(each)) for code, each in translations.items()),
    )
    return Reading(
        text,
        had_markup=rich is not None or any(map(_TAG.search, everything)),
        had_unsafe_markup=any(map(_UNSAFE.search, everything)),
        had_style=bool(beside and beside.extensions(*STYLES)),
    )


def _translations(beside: Node) -> dict[str, str]:
    found: dict[str, str] = {}
    for extension in beside.extensions(TRANSLATION):
        parts = {part.text("url"): part for part in extension.nodes("extension")}
        if "lang" in parts and "content" in parts:
            code = base_language(parts["lang"].text("valueCode"))
            content = parts["content"]
            said = content.text("valueString") or content.text("valueMarkdown")
            if code and said.strip():
                found.setdefault(code, said)
    return found
