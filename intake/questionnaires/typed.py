"""What people type, read with patience: 72,5 kg · 1.000 · ja (UX G3)."""

import re
import unicodedata

from intake.questionnaires import wrong_answers as wrong
from intake.questionnaires.answers import Answer, clean_text
from intake.questionnaires.definition import Item, ItemType

_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}([.,'][0-9]{3})+")
_NUMBER = re.compile(r"([+-]?)([0-9]+)(?:\.([0-9]+))?")
MINUS_SIGNS = str.maketrans("−–", "--")  # as pasted from other programs


def read_text(typed: str) -> str | None:
    """Give what was typed; None for nothing. Raises UnsavableText."""
    return clean_text(typed) or None


def read_number(item: Item, typed: str) -> Answer | None:
    """Give a whole number, or a decimal as text; None for nothing.

    Raises NoNumber, NoWholeNumber, TooManyDigits or UnsavableText.
    """
    written = _bare_number(item, clean_text(typed))
    if not written:
        return None
    whole = item.type == ItemType.INTEGER
    if whole and _THOUSANDS.fullmatch(written):
        written = re.sub(r"[.,']", "", written)
    found = _NUMBER.fullmatch(_decimal_point(written))
    if found is None:
        raise wrong.NoWholeNumber if whole else wrong.NoNumber
    sign, digits, decimals = found.groups()
    sign = sign.replace("+", "")
    if len(digits) > len("9007199254740991"):
        raise wrong.TooManyDigits
    if not whole:
        return f"{sign}{int(digits)}{'.' + decimals if decimals else ''}"
    if decimals and decimals.strip("0"):
        raise wrong.NoWholeNumber
    return int(f"{sign}{digits}")


def _bare_number(item: Item, typed: str) -> str:
    """Drop spaces, invisible characters and the unit, and read all digits alike."""
    shown = [unit.display.default for unit in item.units]
    for unit in filter(None, [*shown, *(unit.code for unit in item.units)]):
        typed = typed.removesuffix(unit)
    return "".join(
        str(unicodedata.decimal(each, each))
        for each in typed.translate(MINUS_SIGNS)
        if unicodedata.category(each) not in {"Zs", "Cf", "Cc"}
    )


def _decimal_point(written: str) -> str:
    """Take the last separator for the decimal one: 1.234,5 and 1,234.5."""
    comma, dot = written.rfind(","), written.rfind(".")
    if comma >= 0 and dot >= 0:
        thousands = "." if comma > dot else ","
        written = written.replace(thousands, "")
    return written.replace(",", ".")
