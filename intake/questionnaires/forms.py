"""The form of one page, or of one row of a list."""

from dataclasses import dataclass, replace
from typing import Any

from accounts.page_forms import PageForm
from intake.questionnaires import wrong_answers as wrong
from intake.questionnaires.answers import Answers, check_one, put_row, rows
from intake.questionnaires.definition import Item, Questionnaire
from intake.questionnaires.exchange import Posted, initial, read
from intake.questionnaires.fields import field_name, fields_for, nothing_given
from intake.questionnaires.logic import Visibility, look
from intake.questionnaires.pages import Page
from intake.questionnaires.wording import say


class AnswerForm(PageForm):
    """Asks questions and reads answers; made by `page_form` and `row_form`."""

    def __init__(
        self,
        asked: "Asked",
        data: Posted | None,
        language: str,
    ) -> None:
        self.asked = asked
        super().__init__(data, initial=asked.initial())
        for item in asked.items:
            self.fields.update(fields_for(item, language))
            if asked.is_conditional(item):
                self.fields[field_name(item)].required = False

    # One question stands alone as the h1; Django asks the class, we the page.
    @property
    def is_question(self) -> bool:  # type: ignore[override]  # a ClassVar elsewhere
        """Whether the label of the first field is the page's h1."""
        return len(self.asked.items) == 1 and not self.asked.title

    @property
    def answers(self) -> Answers:
        """What was answered here, by linkId; None-free. After `is_valid()`."""
        return self._given

    def merged(self) -> Answers:
        """Give the whole document with these answers. After `is_valid()`."""
        return self.asked.merge(self._given)

    def clean(self) -> dict[str, Any]:
        """Judge the answers to the questions that are asked after this page."""
        cleaned: dict[str, Any] = super().clean() or {}
        self._given, unread = self._read(cleaned)
        visibility = self.asked.look(self._given)
        for item in self.asked.items:
            if not self.asked.is_shown(item, visibility):
                continue
            problem = unread.get(item.link_id) or self._problem(item)
            if problem and field_name(item) not in self.errors:
                self._say(item, problem)
        if self.asked.is_row and not self._given and not self.errors:
            self._say(self.asked.items[0], nothing_given(self.asked.items[0]))
        return cleaned

    def _read(
        self, cleaned: dict[str, Any]
    ) -> tuple[Answers, dict[str, wrong.WrongAnswer]]:
        given: Answers = {}
        unread: dict[str, wrong.WrongAnswer] = {}
        for item in self.asked.items:
            try:
                answer = read(item, cleaned)
            except wrong.WrongAnswer as problem:
                unread[item.link_id] = problem
            else:
                if answer is not None:
                    given[item.link_id] = answer
        return given, unread

    def _problem(self, item: Item) -> wrong.WrongAnswer | None:
        if item.link_id not in self._given:
            return nothing_given(item) if item.required else None
        try:
            check_one(item, self._given[item.link_id])
        except wrong.WrongAnswer as problem:
            return problem
        return None

    def _say(self, item: Item, problem: wrong.WrongAnswer) -> None:
        name = field_name(item)
        beside = {wrong.NoOther: f"{name}_other", wrong.NoUnit: f"{name}_unit"}
        at = beside.get(type(problem), name)
        self.add_error(at if at in self.fields else name, say(problem))


@dataclass(frozen=True, slots=True)
class Asked:
    """What one form asks, and the document around it."""

    questionnaire: Questionnaire
    document: Answers
    items: tuple[Item, ...]
    title: str = ""
    list_item: Item | None = None
    row: str = ""

    @property
    def is_row(self) -> bool:
        """Whether one row of a list is asked."""
        return self.list_item is not None

    def known(self) -> Answers:
        """Give the answers there are already, of this row if it is one."""
        if self.list_item is None:
            return self.document
        return dict(rows(self.document, self.list_item)).get(self.row, {})

    def initial(self) -> dict[str, Any]:
        """Give what the fields show at first."""
        shown: dict[str, Any] = {}
        known = self.known()
        for item in self.items:
            shown |= initial(item, known.get(item.link_id))
        return shown

    def only_shown(self) -> "Asked":
        """Leave out questions that no answer on this page can open."""
        visibility = self.look(self.known())
        items = [
            item
            for item in self.items
            if self.is_conditional(item) or self.is_shown(item, visibility)
        ]
        return replace(self, items=tuple(items))

    def merge(self, given: Answers) -> Answers:
        """Put answers into the document; a question left open leaves it."""
        if self.list_item:
            return put_row(self.document, self.list_item, self.row, given)
        asked = {item.link_id for item in self.items}
        kept = {k: v for k, v in self.document.items() if k not in asked}
        return {**kept, **given}

    def look(self, given: Answers) -> Visibility:
        """Decide what is asked with these answers."""
        return look(self.questionnaire, self.merge(given))

    def is_shown(self, item: Item, visibility: Visibility) -> bool:
        """Say whether a question is asked, in its row if it has one."""
        row = "" if item is self.list_item else self.row
        return visibility.shows(item, row)

    def is_conditional(self, item: Item) -> bool:
        """Say whether another answer on this page decides about the question."""
        here = {each.link_id for each in self.items}
        return any(each.question in here for each in item.enable_when)


def page_form(
    questionnaire: Questionnaire,
    page: Page,
    answers: Answers,
    data: Posted | None = None,
    *,
    language: str,
) -> AnswerForm:
    """Make the form of a page of questions."""
    title = page.title.text_in(language)
    asked = Asked(questionnaire, answers, page.questions, title)
    return AnswerForm(asked.only_shown(), data, language)


def row_form(
    questionnaire: Questionnaire,
    page: Page,
    answers: Answers,
    row: str,
    data: Posted | None = None,
    *,
    language: str,
) -> AnswerForm:
    """Make the form of one row of a list; `row` is a known one or `new_row()`."""
    (listed,) = page.questions
    title = (listed.text or page.title).text_in(language) if listed.items else ""
    asked = Asked(questionnaire, answers, page.row_questions, title, listed, row)
    return AnswerForm(asked.only_shown(), data, language)
