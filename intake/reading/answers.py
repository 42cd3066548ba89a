"""The answers of one response, laid out to be read in the patient's order."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils import translation

from intake.questionnaires.summaries import Line, summary
from intake.responses.reading import OpenResponse


@dataclass(frozen=True, repr=False)
class Block:
    """Questions that belong together: one row of a list, or what stands outside."""

    title: str
    lines: Sequence[Line]


@dataclass(frozen=True, repr=False)
class Part:
    """One section of the questionnaire."""

    number: int
    title: str
    blocks: Sequence[Block]


def parts(opened: OpenResponse) -> list[Part]:
    """Give question and answer in the language and the order they were given."""
    language = opened.response.language
    with translation.override(language):
        found = summary(
            opened.layout, opened.visibility, language=language, with_skipped=True
        )
    return [
        Part(part.number, part.title, _blocks(part.lines, opened, language))
        for part in found
    ]


def _blocks(lines: Sequence[Line], opened: OpenResponse, language: str) -> list[Block]:
    blocks: list[Block] = []
    numbers: dict[str, int] = {}
    for (address, row), members in groupby(lines, key=lambda e: (e.address, e.row)):
        if row:
            numbers[address] = numbers.get(address, 0) + 1
            page = opened.layout.page(address)
            heading = page.heading.text_in(language) if page else ""
            blocks.append(Block(f"{heading} ({numbers[address]})", list(members)))
        elif blocks and not blocks[-1].title:
            blocks[-1] = Block("", [*blocks[-1].lines, *members])
        else:
            blocks.append(Block("", list(members)))
    return blocks
