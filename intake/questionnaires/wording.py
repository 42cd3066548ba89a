"""The engine's sentences in the language of the page."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from intake.questionnaires.answers import DATE
from intake.questionnaires.report import Note
from intake.questionnaires.sentences import Facts, Spoken

MONTH_LENGTH = len("2026-10")
YEAR_LENGTH = len("2026")


def say(problem: Spoken) -> str:
    """Say what is wrong and what to do."""
    return _fill(problem.sentence, problem.facts)


def say_what(note: Note) -> str:
    """Say what an import found."""
    return _fill(note.what, note.facts)


def say_shown(note: Note) -> str:
    """Say what the patient will see of it."""
    return _fill(note.shown, note.facts)


def say_date(written: str) -> str:
    """Write a FHIR date as people do: 16 oktober 2026, oktober 2026, 2026."""
    if len(written) == YEAR_LENGTH:
        return written
    if len(written) == MONTH_LENGTH:
        return date_format(date.fromisoformat(f"{written}-01"), "F Y")
    return date_format(date.fromisoformat(written), "j F Y")


def _fill(sentence: str, facts: Facts) -> str:
    shown = {name: _shown(value) for name, value in facts.items()}
    return (_(sentence) % shown).strip()


def _shown(value: str | int) -> str | int:
    if isinstance(value, str) and len(value) > YEAR_LENGTH and DATE.fullmatch(value):
        try:
            return say_date(value)
        except ValueError:
            return value
    return value
