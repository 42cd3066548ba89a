"""The answer document: a plain JSON object of linkId and answer, and its checks.

boolean: true/false · integer: 3 · decimal: "72.5" · date: "2026-10-16", "2026-10"
or "2026" · string, text: "…" · choice: the option's name · open choice: a name or
{"other": "…"} · several choices: a list of those · quantity: {"value": "72.5",
"unit": "kg"} · not known: {"unknown": true} · a list (UX P17): [{"row": "…",
"answers": {…}}]. An unanswered question is not in the document.
"""

import re
import secrets
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from intake.questionnaires import wrong_answers as wrong
from intake.questionnaires.definition import Item, ItemType

Answer = bool | int | str | list["Answer"] | dict[str, "Answer"]
Answers = dict[str, Answer]
Row = tuple[str, Answers]

UNKNOWN: Answer = {"unknown": True}
LONGEST = {ItemType.STRING: 500, ItemType.TEXT: 10_000}
LONGEST_OTHER = 500
MOST_DIGITS = 15  # what a JSON number carries exactly
MOST_ROWS = 50
WHOLE_RANGE = range(-(2**31), 2**31)  # FHIR's integer

_UNSAVABLE = re.compile("[\x00\ud800-\udfff]")
_CONTROL = re.compile("[\x01-\x08\x0e-\x1f\x7f]")
_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")
DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def is_unknown(answer: object) -> bool:
    """Say whether somebody answered that they do not know."""
    return answer == UNKNOWN


def rows(answers: Mapping[str, Answer], item: Item) -> list[Row]:
    """Give the rows of a list as (row id, answers), in the order they were added."""
    found = answers.get(item.link_id)
    if not item.is_list or not isinstance(found, list):
        return []
    read = []
    for each in found:
        inner = each.get("answers") if isinstance(each, dict) else None
        name = each.get("row") if isinstance(each, dict) else None
        if isinstance(inner, dict) and isinstance(name, str):
            read.append((name, inner))
    return read


def new_row() -> str:
    """Name a row, so that it stays itself when others come and go."""
    return secrets.token_hex(4)


def put_row(answers: Answers, item: Item, row: str, inner: Answers) -> Answers:
    """Give the document with this row changed, or added at the end."""
    filled = dict(rows(answers, item))
    filled[row] = inner
    return {**answers, item.link_id: _written(filled)}


def remove_row(answers: Answers, item: Item, row: str) -> Answers:
    """Give the document without this row; without the list when it was the last."""
    filled = dict(rows(answers, item))
    filled.pop(row, None)
    others = {name: each for name, each in answers.items() if name != item.link_id}
    return {**others, item.link_id: _written(filled)} if filled else others


def _written(filled: dict[str, Answers]) -> list[Answer]:
    return [{"row": name, "answers": inner} for name, inner in filled.items()]


def clean_text(typed: str) -> str:
    """Free typed text of what nobody meant to type. Raises UnsavableText."""
    if _UNSAVABLE.search(typed):
        raise wrong.UnsavableText
    lines = re.sub(r"\r\n?|[\x0b\x0c\u2028\u2029]", "\n", typed)
    return _CONTROL.sub("", lines).strip()


def check(item: Item, answer: Answer) -> None:
    """Refuse an answer that does not fit its question. Raises WrongAnswer."""
    if item.is_list:
        check_rows(item, answer)
    else:
        check_one(item, answer)


def check_one(item: Item, answer: Answer) -> None:
    """Check an answer outside a list, or in one row of it. Raises WrongAnswer."""
    if item.is_multiple:
        check_several(item, answer)
    elif not (is_unknown(answer) and item.type == ItemType.BOOLEAN):
        CHECKS[item.type](item, answer)


def check_rows(item: Item, answer: Answer) -> None:
    """Check how often a list is filled in; its rows are checked one by one."""
    if not isinstance(answer, list):
        raise wrong.NotThisKind
    most = min(item.limits.max_occurs or MOST_ROWS, MOST_ROWS)
    if len(answer) > most:
        raise wrong.TooManyRows(most=most)
    if len(answer) < item.limits.min_occurs:
        raise wrong.TooFewRows(least=item.limits.min_occurs)


def check_several(item: Item, answer: Answer) -> None:
    """Check a list of choices."""
    if not isinstance(answer, list):
        raise wrong.NotThisKind
    for each in answer:
        _choice(item, each)
    chosen = [item.option(each) for each in answer if isinstance(each, str)]
    exclusive = [option for option in chosen if option and option.exclusive]
    if exclusive and len(answer) > 1:
        raise wrong.NotTogether(option=exclusive[0].display.default)
    least, most = item.limits.min_occurs, item.limits.max_occurs
    if most and len(answer) > most:
        raise wrong.TooManyChosen(most=most)
    if len(answer) < least and not exclusive:
        raise wrong.TooFewChosen(least=least)


