"""Seeing a BSN in a text: a waiting list never keeps one (RULES BSN-02)."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

LENGTH: Final = 9
WEIGHTS: Final = (9, 8, 7, 6, 5, 4, 3, 2, -1)
# Written in one piece, or in groups with one and the same sign between them.
RUNS: Final = tuple(re.compile(rf"\d+(?:[{sign}]\d+)*") for sign in (r"\s", ".", "-"))
GROUP: Final = re.compile(r"\d+")


def holds_bsn(text: str) -> bool:
    """Tell whether nine digits in a text pass the test of a BSN (BSN-05).

    One number of nine digits in eleven passes by chance: whoever meets that is
    told what we took it for.
    """
    return any(map(is_bsn, _nine_digits(unicodedata.normalize("NFKC", text))))


def is_bsn(digits: str) -> bool:
    """Tell whether nine digits pass the 11-test."""
    values = [int(digit) for digit in digits]
    total = sum(map(int.__mul__, WEIGHTS, values))
    return any(values) and total % 11 == 0


def _nine_digits(text: str) -> Iterator[str]:
    for pattern in RUNS:
        for run in pattern.findall(text):
            yield from _joined(GROUP.findall(run))


def _joined(groups: list[str]) -> Iterator[str]:
    """Yield neighbouring groups that make nine digits together.

    A group of one digit is no part of a BSN as people write it, but of a
    telephone number: +31 6 12345678.
    """
    for start in range(len(groups)):
        digits = ""
        for group in groups[start : start + LENGTH]:
            if len(group) == 1 or len(digits) >= LENGTH:
                break
            digits += group
            if len(digits) == LENGTH:
                yield digits
