"""Sentences that are translated later, so that the engine needs no Django."""

from collections.abc import Mapping
from typing import ClassVar

Facts = Mapping[str, str | int]


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for the catalogue; `makemessages` knows this name."""
    return sentence


class Spoken(Exception):
    """An error with a sentence of its own for the person who can mend it."""

    sentence: ClassVar[str] = ""

    def __init__(self, path: str = "", **facts: str | int) -> None:
        """Say where it went wrong, and what the sentence needs to know."""
        super().__init__(type(self).__name__)
        self.path = path
        self.facts: Facts = facts
