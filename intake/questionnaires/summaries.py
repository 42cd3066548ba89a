"""Answers to read back: for the person (UX P21) and for the therapist (S9)."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from intake.questionnaires.answers import Answer, Answers, is_unknown, rows
from intake.questionnaires.definition import NUMBERS, Item, ItemType
from intake.questionnaires.fields import label_of
from intake.questionnaires.journey import is_asked
from intake.questionnaires.logic import Visibility
from intake.questionnaires.pages import Layout, Page, PageKind, Section
from intake.questionnaires.wording import say_date


class State(StrEnum):
    """How a question was answered; the three ways of not answering stay apart."""

    ANSWERED = "answered"
    UNKNOWN = "unknown"
    EMPTY = "empty"
    SKIPPED = "skipped"  # not asked, because of another answer


@dataclass(frozen=True, slots=True)
class Line:
    """One question and what was answered."""

    item: Item
    label: str
    value: str
    state: State
    address: str
    row: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of one section."""

    number: int
    title: str
    lines: tuple[Line, ...]


def summary(
    layout: Layout, visibility: Visibility, *, language: str, with_skipped: bool = False
) -> list[Part]:
    """Give every question in the order and the words the person saw."""
    writer = _Writer(visibility, language, with_skipped=with_skipped)
    parts = [writer.part(section) for section in layout.sections]
    return [part for part in parts if part.lines]


@dataclass(frozen=True, slots=True)
class _Writer:
    visibility: Visibility
    language: str
    with_skipped: bool

    def part(self, section: Section) -> Part:
        """Write one section."""
        lines = [
            line
            for page in section.pages
            if page.kind != PageKind.TEXT
            for line in self._page(page)
        ]
        title = section.title.text_in(self.language)
        return Part(section.number, title, tuple(lines))

    def _page(self, page: Page) -> list[Line]:
        answers = self.visibility.answers
        if page.kind != PageKind.LIST:
            return self._lines(page, page.questions, answers, "")
        (listed,) = page.questions
        filled = rows(answers, listed) if is_asked(page, self.visibility) else []
        if not filled:
            return self._empty_list(page, listed)
        return [
            line
            for name, inner in filled
            for line in self._lines(page, page.row_questions, inner, name)
        ]

    def _empty_list(self, page: Page, listed: Item) -> list[Line]:
        asked = self.visibility.shows(listed)
        if not asked and not self.with_skipped:
            return []
        state = State.EMPTY if asked else State.SKIPPED
        label = page.heading.text_in(self.language)
        return [Line(listed, label, "", state, page.address)]

    def _lines(
        self, page: Page, questions: tuple[Item, ...], answers: Answers, row: str
    ) -> list[Line]:
        lines = []
        for item in questions:
            listed = item is page.questions[0] and page.kind == PageKind.LIST
            asked = self.visibility.shows(item, "" if listed else row)
            if asked or self.with_skipped:
                answer = answers.get(item.link_id) if asked else None
                lines.append(self._line(page, item, answer, row, asked=asked))
        return lines

    def _line(
        self, page: Page, item: Item, answer: Answer | None, row: str, *, asked: bool
    ) -> Line:
        text = item.text.text_in(self.language)
        # A number of a scale says nothing without the ends of it.
        label = label_of(item, self.language) if item.scale else text
        state = State.ANSWERED
        if answer is None:
            state = State.EMPTY if asked else State.SKIPPED
        elif is_unknown(answer):
            state = State.UNKNOWN
        value = "" if answer is None else say_answer(item, answer, self.language)
        return Line(item, label, value, state, page.address, row)


def say_answer(item: Item, answer: Answer, language: str) -> str:
    """Say an answer as the person gave it."""
    if is_unknown(answer):
        return _("Weet ik niet")
    if isinstance(answer, bool):
        return _("Ja") if answer else _("Nee")
    if isinstance(answer, list):
        return "\n".join(say_answer(item, each, language) for each in answer)
    if isinstance(answer, dict):
        return _say_parts(item, answer, language)
    return _say_plain(item, answer, language)


def _say_plain(item: Item, answer: str | int, language: str) -> str:
    option = item.option(str(answer))
    if option:
        return option.display.text_in(language)
    if item.type == ItemType.DATE:
        return say_date(str(answer))
    if item.type in NUMBERS:
        units = [each.display.text_in(language) for each in item.units[:1]]
        return " ".join([str(answer).replace(".", ","), *units])
    return str(answer)


def _say_parts(item: Item, answer: dict[str, Answer], language: str) -> str:
    if "other" in answer:
        return _("Anders: %(other)s") % {"other": answer["other"]}
    number = str(answer.get("value", "")).replace(".", ",")
    unit = next((e for e in item.units if e.name == answer.get("unit")), None)
    return f"{number} {unit.display.text_in(language)}" if unit else number
