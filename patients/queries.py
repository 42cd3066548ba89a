"""What somebody looks for: a name, a birth date, a telephone number or an address."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError

from accounts.date_parts import DatePartsField
from patients import names, phones
from patients.models import SearchToken

Purpose = SearchToken.Purpose
_DATE: Final = DatePartsField(called="")
_BETWEEN: Final = re.compile(r"[-/.\s]+")
_YEAR: Final = re.compile(r"\d{4}")
# As it is dialled: a BSN begins with neither, or is no number that is given out.
_DIALLED: Final = re.compile(r"[0+(][\d\s()./-]+")


class TooVague(Exception):
    """What was typed says too little to look for: a sentence says what to type."""


@dataclass(frozen=True, slots=True, repr=False)
class Query:
    """What to look for. Never printed."""

    purpose: Purpose
    # The indexed values that somebody must have, all of them.
    values: frozenset[str]
    # Of a name: the words it must hold, which truncated indexes only suggest.
    words: tuple[str, ...] = ()


def understand(typed: str) -> Query:
    """Read what somebody looks for; raises TooVague."""
    text = typed.strip()
    if "@" in text:
        return Query(Purpose.EMAIL, frozenset({text}))
    born = _date(text)
    if born:
        return Query(Purpose.BIRTH_DATE, frozenset({born.isoformat()}))
    if _DIALLED.fullmatch(text) and phones.can_be_dialled(text):
        return Query(Purpose.PHONE, frozenset({phones.e164(text)}))
    return _name(text)


def _name(text: str) -> Query:
    asked = names.without_infixes(names.words(text))
    # Numbers are nobody's name: a BSN or half a date is not looked for.
    letters = "".join(word for word in asked if not word.isdecimal())
    if len(letters) < names.SHORTEST:
        raise TooVague
    return Query(Purpose.NAME, frozenset(names.beginnings(asked)), tuple(asked))


def _date(text: str) -> date | None:
    """Read 1-5-1980, 01/05/1980, 1 mei 1980 and 1980-05-01."""
    parts = [part for part in _BETWEEN.split(text) if part]
    if parts and _YEAR.fullmatch(parts[0]):
        parts.reverse()
    if len(parts) != len(_DATE.widget.parts) or not _YEAR.fullmatch(parts[-1]):
        return None
    try:
        return _DATE.to_python(parts)
    except ValidationError:
        return None
