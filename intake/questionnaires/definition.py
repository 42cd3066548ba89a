"""The part of a FHIR Questionnaire that is put before a patient, typed and frozen."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from graphlib import TopologicalSorter


class ItemType(StrEnum):
    """What an item asks for; R4 names."""

    GROUP = "group"
    DISPLAY = "display"
    BOOLEAN = "boolean"
    STRING = "string"
    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    CHOICE = "choice"
    OPEN_CHOICE = "open-choice"
    QUANTITY = "quantity"


CHOICES = frozenset({ItemType.CHOICE, ItemType.OPEN_CHOICE})
NUMBERS = frozenset({ItemType.INTEGER, ItemType.DECIMAL, ItemType.QUANTITY})
# UX §4 point 7: the ordinary pain scale 0–10 counts eleven steps.
MOST_SCALE_STEPS = 11


class Control(StrEnum):
    """How the author wishes an item to be shown; a hint, never a meaning."""

    DEFAULT = ""
    RADIO = "radio-button"
    DROP_DOWN = "drop-down"
    CHECK_BOX = "check-box"
    SLIDER = "slider"
    PAGE = "page"
    HELP = "help"
    LOWER = "lower"
    UPPER = "upper"


class Operator(StrEnum):
    """The seven comparisons of enableWhen."""

    EXISTS = "exists"
    EQUAL = "="
    NOT_EQUAL = "!="
    GREATER = ">"
    LESS = "<"
    AT_LEAST = ">="
    AT_MOST = "<="


def base_language(tag: str) -> str:
    """Give the language without its region: "nl" for "nl-NL"."""
    return tag.replace("_", "-").split("-", maxsplit=1)[0].lower()


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its translations."""

    default: str = ""
    language: str = ""
    translations: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        """Say whether there is anything to read."""
        return bool(self.default)

    def text_in(self, language: str) -> str:
        """Give the text in this language, or as its author wrote it."""
        return dict(self.translations).get(base_language(language), self.default)

    def language_in(self, language: str) -> str:
        """Give the language `text_in` answers in; "" where the file does not say."""
        wanted = base_language(language)
        return wanted if wanted in dict(self.translations) else self.language


@dataclass(frozen=True, slots=True)
class Coding:
    """A code of a code system."""

    code: str
    system: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose. `value` is its name in answer documents and forms."""

    value: str
    answer: Coding | str | int
    display: Text
    fhir_name: str = "valueCoding"
    exclusive: bool = False
    weight: Decimal | None = None
    initial: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """What a quantity is counted in; `code` as in UCUM where there is one."""

    code: str
    display: Text
    system: str = ""

    @property
    def name(self) -> str:
        """Its name in answer documents."""
        return self.code or self.display.default


ConditionAnswer = bool | int | Decimal | str | Coding


@dataclass(frozen=True, slots=True)
class EnableWhen:
    """One condition on the answer to another question."""

    question: str
    operator: Operator
    answer: ConditionAnswer
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What an answer may be; dates as FHIR writes them."""

    max_length: int | None = None
    least: Decimal | str | None = None
    most: Decimal | str | None = None
    max_decimals: int | None = None
    min_occurs: int = 0
    max_occurs: int | None = None
    step: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """A question, a group of them, or a text between them.

    `number` is the place in the file, counted over all items: the stable name of
    an item in addresses and form fields, where a linkId could hold anything.
    """

    link_id: str
    number: int
    type: ItemType
    text: Text = field(default_factory=Text)
    # The R4 type the answer is exported as, where we ask in a simpler way.
    fhir_type: str = ""
    help: Text = field(default_factory=Text)
    notes: tuple[Text, ...] = ()
    prefix: str = ""
    required: bool = False
    repeats: bool = False
    limits: Limits = field(default_factory=Limits)
    options: tuple[Option, ...] = ()
    enable_when: tuple[EnableWhen, ...] = ()
    any_condition: bool = False
    control: Control = Control.DEFAULT
    lower: Text = field(default_factory=Text)
    upper: Text = field(default_factory=Text)
    units: tuple[Unit, ...] = ()
    entry_format: Text = field(default_factory=Text)
    items: tuple["Item", ...] = ()

    @property
    def is_question(self) -> bool:
        """Say whether it can be answered."""
        return self.type not in {ItemType.GROUP, ItemType.DISPLAY}

    @property
    def is_list(self) -> bool:
        """Say whether it is filled in row by row (UX P17)."""
        return self.repeats and self.type not in CHOICES | {ItemType.DISPLAY}

    @property
    def is_multiple(self) -> bool:
        """Say whether several options may be ticked."""
        return self.repeats and self.type in CHOICES

    @property
    def scale(self) -> tuple[int, ...]:
        """The steps of a slider short enough for radios; else nothing."""
        if self.type != ItemType.INTEGER or self.control != Control.SLIDER:
            return ()
        least, most = self.limits.least, self.limits.most
        if not (isinstance(least, Decimal) and isinstance(most, Decimal)):
            return ()
        steps = range(int(least), int(most) + 1, self.limits.step)
        return tuple(steps) if len(steps) <= MOST_SCALE_STEPS else ()

    def option(self, value: str) -> Option | None:
        """Find the option with this name."""
        return next((each for each in self.options if each.value == value), None)

    def walk(self) -> Iterator["Item"]:
        """Give the item and everything under it, in the order of the file."""
        waiting = [self]
        while waiting:
            item = waiting.pop()
            yield item
            waiting.extend(reversed(item.items))


@dataclass(frozen=True, eq=False)
class Questionnaire:
    """One version of a questionnaire, as far as we can ask it."""

    url: str
    version: str
    title: Text
    description: Text
    copyright: Text
    language: str
    items: tuple[Item, ...]

    def walk(self) -> Iterator[Item]:
        """Give every item, in the order of the file."""
        for item in self.items:
            yield from item.walk()

    @cached_property
    def by_link_id(self) -> dict[str, Item]:
        """Every item by its linkId."""
        return {item.link_id: item for item in self.walk()}

    @cached_property
    def by_number(self) -> dict[int, Item]:
        """Every item by its number."""
        return {item.number: item for item in self.walk()}

    @cached_property
    def parents(self) -> dict[str, Item]:
        """The item around each item, by linkId; top-level items have none."""
        return {child.link_id: item for item in self.walk() for child in item.items}

    @cached_property
    def lists(self) -> dict[str, Item]:
        """The list each item is filled in for, by linkId: its rows hold the answer."""
        owners: dict[str, Item] = {}
        for item in self.walk():
            parent = self.parents.get(item.link_id)
            if parent and parent.link_id in owners:
                owners[item.link_id] = owners[parent.link_id]
            elif item.is_list:
                owners[item.link_id] = item
        return owners

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Every linkId, each after what decides whether it is shown.

        Raises graphlib.CycleError; what was imported has no cycle.
        """
        graph: TopologicalSorter[str] = TopologicalSorter()
        for item in self.walk():
            around = self.parents.get(item.link_id)
            needs = [condition.question for condition in item.enable_when]
            graph.add(item.link_id, *needs, *([around.link_id] if around else []))
        return tuple(graph.static_order())

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages in which every item can be read."""
        texts = [item.text for item in self.walk() if item.text]
        spoken = [{code for code, _ in text.translations} for text in texts]
        common = set.intersection(*spoken) if spoken else set()
        return tuple(dict.fromkeys(filter(None, [self.language, *sorted(common)])))
