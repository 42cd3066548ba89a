"""What of FHIR is asked, what is asked otherwise, and what is left out (UX §4)."""

from collections.abc import Iterator

from intake.questionnaires.controls import ITEM_CONTROL, read_control
from intake.questionnaires.definition import Control, ItemType
from intake.questionnaires.limits import (
    DECIMALS,
    ENTRY_FORMAT,
    LEAST,
    MOST,
    OCCURS,
    SDC,
    STEP,
    UNITS,
)
from intake.questionnaires.reading import Node
from intake.questionnaires.report import Change
from intake.questionnaires.sentences import Facts
from intake.questionnaires.texts import FHIR, STYLES

TYPES = {
    **{each.value: each for each in ItemType},
    "coding": ItemType.CHOICE,  # R5
    "dateTime": ItemType.DATE,
    "url": ItemType.STRING,
}
HIDDEN = FHIR + "questionnaire-hidden"
CALCULATED = (SDC + "calculatedExpression", FHIR + "cqf-calculatedValue")
CONDITION_EXPRESSION = SDC + "enableWhenExpression"
INITIAL_EXPRESSION = SDC + "initialExpression"
REGEX = FHIR + "regex"
CHECKS = (FHIR + "targetConstraint", FHIR + "questionnaire-constraint")
# Extensions that are read, or that say nothing about the question itself.
KNOWN = {
    ITEM_CONTROL, HIDDEN, *CALCULATED, CONDITION_EXPRESSION, INITIAL_EXPRESSION,
    REGEX, *CHECKS, *STYLES, *UNITS, *LEAST, *MOST, STEP, *OCCURS, DECIMALS,
    ENTRY_FORMAT,
    FHIR + "questionnaire-displayCategory",
    FHIR + "questionnaire-choiceOrientation",
}  # fmt: skip

Reason = tuple[Change, Facts]


def unsupported(node: Node) -> Reason | None:
    """Say why an item cannot be asked, if so. Raises WrongShape."""
    return next(_reasons(node), None)


def _reasons(node: Node) -> Iterator[Reason]:
    for modifier in node.nodes("modifierExtension"):
        yield Change.MODIFIER, {"url": modifier.text("url")}
    if node.text("type") not in TYPES:
        yield Change.TYPE, {"type": node.text("type")[:80]}
    hidden = node.extension(HIDDEN)
    if hidden and hidden.flag("valueBoolean"):
        yield Change.HIDDEN, {}
    if node.extension(*CALCULATED):
        yield Change.CALCULATED, {}
    if node.extension(CONDITION_EXPRESSION):
        yield Change.CONDITION_EXPRESSION, {}
    if node.flag("readOnly") and node.text("type") != ItemType.DISPLAY:
        yield Change.READ_ONLY, {}


def adaptations(node: Node) -> Iterator[Reason]:
    """Say how the asking differs from the file. Raises WrongShape."""
    if node.text("type") == "dateTime":
        yield Change.DATE_TIME, {}
    if node.text("type") == "url":
        yield Change.URL, {}
    if node.extension(REGEX):
        yield Change.REGEX, {}
    if node.extension(*CHECKS):
        yield Change.EXPRESSION_CHECK, {}
    if node.nodes("initial") or node.extension(INITIAL_EXPRESSION):
        yield Change.INITIAL, {}
    if node.extension(*STYLES):
        yield Change.STYLE, {}
    if read_control(node)[0] == Control.SLIDER:
        yield Change.SLIDER, {}
