"""People of a Dutch practice, and a plain search through them as a second opinion.

Written without looking at `patients.names`: its own way of writing letters bare.
"""

import re
from typing import Final, NamedTuple


class Named(NamedTuple):
    """A name as somebody filled it in."""

    given: str
    infix: str
    family: str
    preferred: str = ""


PEOPLE: Final = (
    Named("Zoë", "de", "Boer"),
    Named("René", "van der", "Heijden"),
    Named("Anne-Marie", "", "Jansen-de Vries"),
    Named("Jan", "", "Janssen"),
    Named("Jansje", "", "Jansz", "Jans"),
    Named("Sjaan", "in 't", "Veld"),
    Named("Françoise", "", "D'Hondt", "Fran"),
    Named("Søren", "", "Ørsted"),
    Named("Esra", "", "Yılmaz"),
    Named("Łukasz", "", "Wójcik"),
    Named("Jürgen", "", "Groß"),
    Named("Björn", "ten", "Brink"),
    Named("Ĳsbrand", "van", "Dĳk"),
    Named("IJsbrand", "van", "Dijk"),
    Named("Noël", "", "O'Brien"),
    Named("Siobhán", "", "O’Neill"),
    Named("Yi", "", "Li"),
    Named("Bo", "van ’t", "Hof"),
    Named("Nguyễn", "", "Van"),
    Named("Ana María", "", "López García"),
    Named("Mustafa", "", "Al-Khatib"),
    Named("Jean-Luc", "des", "Bouvrie"),
    Named("J.", "de", "Wit"),
    Named("ROBERTUS", "VAN DEN", "BERG", "Bob"),
    Named("willem", "", "van den berg"),
)

_BARE: Final = {
    **dict.fromkeys("áàâäãå", "a"),
    **dict.fromkeys("éèêëễ", "e"),
    **dict.fromkeys("íìîïı", "i"),
    **dict.fromkeys("óòôöõø", "o"),
    **dict.fromkeys("úùûü", "u"),
    "ç": "c",
    "ł": "l",
    "ñ": "n",
    "ß": "ss",
    "ĳ": "ij",
}
_SMALL_WORDS: Final = {
    *("de", "den", "der", "des", "d", "da", "das", "del", "della", "di", "die"),
    *("do", "dos", "du", "van", "von", "vom", "vor", "voor", "ten", "ter", "te"),
    *("to", "toe", "tot", "thor", "tho", "thoe", "in", "uit", "uijt", "unter"),
    *("aan", "af", "al", "bij", "op", "over", "of", "met", "en", "ende", "el"),
    *("het", "t", "s", "l", "la", "las", "le", "les", "lo", "los", "zu", "zum", "zur"),
}


def bare(text: str) -> str:
    return "".join(_BARE.get(each, each) for each in text.lower())


def heard(name: Named) -> set[str]:
    """The words that somebody at the desk could hear of a name."""
    found = set()
    for text in (name.given, name.preferred, name.family):
        joined = re.sub("['’]", "", bare(text))
        apart = re.sub("['’]", " ", bare(text))
        found |= set(re.split("[ .-]+", joined)) | set(re.split("[ .-]+", apart))
    spoken = {re.sub("['’]", "", each) for each in re.split("[ -]", bare(name.family))}
    if not spoken <= _SMALL_WORDS:
        given = set(re.split("[ .-]+", bare(f"{name.given} {name.preferred}")))
        found -= _SMALL_WORDS - given
    return found - {""}


def searched(typed: str) -> set[Named]:
    """Go through everybody and keep whose name has each word, as far as typed."""
    asked = re.split("[ .-]+", re.sub("['’]", "", bare(typed)).strip())
    asked = [each for each in asked if each not in {"", *_SMALL_WORDS}] or asked
    return {
        name
        for name in PEOPLE
        if all(
            any(part.startswith(word) for part in heard(name))
            if max(map(len, asked)) > 2
            else word in heard(name)
            for word in asked
        )
    }
