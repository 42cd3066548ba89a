"""Where somebody is in a questionnaire: next, back, done, and how far."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from intake.questionnaires.answers import Answers, is_unknown, rows
from intake.questionnaires.definition import Item
from intake.questionnaires.logic import Visibility
from intake.questionnaires.pages import Layout, Page, PageKind, Section


class Standing(StrEnum):
    """How far a section is (UX P14)."""

    NOT_STARTED = "not_started"
    BUSY = "busy"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress that does not lie: a question number only if no branch can change it."""

    part: int
    parts: int
    question: int | None = None
    questions: int | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """A required question without an answer, in a row of a list or outside."""

    item: Item
    page: Page
    row: str = ""


def is_asked(page: Page, visibility: Visibility) -> bool:
    """Say whether anything on the page is for this person."""
    items = page.texts if page.kind == PageKind.TEXT else page.questions
    return any(visibility.shows(item) for item in items)


def asked_pages(layout: Layout, visibility: Visibility) -> list[Page]:
    """Give the pages for this person, in order."""
    return [page for page in layout.pages if is_asked(page, visibility)]


def asked_sections(layout: Layout, visibility: Visibility) -> list[Section]:
    """Give the sections in which something is asked."""
    return [
        section
        for section in layout.sections
        if any(is_asked(page, visibility) for page in section.pages)
    ]


def next_page(layout: Layout, page: Page, visibility: Visibility) -> Page | None:
    """Give the page after this one; None after the last."""
    later = _after(layout, page)
    return next((each for each in later if is_asked(each, visibility)), None)


def previous_page(layout: Layout, page: Page, visibility: Visibility) -> Page | None:
    """Give the page before this one; None before the first."""
    earlier = layout.pages[: layout.pages.index(page)]
    return next((e for e in reversed(earlier) if is_asked(e, visibility)), None)


def _after(layout: Layout, page: Page) -> tuple[Page, ...]:
    return layout.pages[layout.pages.index(page) + 1 :]


def progress(layout: Layout, page: Page, visibility: Visibility) -> Progress:
    """Say where a page stands: “Deel 2 van 4”, and if sure “Vraag 7 van 18”."""
    numbers = [section.number for section in asked_sections(layout, visibility)]
    if page.section not in numbers:
        numbers = sorted([*numbers, page.section])
    part, parts = numbers.index(page.section) + 1, len(numbers)
    if any(item.enable_when for item in layout.questionnaire.walk()):
        return Progress(part, parts)
    return Progress(part, parts, layout.pages.index(page) + 1, len(layout.pages))


def standing(
    section: Section, visibility: Visibility, seen: Collection[str]
) -> Standing:
    """Say how far a section is; `seen` holds the addresses of pages passed."""
    asked = [page for page in section.pages if is_asked(page, visibility)]
    passed = [page for page in asked if page.address in seen]
    if not passed and not any(_has_answer(page, visibility) for page in asked):
        return Standing.NOT_STARTED
    if len(passed) == len(asked) and not any(missing(p, visibility) for p in asked):
        return Standing.DONE
    return Standing.BUSY


def _has_answer(page: Page, visibility: Visibility) -> bool:
    return any(item.link_id in visibility.answers for item in page.questions)


def missing(page: Page, visibility: Visibility) -> list[Missing]:
    """Give the required questions of a page that are asked and not answered."""
    if page.kind == PageKind.LIST:
        return _missing_in_list(page, visibility)
    return [
        Missing(item, page)
        for item in page.questions
        if visibility.shows(item) and is_missing(item, visibility.answers)
    ]


def is_missing(item: Item, answers: Answers) -> bool:
    """Say whether a required question has no answer; “weet ik niet” is one."""
    answer = answers.get(item.link_id)
    return item.required and not is_unknown(answer) and answer in (None, "", [])


def _missing_in_list(page: Page, visibility: Visibility) -> list[Missing]:
    (item,) = page.questions
    if not visibility.shows(item):
        return []
    filled = rows(visibility.answers, item)
    if item.required and not filled:
        return [Missing(item, page)]
    return [
        Missing(question, page, name)
        for name, inner in filled
        for question in page.row_questions
        if (question is item or visibility.shows(question, name))
        and is_missing(question, inner)
    ]
