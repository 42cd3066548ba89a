"""The words of a name as people type them: bare letters, without infixes."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import Final

# What is found begins with at least so many letters (DESIGN §4).
SHORTEST: Final = 3
PREFIX_LENGTHS: Final = (3, 4, 5, 6)

# From the register's own table of infixes, and what our neighbours use.
INFIXES: Final = frozenset(
    (
        *("aan", "af", "al", "bij", "d", "da", "das", "de", "del", "della", "den"),
        *("der", "des", "di", "die", "do", "dos", "du", "el", "en", "ende", "het"),
        *("in", "l", "la", "las", "le", "les", "lo", "los", "met", "of", "op", "over"),
        *("s", "t", "te", "ten", "ter", "tho", "thoe", "thor", "to", "toe", "tot"),
        *("uijt", "uit", "unter", "van", "vom", "von", "voor", "vor"),
        *("zu", "zum", "zur"),
    )
)

# Letters that are no letter with a mark to Unicode, but are so to who types them.
_TYPED: Final = str.maketrans(
    dict.fromkeys("’‘‛ʼʻ`´′", "'")
    | {"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ð": "d"}
    | {"æ": "ae", "œ": "oe", "þ": "th", "ŋ": "n"}
)
_WORD: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


def words(typed: str) -> list[str]:
    """Return the words somebody typed; "O'Brien" is one, "Jansen-Vos" two."""
    return [word.replace("'", "") for word in _WORD.findall(_bare(typed))]


def without_infixes(found: Iterable[str]) -> list[str]:
    """Drop "van der" and its like, unless the name is nothing else."""
    kept = list(found)
    return [word for word in kept if word not in INFIXES] or kept


def parts(*, given_name: str, preferred_name: str, family_name: str) -> set[str]:
    """Return the words by which somebody's name is found."""
    given = _with_pieces(given_name) + _with_pieces(preferred_name)
    return {*given, *without_infixes(_with_pieces(family_name))}


def prefixes(word: str) -> set[str]:
    """Return the beginnings of a word that are indexed; a short word is its own."""
    return {word[:size] for size in PREFIX_LENGTHS if size <= len(word)} or {word}


def beginnings(asked: Collection[str]) -> set[str]:
    """Return what a name must have in the index to hold all words, as begun.

    Short words are looked up only where there are no others, and then whole: in
    "J. de Vries" the J is for who reads the name.
    """
    longer = [word for word in asked if len(word) >= SHORTEST]
    return set().union(*map(prefixes, longer or asked))


def holds(name: Collection[str], asked: Collection[str]) -> bool:
    """Tell whether each word begins some part of a name; words all short: is one."""
    if all(len(word) < SHORTEST for word in asked):
        return set(asked) <= set(name)
    return all(any(part.startswith(word) for part in name) for word in asked)


def _with_pieces(name: str) -> list[str]:
    """Return the words of a name, those with an apostrophe also in pieces."""
    whole = _WORD.findall(_bare(name))
    pieces = [piece for word in whole if "'" in word for piece in word.split("'")]
    return [word.replace("'", "") for word in whole] + pieces


def _bare(text: str) -> str:
    """Write letters without marks and case; ĳ becomes ij, ß ss, and ı i."""
    apart = unicodedata.normalize("NFKD", text.translate(_TYPED)).casefold()
    # Folding case can put marks on letters.
    apart = unicodedata.normalize("NFKD", apart)
    bare = "".join(each for each in apart if unicodedata.category(each)[0] != "M")
    return bare.translate(_TYPED)
