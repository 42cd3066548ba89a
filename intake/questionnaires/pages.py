"""A questionnaire laid out: sections (the tasks of UX P14) and one thing a page.

The layout depends on the definition alone, so an address such as "2-5" means the
same page for the same version for ever. Which pages are asked depends on answers.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from intake.questionnaires.definition import (
    Control,
    Item,
    ItemType,
    Questionnaire,
    Text,
)

# UX G2: name parts and address parts may stand together.
MOST_TOGETHER = 6
SHORT = {
    ItemType.STRING,
    ItemType.TEXT,  # one of them: the address among name and telephone
    ItemType.INTEGER,
    ItemType.DECIMAL,
    ItemType.QUANTITY,
    ItemType.DATE,
}
LOOSE = Text("Algemene vragen", "nl", (("en", "General questions"),))


class PageKind(StrEnum):
    """What happens on a page."""

    QUESTIONS = "questions"
    LIST = "list"  # questions[0] is the list; one page per row, then an overview
    TEXT = "text"  # something to read that no question follows


@dataclass(frozen=True, slots=True)
class Page:
    """One page."""

    section: int
    number: int
    kind: PageKind
    questions: tuple[Item, ...] = ()
    texts: tuple[Item, ...] = ()
    title: Text = field(default_factory=Text)  # of a group or a list
    captions: tuple[Text, ...] = ()

    @property
    def address(self) -> str:
        """Its stable name within the version: section and page."""
        return f"{self.section}-{self.number}"

    @property
    def heading(self) -> Text:
        """The h1: the title of the group, or the question itself."""
        named = [self.title, *(item.text for item in (*self.questions, *self.texts))]
        return next(filter(None, named), Text())

    @property
    def asked_on(self) -> tuple[Item, ...]:
        """The questions somebody sees here; of a list, those of one row."""
        return self.row_questions if self.kind == PageKind.LIST else self.questions

    @property
    def row_questions(self) -> tuple[Item, ...]:
        """The questions of one row of a list, in order."""
        return tuple(e for item in self.questions for e in item.walk() if e.is_question)


@dataclass(frozen=True, slots=True)
class Section:
    """One task of the task list."""

    number: int
    title: Text
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """All sections and pages of a version."""

    questionnaire: Questionnaire
    sections: tuple[Section, ...]

    @property
    def pages(self) -> tuple[Page, ...]:
        """Every page in order."""
        return tuple(page for section in self.sections for page in section.pages)

    def page(self, address: str) -> Page | None:
        """Find a page by its address."""
        return next((page for page in self.pages if page.address == address), None)

    def page_of(self, item: Item) -> Page | None:
        """Find the page on which an item is asked."""
        return next(
            (page for page in self.pages if item in page.asked_on),
            None,
        )


def lay_out(questionnaire: Questionnaire) -> Layout:
    """Lay out a questionnaire."""
    builder = _Builder(questionnaire)
    builder.add_all(_sections_of(questionnaire))
    return Layout(questionnaire, tuple(builder.finish()))


def _sections_of(questionnaire: Questionnaire) -> tuple[Item, ...]:
    """Look through a group around everything: it is the form, not a section."""
    items = questionnaire.items
    while len(items) == 1 and _is_plain_group(items[0]):
        groups = [each for each in items[0].items if each.type == ItemType.GROUP]
        if len(groups) < 2:  # noqa: PLR2004 - one section is no division
            break
        items = items[0].items
    return items


def _is_plain_group(item: Item) -> bool:
    return item.type == ItemType.GROUP and not item.is_list and not item.enable_when


class _Builder:
    """Puts items on pages, in order."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire
        self.sections: list[Section] = []
        self.pages: list[Page] = []
        self.waiting: list[Item] = []  # texts that go above the next question
        self.loose: list[Item] = []

    def add_all(self, items: tuple[Item, ...]) -> None:
        for item in items:
            if item.type == ItemType.GROUP:
                self._close_loose()
                self._section(item)
            else:
                self.loose.append(item)
        if not self.sections or any(item.is_question for item in self.loose):
            self._close_loose()

    def finish(self) -> list[Section]:
        """Give the sections; texts after the last question get a page there."""
        texts = [*self.waiting, *self.loose]
        self.waiting, self.loose = [], []
        if not texts:
            return self.sections
        last = self.sections.pop()
        number = len(last.pages) + 1
        page = Page(last.number, number, PageKind.TEXT, texts=tuple(texts))
        return [*self.sections, Section(last.number, last.title, (*last.pages, page))]

    def _section(self, group: Item) -> None:
        if group.is_list:
            self._list(group, (), group.text)
        elif _fits_one_page(group):
            self._together(group, ())
        else:
            self._inside(group, ())
        if self.waiting and self.pages:  # a section keeps its own last words
            self._page(PageKind.TEXT, (), Text(), ())
        self._close_section(group.text)

    def _close_loose(self) -> None:
        items, self.loose = self.loose, []
        self._add(tuple(items), ())
        questions = [item for item in items if item.is_question]
        if not questions:
            return  # only texts: they wait for the next section
        title = LOOSE
        if not self.sections and len(items) == len(self.questionnaire.items):
            title = self.questionnaire.title or LOOSE
        elif len(questions) == 1:
            title = questions[0].text
        self._close_section(title)

    def _close_section(self, title: Text) -> None:
        if self.pages:
            title = title or self.pages[0].heading or LOOSE
            number = len(self.sections) + 1
            self.sections.append(Section(number, title, tuple(self.pages)))
            self.pages = []

    def _add(self, items: tuple[Item, ...], captions: tuple[Text, ...]) -> None:
        for item in items:
            if item.type == ItemType.DISPLAY:
                self.waiting.append(item)
            elif item.is_list:
                self._list(item, captions, item.text)
            elif item.is_question:
                self._question(item, captions)
            elif _fits_one_page(item):
                self._together(item, captions)
            else:
                self._inside(item, (*captions, *filter(None, [item.text])))

    def _inside(self, group: Item, captions: tuple[Text, ...]) -> None:
        lists = [each for each in group.items if each.is_list]
        if lists and len(group.items) == 1:  # “Medicijnen” around each “Medicijn”
            self._list(lists[0], captions[:-1], group.text or lists[0].text)
        else:
            self._add(group.items, captions)

    def _question(self, item: Item, captions: tuple[Text, ...]) -> None:
        together = tuple(_with_follow_ups(item))
        self._page(PageKind.QUESTIONS, together, Text(), captions)
        for each in together:
            rest = [child for child in each.items if not _is_follow_up(child)]
            self._add(tuple(rest), captions)

    def _list(self, item: Item, captions: tuple[Text, ...], title: Text) -> None:
        self._page(PageKind.LIST, (item,), title, captions)

    def _together(self, group: Item, captions: tuple[Text, ...]) -> None:
        self.waiting += [e for e in group.items if e.type == ItemType.DISPLAY]
        questions = tuple(each for each in group.items if each.is_question)
        self._page(PageKind.QUESTIONS, questions, group.text, captions)

    def _page(
        self,
        kind: PageKind,
        questions: tuple[Item, ...],
        title: Text,
        captions: tuple[Text, ...],
    ) -> None:
        texts, self.waiting = tuple(self.waiting), []
        section, number = len(self.sections) + 1, len(self.pages) + 1
        self.pages.append(
            Page(section, number, kind, questions, texts, title, captions)
        )


def _is_follow_up(child: Item) -> bool:
    return child.is_question and not child.is_list


def _with_follow_ups(item: Item) -> Iterator[Item]:
    yield item
    for child in item.items:
        if _is_follow_up(child):
            yield from _with_follow_ups(child)


def _fits_one_page(group: Item) -> bool:
    """Say whether a group reads as one thing: the parts of a name, of an address."""
    questions = [each for each in group.items if each.is_question]
    if not group.text or len(questions) < 2:  # noqa: PLR2004 - one thing anyway
        return False
    if sum(each.type == ItemType.TEXT for each in questions) > 1:
        return False
    return len(questions) <= MOST_TOGETHER and all(
        not child.items
        and not child.is_list
        and not child.enable_when
        and child.type != ItemType.GROUP
        and (not child.is_question or _is_short(child, group))
        for child in group.items
    )


def _is_short(question: Item, group: Item) -> bool:
    return question.type in SHORT or group.control == Control.PAGE
