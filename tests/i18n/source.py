"""The texts of the portal, read from the code without GNU gettext."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import polib
from django.utils.translation.template import templatize

ROOT: Final = Path(__file__).resolve().parents[2]
APPS: Final = (
    *("accounts", "audit", "consent", "crypto", "deploy"),
    *("intake", "outbox", "patients", "privacy"),
)
KINDS: Final = ("*.html", "*.txt")
CATALOGUE: Final = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
COMPILED: Final = CATALOGUE.with_suffix(".mo")
# How many of its arguments each function of ours translates.
MARKERS: Final = {
    "_": 1,
    "gettext": 1,
    "gettext_lazy": 1,
    "gettext_noop": 1,
    "ngettext": 2,
    "ngettext_lazy": 2,
}
LITERAL: Final = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
# What Django makes of a translated text in a template, before gettext reads it.
IN_TEMPLATE: Final = re.compile(rf"\b(?:n?gettext|_)\(({LITERAL}(?:, {LITERAL})?)")


def entries() -> list[polib.POEntry]:
    """The English catalogue, without its header."""
    return list(polib.pofile(str(CATALOGUE)))


def forms_of(entry: polib.POEntry) -> list[tuple[str, str]]:
    """Each Dutch form beside its English: one, or singular and plural."""
    if not entry.msgid_plural:
        return [(entry.msgid, entry.msgstr)]
    one, more = entry.msgstr_plural[0], entry.msgstr_plural[1]
    return [(entry.msgid, one), (entry.msgid_plural, more)]


def texts() -> set[str]:
    """Every Dutch text of the code and the templates, plural forms included."""
    code = (path for app in APPS for path in (ROOT / app).rglob("*.py"))
    shown = (path for kind in KINDS for path in (ROOT / "templates").rglob(kind))
    found = {text for path in code for text in _marked(path)}
    return found | {text for path in shown for text in _shown(path)}


def sentences(text: str) -> list[str]:
    """Cut a text where a sentence ends."""
    return [each for each in re.split(r"(?<=[.?!])\s+", text.strip()) if each]


def _marked(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            for argument in node.args[: MARKERS.get(node.func.id, 0)]:
                match argument:
                    case ast.Constant(value=str(text)):
                        yield text


def _shown(path: Path) -> Iterator[str]:
    written = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for call in IN_TEMPLATE.findall(written):
        yield from (ast.literal_eval(text) for text in re.findall(LITERAL, call))
