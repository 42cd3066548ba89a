"""Conditions (enableWhen) as they stand in a file: read and checked."""

from collections.abc import Iterable, Mapping
from graphlib import CycleError

from intake.questionnaires import problems
from intake.questionnaires.definition import (
    ConditionAnswer,
    EnableWhen,
    Item,
    Operator,
    Questionnaire,
)
from intake.questionnaires.options import read_coding
from intake.questionnaires.reading import Node

OPERATORS = {operator.value: operator for operator in Operator}
TEXT_ANSWERS = ("answerString", "answerDate", "answerTime")


def read_conditions(item: Node, link_id: str) -> tuple[EnableWhen, ...]:
    """Read the conditions of an item. Raises BrokenCondition or WrongShape."""
    return tuple(_condition(node, link_id) for node in item.nodes("enableWhen"))


def _condition(node: Node, link_id: str) -> EnableWhen:
    operator = OPERATORS.get(node.text("operator"))
    answer, unit = _answer(node)
    is_boolean = isinstance(answer, bool)
    if operator is None or answer is None or not node.text("question"):
        raise problems.BrokenCondition(node.path, link_id=link_id)
    if operator == Operator.EXISTS and not is_boolean:
        raise problems.BrokenCondition(node.path, link_id=link_id)
    return EnableWhen(node.text("question"), operator, answer, unit)


def _answer(node: Node) -> tuple[ConditionAnswer | None, str]:
    if coding := node.node("answerCoding"):
        return read_coding(coding), ""
    if quantity := node.node("answerQuantity"):
        unit = quantity.text("code") or quantity.text("unit")
        return quantity.number("value"), unit
    if "answerBoolean" in node:
        return node.flag("answerBoolean"), ""
    for name in ("answerInteger", "answerDecimal"):
        if name in node:
            return node.number(name), ""
    if "answerDateTime" in node:  # asked as a date
        return node.text("answerDateTime").partition("T")[0], ""
    texts = [node.text(name) for name in TEXT_ANSWERS if name in node]
    return (texts[0] if texts else None), ""


def check_conditions(
    items: Iterable[Item], types: Mapping[str, str], paths: Mapping[str, str]
) -> list[problems.FileProblem]:
    """Name conditions on what is not in the file, or is no question there."""
    found: list[problems.FileProblem] = []
    for item in items:
        for condition in item.enable_when:
            kind = types.get(condition.question)
            error = problems.UnknownQuestion if kind is None else problems.NotAQuestion
            if kind in {None, "group", "display"}:
                path = paths[item.link_id]
                facts = {"link_id": item.link_id, "question": condition.question}
                found.append(error(path, **facts))
    return found


def refuse_cycles(questionnaire: Questionnaire) -> None:
    """Refuse items that wait for each other. Raises CyclicCondition."""
    try:
        _ = questionnaire.order
    except CycleError as error:
        cycle = " → ".join(error.args[1][:8])
        raise problems.CyclicCondition(link_ids=cycle) from None
