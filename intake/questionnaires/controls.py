"""How an author wishes an item to be shown (questionnaire-itemControl)."""

from intake.questionnaires.definition import Control
from intake.questionnaires.reading import Node
from intake.questionnaires.texts import FHIR

ITEM_CONTROL = FHIR + "questionnaire-itemControl"
CONTROLS = {
    "radio-button": Control.RADIO,
    "drop-down": Control.DROP_DOWN,
    "autocomplete": Control.DROP_DOWN,
    "check-box": Control.CHECK_BOX,
    "slider": Control.SLIDER,
    "page": Control.PAGE,
    "step": Control.PAGE,
    "tab-container": Control.PAGE,
    "help": Control.HELP,
    "flyover": Control.HELP,
    "lower": Control.LOWER,
    "upper": Control.UPPER,
}
# What we do anyway, so that saying it would be noise.
ORDINARY = {"list", "text-box", "spinner", "inline", "prompt", "header", "footer"}


def read_control(node: Node) -> tuple[Control, str]:
    """Give the control, and the name of one we do not know. Raises WrongShape."""
    extension = node.extension(ITEM_CONTROL)
    concept = extension.node("valueCodeableConcept") if extension else None
    if concept is None:
        return Control.DEFAULT, ""
    codes = [each.text("code") for each in concept.nodes("coding")]
    known = [CONTROLS[code] for code in codes if code in CONTROLS]
    unknown = [code for code in codes if code and code not in ORDINARY]
    if known or not unknown:
        return (known or [Control.DEFAULT])[0], ""
    return Control.DEFAULT, unknown[0][:80]
