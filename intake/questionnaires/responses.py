"""Answers as a FHIR R4 QuestionnaireResponse."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from intake.questionnaires.answers import Answer, Answers, is_unknown, rows
from intake.questionnaires.definition import (
    Coding,
    Item,
    ItemType,
    Option,
    Questionnaire,
)
from intake.questionnaires.logic import Visibility, look

Element = dict[str, object]
DATA_ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
SIMPLE = {
    ItemType.BOOLEAN: "valueBoolean",
    ItemType.STRING: "valueString",
    ItemType.TEXT: "valueString",
    ItemType.INTEGER: "valueInteger",
    ItemType.DATE: "valueDate",
}
# What was asked in a simpler way is exported as the definition has it.
EXPORTED_AS = {"url": "valueUri", "dateTime": "valueDateTime"}


def to_response(
    questionnaire: Questionnaire,
    answers: Answers,
    *,
    authored: datetime,
    language: str,
    status: str = "completed",
    identifier: str = "",
) -> Element:
    """Write the answers as a QuestionnaireResponse, only those that are asked.

    Texts are given in `language`, as the person saw them.
    """
    visibility = look(questionnaire, answers)
    writer = _Writer(visibility, language)
    canonical = "|".join(filter(None, [questionnaire.url, questionnaire.version]))
    about: Element = {
        "resourceType": "QuestionnaireResponse",
        "id": identifier,
        "language": language,
        "questionnaire": canonical if questionnaire.url else "",
        "status": status,
        "authored": authored.isoformat(timespec="seconds"),
        "item": writer.items(questionnaire.items, visibility.visible_answers(), ""),
    }
    return {name: value for name, value in about.items() if value}


@dataclass(frozen=True, slots=True)
class _Writer:
    visibility: Visibility
    language: str

    def items(self, items: Iterable[Item], answers: Answers, row: str) -> list[Element]:
        """Write the items that hold an answer."""
        return [e for item in items for e in self._item(item, answers, row)]

    def _item(self, item: Item, answers: Answers, row: str) -> list[Element]:
        if item.type == ItemType.DISPLAY:
            return []
        if item.is_list:
            return self._list(item, answers)
        inner = self.items(item.items, answers, row)
        if item.type == ItemType.GROUP:
            return [self._element(item, item=inner)] if inner else []
        given = self._answers(item, answers.get(item.link_id))
        if inner:
            # What follows from a question stands under its (first) answer.
            given = [{**(given[0] if given else {}), "item": inner}, *given[1:]]
        return [self._element(item, answer=given)] if given else []

    def _list(self, item: Item, answers: Answers) -> list[Element]:
        filled = rows(answers, item)
        if item.type == ItemType.GROUP:
            groups = [self.items(item.items, inner, name) for name, inner in filled]
            return [self._element(item, item=inner) for inner in groups if inner]
        given: list[Element] = []
        for name, inner in filled:
            under = self.items(item.items, inner, name)
            more = {"item": under} if under else {}
            answers_here = self._answers(item, inner.get(item.link_id))
            given += [{**element, **more} for element in answers_here]
        return [self._element(item, answer=given)] if given else []

    def _element(self, item: Item, /, **content: list[Element]) -> Element:
        text = item.text.text_in(self.language)
        return {"linkId": item.link_id, **({"text": text} if text else {}), **content}

    def _answers(self, item: Item, answer: Answer | None) -> list[Element]:
        if answer is None or answer in ("", []):
            return []
        if is_unknown(answer):
            absent = {"url": DATA_ABSENT, "valueCode": "asked-unknown"}
            return [{"_valueBoolean": {"extension": [absent]}}]
        several = answer if isinstance(answer, list) else [answer]
        return [self._answer(item, each) for each in several]

    def _answer(self, item: Item, answer: Answer) -> Element:
        if item.type == ItemType.DECIMAL:
            return {"valueDecimal": exact(str(answer))}
        if isinstance(answer, dict) and "other" in answer:
            return {"valueString": answer["other"]}
        if isinstance(answer, dict):
            return {"valueQuantity": self._quantity(item, answer)}
        option = item.option(answer) if isinstance(answer, str) else None
        if option:
            return {option.fhir_name: self._chosen(option)}
        if item.fhir_type in {"choice", "open-choice", "coding"}:
            # The options were elsewhere; what was typed stands for the display.
            return {"valueCoding": {"display": answer}}
        return {EXPORTED_AS.get(item.fhir_type, SIMPLE[item.type]): answer}

    def _chosen(self, option: Option) -> object:
        if not isinstance(option.answer, Coding):
            return option.answer
        coding = option.answer
        written = {
            "system": coding.system,
            "version": coding.version,
            "code": coding.code,
            "display": option.display.text_in(self.language),
        }
        return {name: value for name, value in written.items() if value}

    def _quantity(self, item: Item, answer: dict[str, Answer]) -> Element:
        written: Element = {"value": exact(str(answer["value"]))}
        unit = next((e for e in item.units if e.name == answer.get("unit")), None)
        if unit:
            written["unit"] = unit.display.text_in(self.language)
            if unit.code and unit.system:
                written |= {"system": unit.system, "code": unit.code}
        return written


def exact(written: str) -> int | float:
    """Give a JSON number; up to 15 digits a float is written as it was read."""
    number = Decimal(written)
    return int(number) if number == number.to_integral_value() else float(number)
