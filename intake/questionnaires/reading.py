"""From bytes to JSON objects, with nothing in them believed."""

import json
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import NoReturn, TypeVar

from intake.questionnaires import problems

MOST_BYTES = 1_000_000
DEEPEST = 120  # brackets; an item in an item costs two
MOST_DIGITS = 30
# An unclosed string swallows the rest, so that no text is gone over twice.
_STRUCTURE = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)
_HALF_CHARACTER = re.compile("[\x00\ud800-\udfff]")

Json = None | bool | int | Decimal | str | list["Json"] | dict[str, "Json"]
T = TypeVar("T")


class Node:
    """One JSON object and the place where it stands in the file."""

    __slots__ = ("fields", "path")

    def __init__(self, fields: dict[str, Json], path: str = "") -> None:
        """Wrap `fields`, found at `path`."""
        self.fields = fields
        self.path = path

    def __contains__(self, name: str) -> bool:
        """Say whether the name is there at all."""
        return name in self.fields

    def text(self, name: str) -> str:
        """Give a string; "" where absent. Raises WrongShape."""
        return self._get(name, str, "tekst") or ""

    def flag(self, name: str) -> bool:
        """Give a boolean; False where absent. Raises WrongShape."""
        return bool(self._get(name, bool, "true of false"))

    def whole(self, name: str) -> int | None:
        """Give an integer. Raises WrongShape."""
        return self._get(name, int, "geheel getal")

    def number(self, name: str) -> Decimal | None:
        """Give a number. Raises WrongShape."""
        value = self.fields.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return Decimal(value)
        return self._get(name, Decimal, "getal")

    def node(self, name: str) -> "Node | None":
        """Give an object. Raises WrongShape."""
        value: dict[str, Json] | None = self._get(name, dict, "object")
        return None if value is None else Node(value, self._place(name))

    def nodes(self, name: str) -> list["Node"]:
        """Give a list of objects; empty where absent. Raises WrongShape."""
        values: list[Json] = self._get(name, list, "lijst") or []
        places = [f"{self._place(name)}[{index}]" for index in range(len(values))]
        found = []
        for value, place in zip(values, places, strict=True):
            if not isinstance(value, dict):
                raise problems.WrongShape(place, place=place, expected="object")
            found.append(Node(value, place))
        return found

    def extensions(self, *urls: str) -> list["Node"]:
        """Give the extensions with one of these addresses. Raises WrongShape."""
        return [each for each in self.nodes("extension") if each.text("url") in urls]

    def extension(self, *urls: str) -> "Node | None":
        """Give the first extension with one of these addresses, if any."""
        return next(iter(self.extensions(*urls)), None)

    def _place(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def _get(self, name: str, kind: type[T], expected: str) -> T | None:
        value = self.fields.get(name)
        if value is None:
            return None
        # JSON true is an int to Python, and no number to anybody else.
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            place = self._place(name)
            raise problems.WrongShape(place, place=place, expected=expected)
        return value


def read(raw: bytes) -> Node:
    """Read one JSON object. Raises ImportRefused with one problem."""
    try:
        return Node(_load(_decode(raw)))
    except problems.FileProblem as problem:
        raise problems.ImportRefused(problem) from None


def _decode(raw: bytes) -> str:
    if len(raw) > MOST_BYTES:
        raise problems.TooLarge
    if not raw.strip():
        raise problems.Empty
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise problems.NotUtf8 from None


def _load(text: str) -> dict[str, Json]:
    _refuse_depth(text)
    try:
        value: Json = json.loads(
            text,
            parse_constant=_refuse_constant,
            parse_int=_whole,
            parse_float=_decimal,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        raise problems.NotJson(line=error.lineno) from None
    if not isinstance(value, dict):
        raise problems.NotAQuestionnaire
    return value


def _refuse_depth(text: str) -> None:
    """Count brackets before the parser does, which would run out of stack."""
    depth = 0
    for token in _STRUCTURE.finditer(text):
        bracket = token.group()[0]
        depth += (bracket in "[{") - (bracket in "]}")
        if depth > DEEPEST:
            raise problems.TooDeep


def _refuse_constant(found: str) -> NoReturn:
    raise problems.NotANumber(found=found)


def _whole(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise problems.NumberTooLong
    return int(digits)


def _decimal(digits: str) -> Decimal:
    value = Decimal(digits)
    # 1e999999 is four characters of text and a megabyte of digits.
    if len(digits) > MOST_DIGITS or abs(value.adjusted()) > MOST_DIGITS:
        raise problems.NumberTooLong
    return value


def _object(pairs: Iterable[tuple[str, Json]]) -> dict[str, Json]:
    fields: dict[str, Json] = {}
    for name, value in pairs:
        if name in fields:
            raise problems.RepeatedName(name=name[:80])
        for text in (name, value, *(value if isinstance(value, list) else ())):
            if isinstance(text, str) and _HALF_CHARACTER.search(text):
                raise problems.BrokenText(name if text is not name else "")
        fields[name] = value
    return fields
