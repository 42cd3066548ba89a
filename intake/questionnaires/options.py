"""The answers to choose from: in the item, or in a value set in the same file."""

from dataclasses import dataclass, replace

from intake.questionnaires.definition import Coding, Option, Text
from intake.questionnaires.reading import Node
from intake.questionnaires.texts import FHIR, Reading, read_text

EXCLUSIVE = FHIR + "questionnaire-optionExclusive"
WEIGHTS = (FHIR + "ordinalValue", FHIR + "itemWeight")
SIMPLE_ANSWERS = ("valueString", "valueDate", "valueTime")


@dataclass(frozen=True, slots=True)
class Options:
    """The options of one item, and how their texts were read."""

    found: tuple[Option, ...] = ()
    readings: tuple[Reading, ...] = ()
    external: str = ""  # the address of a value set that is not in the file


def read_options(item: Node, contained: dict[str, Node], language: str) -> Options:
    """Read the options of an item. Raises WrongShape."""
    if nodes := item.nodes("answerOption"):
        return _named([_inline(node, language) for node in nodes])
    address = item.text("answerValueSet")
    if not address:
        return Options()
    value_set = contained.get(address.removeprefix("#"))
    concepts = _concepts(value_set) if value_set else []
    if not concepts:
        return Options(external=address)
    return _named([_concept(*each, language) for each in concepts])


def read_coding(node: Node) -> Coding:
    """Read a coding. Raises WrongShape."""
    return Coding(node.text("code"), node.text("system"), node.text("version"))


def _inline(node: Node, language: str) -> tuple[Option, Reading]:
    coding = node.node("valueCoding")
    if coding:
        option, reading = _coded(coding, read_coding(coding), language)
    else:
        option, reading = _simple(node, language)
    # A weight may stand at the option or at its coding.
    weights = [*node.extensions(*WEIGHTS)]
    weights += coding.extensions(*WEIGHTS) if coding else []
    weight = weights[0].number("valueDecimal") if weights else None
    exclusive = node.extension(EXCLUSIVE)
    option = replace(
        option,
        weight=weight,
        exclusive=bool(exclusive and exclusive.flag("valueBoolean")),
        initial=node.flag("initialSelected"),
    )
    return option, reading


def _coded(node: Node, coding: Coding, language: str) -> tuple[Option, Reading]:
    reading = read_text(node, "display", language)
    text = reading.text or Text(coding.code, language)
    return Option(coding.code or text.default, coding, text), reading


def _simple(node: Node, language: str) -> tuple[Option, Reading]:
    whole = node.whole("valueInteger")
    if whole is not None:
        text = Text(str(whole), language)
        return Option(str(whole), whole, text, "valueInteger"), Reading(text)
    name = next((each for each in SIMPLE_ANSWERS if each in node), "valueString")
    reading = read_text(node, name, language)
    answer = node.text(name)
    return Option(answer, answer, reading.text, name), reading


def _concepts(value_set: Node) -> list[tuple[Node, str]]:
    """Give the concepts with their system: the expansion, else what it composes."""
    expansion = value_set.node("expansion")
    compose = value_set.node("compose")
    listed = _expanded(expansion.nodes("contains")) if expansion else []
    if listed:
        return listed
    sets = compose.nodes("include") if compose else []
    return [
        (concept, each.text("system"))
        for each in sets
        for concept in each.nodes("concept")
    ]


def _expanded(nodes: list[Node]) -> list[tuple[Node, str]]:
    found = []
    for node in nodes:
        if node.text("code") and not node.flag("abstract"):
            found.append((node, node.text("system")))
        found += _expanded(node.nodes("contains"))
    return found


def _concept(node: Node, system: str, language: str) -> tuple[Option, Reading]:
    coding = Coding(node.text("code"), system, node.text("version"))
    return _coded(node, coding, language)


def _named(read: list[tuple[Option, Reading]]) -> Options:
    """Give every option a name of its own; options without a text are no options."""
    read = [(option, reading) for option, reading in read if option.display]
    taken: dict[str, int] = {}
    options = []
    for option, _ in read:
        name = option.value
        if name in taken and isinstance(option.answer, Coding):
            name = f"{option.answer.system}|{name}"
        first = name
        while name in taken:
            taken[first] += 1
            name = f"{first}#{taken[first]}"
        taken[name] = 1
        options.append(replace(option, value=name))
    return Options(tuple(options), tuple(reading for _, reading in read))
