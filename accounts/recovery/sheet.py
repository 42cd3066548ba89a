"""What stands on a recovery sheet, in the reader's language, for paper and screen."""

import io
from typing import Final, TypedDict

import segno
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import practice
from crypto.recovery import Sheet

# Paper is folded and smudged: a quarter of the code may be lost.
QR_ERROR: Final = "q"


class Part(TypedDict):
    """What one keeper gets."""

    title: str
    words: list[str]
    qr: str
    qr_text: str


class Chapter(TypedDict):
    """What to do in one case."""

    title: str
    steps: list[str]


class Printed(TypedDict):
    """A whole sheet, in words."""

    title: str
    language: str
    practice: str
    date: str
    fingerprint_label: str
    fingerprint: str
    keeper_label: str
    words_title: str
    purpose_title: str
    purpose: list[str]
    care_title: str
    care: list[str]
    parts: list[Part]
    use_title: str
    use_intro: str
    use: list[Chapter]


def printed(sheet: Sheet) -> Printed:
    """Write a sheet in full; it is shown and kept nowhere."""
    count = len(sheet.shares)
    return {
        "title": _("Herstelblad"),
        "language": get_language() or "nl",
        "practice": practice.current().name,
        "date": date_format(timezone.localdate(), "j F Y"),
        "fingerprint_label": _("Kenmerk"),
        "fingerprint": sheet.fingerprint,
        "keeper_label": _("Wie bewaart dit deel, en waar?"),
        "words_title": _("De woorden"),
        "purpose_title": _("Waar is dit voor?"),
        "purpose": _purpose(),
        "care_title": _("Zo bewaart u het"),
        "care": _care(),
        "parts": [_part(*each, count) for each in enumerate(sheet.shares, start=1)],
        "use_title": _("Zo gebruikt u het herstelblad"),
        "use_intro": _(
            "U heeft altijd twee van de drie delen nodig. Welke, maakt niet uit."
        ),
        "use": _use(),
    }


def _part(number: int, words: str, count: int) -> Part:
    facts = {"number": number, "count": count}
    return {
        "title": _("Herstelblad, deel %(number)d van %(count)d") % facts,
        "words": words.split(),
        "qr": _qr(words),
        "qr_text": _("Dezelfde woorden als QR-code, deel %(number)d") % facts,
    }


def _qr(words: str) -> SafeString:
    # In capitals the code is a third smaller; letters and spaces is all it holds.
    drawn = io.BytesIO()
    code = segno.make(words.upper(), error=QR_ERROR, boost_error=False, micro=False)
    code.save(drawn, kind="svg", light="#fff", omitsize=True, xmldecl=False)
    # segno draws from a fixed list of words: no style, no script.
    return SafeString(drawn.getvalue().decode())


def _purpose() -> list[str]:
    return [
        _(
            "Met twee van de drie delen opent de praktijk haar gegevens weer als "
            "niemand er meer bij kan."
        ),
        _("Eén deel alleen opent niets en zegt niets."),
    ]


def _care() -> list[str]:
    return [
        _("Bewaar de drie delen op drie plekken, bij drie personen."),
        _("Maak geen foto of kopie. Bewaar de woorden nooit op computer of telefoon."),
        _("Geef ze nooit door per telefoon of e-mail, ook niet aan een helpdesk."),
        _("Kwijt of gestolen? Zeg het meteen. De praktijk maakt dan een nieuw blad."),
    ]


def _use() -> list[Chapter]:
    path = _("Sleutels → Herstelblad")
    return [
        {
            "title": _("Niemand kan de gezondheidsgegevens nog openen"),
            "steps": [
                _("Een praktijkhouder logt in en gaat naar ‘%(path)s’.")
                % {"path": path},
                _("Kies ‘Laat een behandelaar weer toe’ en kies wie."),
                _("Typ de woorden van twee delen over."),
            ],
        },
        {
            "title": _("Het sleutelbestand van de server is weg"),
            "steps": [
                _("De beheerder zet de databases terug en start het portaal niet."),
                _("De beheerder voert ‘manage.py recover_key_file’ uit."),
                _("Typ daar de woorden van twee delen over."),
            ],
        },
        {
            "title": _("Een deel is kwijt of gestolen"),
            "steps": [
                _("Een praktijkhouder gaat naar ‘%(path)s’.") % {"path": path},
                _("Maak een nieuw blad en typ twee delen ervan over."),
                _("Daarna opent het oude blad niets meer. Vernietig het."),
            ],
        },
        {
            "title": _("Elk jaar oefenen"),
            "steps": [
                _("Haal twee delen op en ga naar ‘%(path)s’.") % {"path": path},
                _("Typ de woorden over. Zo weet u dat het blad nog werkt."),
            ],
        },
        {
            "title": _("Voor wie dit portaal niet meer heeft"),
            "steps": [
                _(
                    "De woorden volgen de standaard SLIP-39: één groep, twee van "
                    "drie, zonder wachtwoord. Zij geven 32 bytes."
                ),
                _("Wat die bytes openen, staat in ‘crypto/README.md’ van Intakt."),
            ],
        },
    ]