def _boolean(_item: Item, answer: Answer) -> None:
    if not isinstance(answer, bool):
        raise wrong.NoYesOrNo


def _text(item: Item, answer: Answer) -> None:
    if not isinstance(answer, str):
        raise wrong.NotThisKind
    most = item.limits.max_length or LONGEST[item.type]
    _length(answer, min(most, LONGEST[ItemType.TEXT]))


def _length(answer: str, most: int) -> None:
    if _UNSAVABLE.search(answer):
        raise wrong.UnsavableText
    if len(answer) > most:
        raise wrong.TooLong(most=most, count=len(answer))


def _integer(item: Item, answer: Answer) -> None:
    if isinstance(answer, bool) or not isinstance(answer, int):
        raise wrong.NoWholeNumber
    if answer not in WHOLE_RANGE:
        raise wrong.TooManyDigits
    _bounds(item, Decimal(answer))
    if item.scale and answer not in item.scale:
        raise wrong.NotOnScale(least=item.scale[0], most=item.scale[-1])


def _decimal(item: Item, answer: Answer) -> None:
    if not isinstance(answer, str) or not _DECIMAL.fullmatch(answer):
        raise wrong.NoNumber
    _number(item, answer)


def _number(item: Item, written: str) -> None:
    if sum(character.isdigit() for character in written) > MOST_DIGITS:
        raise wrong.TooManyDigits
    most = item.limits.max_decimals
    if most is not None and len(written.partition(".")[2]) > most:
        raise wrong.TooManyDecimals(most=most)
    _bounds(item, Decimal(written))


def _bounds(item: Item, number: Decimal) -> None:
    least, most = item.limits.least, item.limits.most
    least = least if isinstance(least, Decimal) else None
    most = most if isinstance(most, Decimal) else None
    unit = item.units[0].display.default if len(item.units) == 1 else ""
    facts = {"least": spoken(least), "most": spoken(most), "unit": unit}
    if least is not None and most is not None and not least <= number <= most:
        raise wrong.OutsideLimits(**facts)
    if least is not None and number < least:
        raise wrong.TooLow(**facts)
    if most is not None and number > most:
        raise wrong.TooHigh(**facts)


def spoken(number: Decimal | None) -> str:
    """Write a number as people here do: 72,5."""
    if number is None:
        return ""
    shortest = number.to_integral_value() if number == int(number) else number
    return format(shortest, "f").replace(".", ",")


def _quantity(item: Item, answer: Answer) -> None:
    value = answer.get("value") if isinstance(answer, dict) else None
    unit = answer.get("unit") if isinstance(answer, dict) else None
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
        raise wrong.NoNumber
    names = {each.name for each in item.units}
    if names and unit not in names:
        raise wrong.NoUnit
    _number(item, value)


def _choice(item: Item, answer: Answer) -> None:
    other = answer.get("other") if isinstance(answer, dict) else None
    if item.type == ItemType.OPEN_CHOICE and isinstance(other, str):
        if not other.strip():
            raise wrong.NoOther
        _length(other, item.limits.max_length or LONGEST_OTHER)
    elif not isinstance(answer, str) or item.option(answer) is None:
        raise wrong.NotAnOption


def _date(item: Item, answer: Answer) -> None:
    found = DATE.fullmatch(answer) if isinstance(answer, str) else None
    if found is None:
        raise wrong.NoDate
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        date(year or 0, month or 1, day or 1)
    except ValueError:
        raise wrong.ImpossibleDate from None
    least, most = item.limits.least, item.limits.most
    # Compared as far as both are known: 2026 is not before 2026-10-16.
    if isinstance(least, str) and found[0] < least[: len(found[0])]:
        raise wrong.DateTooEarly(least=least)
    if isinstance(most, str) and found[0] > most[: len(found[0])]:
        raise wrong.DateTooLate(most=most)


CHECKS: dict[ItemType, Callable[[Item, Answer], None]] = {
    ItemType.BOOLEAN: _boolean,
    ItemType.STRING: _text,
    ItemType.TEXT: _text,
    ItemType.INTEGER: _integer,
    ItemType.DECIMAL: _decimal,
    ItemType.DATE: _date,
    ItemType.CHOICE: _choice,
    ItemType.OPEN_CHOICE: _choice,
    ItemType.QUANTITY: _quantity,
}


def decimal_in(answer: object) -> Decimal | None:
    """Give the number in an answer, if there is one."""
    if isinstance(answer, str) and not _DECIMAL.fullmatch(answer):
        return None
    if isinstance(answer, bool) or not isinstance(answer, int | str):
        return None
    return Decimal(answer)
