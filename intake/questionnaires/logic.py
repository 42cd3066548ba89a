"""Which questions are asked, given the answers (enableWhen).

Pure and total: any document gives an answer, however broken. FHIR's reading of
each operator: "=" and the order operators hold when some answer satisfies them,
"!=" holds when no answer equals; a question that is not asked has no answer.
"""

import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from intake.questionnaires.answers import (
    DATE,
    Answer,
    Answers,
    decimal_in,
    is_unknown,
    rows,
)
from intake.questionnaires.definition import (
    CHOICES,
    NUMBERS,
    Coding,
    EnableWhen,
    Item,
    ItemType,
    Operator,
    Questionnaire,
)

Known = bool | Decimal | str | Coding
Compare = Callable[[Any, Any], bool]
ORDERS: dict[Operator, Compare] = {
    Operator.GREATER: operator.gt,
    Operator.LESS: operator.lt,
    Operator.AT_LEAST: operator.ge,
    Operator.AT_MOST: operator.le,
}


@dataclass(slots=True)
class Visibility:
    """What is asked with these answers. A row is "" outside lists."""

    questionnaire: Questionnaire
    answers: Answers
    _open: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Decide on every item once, in an order that needs no second look."""
        for link_id in self.questionnaire.order:
            self._decide(self.questionnaire.by_link_id[link_id])

    def shows(self, item: Item, row: str = "") -> bool:
        """Say whether the item is asked, in this row if it stands in a list."""
        return (item.link_id, row) in self._open

    def visible_answers(self) -> Answers:
        """Give the answers without those behind a closed branch."""
        kept: Answers = {}
        for item in self.questionnaire.walk():
            if item.link_id in self.answers and self._stands_outside(item):
                answer = self.answers[item.link_id]
                kept[item.link_id] = self._rows(item) if item.is_list else answer
        return kept

    def _stands_outside(self, item: Item) -> bool:
        owner = self.questionnaire.lists.get(item.link_id)
        answerable = item.is_question or item.is_list
        return answerable and (owner is None or owner is item) and self.shows(item)

    def _rows(self, item: Item) -> list[Answer]:
        return [
            {"row": name, "answers": self._row(item, name, inner)}
            for name, inner in rows(self.answers, item)
        ]

    def _row(self, item: Item, name: str, inner: Answers) -> dict[str, Answer]:
        return {
            each.link_id: inner[each.link_id]
            for each in item.walk()
            if each.link_id in inner and (each is item or self.shows(each, name))
        }

    def _decide(self, item: Item) -> None:
        around = self.questionnaire.parents.get(item.link_id)
        inside = self.questionnaire.lists.get(item.link_id)
        for row in self._contexts(item):
            # The list itself stands outside its rows.
            at = "" if around is inside else row
            is_open = around is None or self.shows(around, at)
            if is_open and self._is_enabled(item, row):
                self._open.add((item.link_id, row))

    def _contexts(self, item: Item) -> list[str]:
        owner = self.questionnaire.lists.get(item.link_id)
        if owner is None or owner is item:
            return [""]
        return [name for name, _ in rows(self.answers, owner)]

    def _is_enabled(self, item: Item, row: str) -> bool:
        if not item.enable_when:
            return True
        combine = any if item.any_condition else all
        return combine(self._holds(each, item, row) for each in item.enable_when)

    def _holds(self, condition: EnableWhen, item: Item, row: str) -> bool:
        question = self.questionnaire.by_link_id[condition.question]
        given = self._given(question, item, row)
        unit = condition.unit
        answers = [each for answer in given for each in known(question, answer, unit)]
        return holds(condition, answers)

    def _given(self, question: Item, asking: Item, row: str) -> list[Answer]:
        link_id = question.link_id
        owner = self.questionnaire.lists.get(link_id)
        if not self.shows(owner or question):
            return []
        if owner is None:
            return [self.answers[link_id]] if link_id in self.answers else []
        same_list = self.questionnaire.lists.get(asking.link_id) is owner
        return [
            inner[link_id]
            for name, inner in rows(self.answers, owner)
            # Within a list only the answer in one's own row counts.
            if (not same_list or asking is owner or name == row)
            and (question is owner or self.shows(question, name))
            and link_id in inner
        ]


def look(questionnaire: Questionnaire, answers: Answers) -> Visibility:
    """Decide what is asked with these answers."""
    return Visibility(questionnaire, answers)


def known(item: Item, answer: Answer, unit: str = "") -> list[Known]:
    """Give what is known from an answer; “weet ik niet” and nonsense give nothing.

    With a unit, a quantity counts only if it was given in that unit.
    """
    several = answer if isinstance(answer, list) else [answer]
    found = (_one(item, each, unit) for each in several)
    return [each for each in found if each is not None]


def _one(item: Item, answer: Answer, unit: str) -> Known | None:
    if is_unknown(answer):
        return None
    if item.type == ItemType.BOOLEAN:
        return answer if isinstance(answer, bool) else None
    if item.type == ItemType.QUANTITY and isinstance(answer, dict):
        fits = not unit or answer.get("unit") == unit
        return decimal_in(answer.get("value")) if fits else None
    if item.type in NUMBERS:
        return decimal_in(answer)
    if item.type in CHOICES and isinstance(answer, str):
        option = item.option(answer)
        chosen = option.answer if option else None
        return Decimal(chosen) if isinstance(chosen, int) else chosen
    if isinstance(answer, dict):
        answer = answer.get("other", "")
    return answer.strip() or None if isinstance(answer, str) else None


def holds(condition: EnableWhen, answers: list[Known]) -> bool:
    """Evaluate one condition over what is known of its question."""
    if condition.operator == Operator.EXISTS:
        return bool(answers) == condition.answer
    wanted = condition.answer
    if isinstance(wanted, int) and not isinstance(wanted, bool):
        wanted = Decimal(wanted)
    if condition.operator == Operator.EQUAL:
        return any(_equal(each, wanted) for each in answers)
    if condition.operator == Operator.NOT_EQUAL:
        return not any(_equal(each, wanted) for each in answers)
    compare = ORDERS[condition.operator]
    return any(_ordered(compare, each, wanted) for each in answers)


def _equal(answer: Known, wanted: Known) -> bool:
    if isinstance(answer, Coding) and isinstance(wanted, Coding):
        systems = {answer.system, wanted.system} - {""}
        return answer.code == wanted.code and len(systems) < 2  # noqa: PLR2004
    return type(answer) is type(wanted) and answer == wanted


def _ordered(compare: Compare, answer: Known, wanted: Known) -> bool:
    # Codes have no order, and neither have yes and no.
    if isinstance(answer, Decimal) and isinstance(wanted, Decimal):
        return compare(answer, wanted)
    if not isinstance(answer, str) or not isinstance(wanted, str):
        return False
    # Whether "2026" comes before "2026-10-16" nobody can say.
    shorter, longer = sorted((answer, wanted), key=len)
    is_open = DATE.fullmatch(longer) and longer.startswith(f"{shorter}-")
    return not is_open and compare(answer, wanted)
