"""Between the fields of a form and the answer document, both ways."""

from collections.abc import Callable, Mapping
from typing import Any

from intake.questionnaires import wrong_answers as wrong
from intake.questionnaires.answers import UNKNOWN, Answer, is_unknown
from intake.questionnaires.definition import CHOICES, Item, ItemType
from intake.questionnaires.fields import OTHER, field_name
from intake.questionnaires.typed import read_number, read_text

Posted = Mapping[str, Any]
YES_NO: dict[str, Answer] = {"yes": True, "no": False, "unknown": UNKNOWN}


def read(item: Item, posted: Posted) -> Answer | None:
    """Read an answer from what was typed and chosen. Raises WrongAnswer."""
    given = posted.get(field_name(item))
    if not given:
        return None
    return READERS.get(item.type, _read_text)(item, given, posted)


def _read_text(_item: Item, given: Any, _posted: Posted) -> Answer | None:
    return read_text(given)


def _read_date(_item: Item, given: Any, _posted: Posted) -> Answer | None:
    return str(given)


def _read_number(item: Item, given: Any, _posted: Posted) -> Answer | None:
    return read_number(item, given)


def _read_boolean(_item: Item, given: Any, _posted: Posted) -> Answer | None:
    if given not in YES_NO:
        raise wrong.NoYesOrNo
    return YES_NO[given]


def _read_choice(item: Item, given: Any, posted: Posted) -> Answer | None:
    other = posted.get(f"{field_name(item)}_other") or ""
    chosen: list[Answer] = []
    for each in given if isinstance(given, list) else [given]:
        if each == OTHER and item.type == ItemType.OPEN_CHOICE:
            chosen.append({"other": read_text(other) or ""})
        elif each:
            chosen.append(each)
    if item.is_multiple:
        return chosen or None
    return chosen[0] if chosen else None


def _read_quantity(item: Item, given: Any, posted: Posted) -> Answer | None:
    number = read_number(item, given)
    if number is None:
        return None
    only = item.units[0].name if len(item.units) == 1 else ""
    unit = only or posted.get(f"{field_name(item)}_unit") or ""
    return {"value": str(number), **({"unit": unit} if unit else {})}


READERS: dict[ItemType, Callable[[Item, Any, Posted], Answer | None]] = {
    ItemType.BOOLEAN: _read_boolean,
    ItemType.INTEGER: _read_number,
    ItemType.DECIMAL: _read_number,
    ItemType.QUANTITY: _read_quantity,
    ItemType.DATE: _read_date,
    ItemType.CHOICE: _read_choice,
    ItemType.OPEN_CHOICE: _read_choice,
}


def initial(item: Item, answer: Answer | None) -> dict[str, Any]:
    """Give what the fields of a question show of its answer."""
    if answer is None:
        return {}
    name = field_name(item)
    if is_unknown(answer) or isinstance(answer, bool):
        words = {str(value): word for word, value in YES_NO.items()}
        return {name: words[str(answer)]}
    if item.type in CHOICES:
        return _show_choice(item, answer)
    if item.type == ItemType.QUANTITY and isinstance(answer, dict):
        number = str(answer.get("value", "")).replace(".", ",")
        return {name: number, f"{name}_unit": answer.get("unit", "")}
    if item.type == ItemType.DATE:
        year, month, day = [*str(answer).split("-"), "", ""][:3]
        return {name: [day.lstrip("0"), month.lstrip("0"), year]}
    is_decimal = item.type == ItemType.DECIMAL
    return {name: str(answer).replace(".", ",") if is_decimal else str(answer)}


def _show_choice(item: Item, answer: Answer) -> dict[str, Any]:
    name = field_name(item)
    shown: list[Any] = []
    other = ""
    for each in answer if isinstance(answer, list) else [answer]:
        if isinstance(each, dict):
            other = str(each.get("other", ""))
            shown.append(OTHER)
        else:
            shown.append(each)
    chosen = shown if item.is_multiple else (shown or [""])[0]
    return {name: chosen, f"{name}_other": other}
