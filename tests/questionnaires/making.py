"""Small questionnaires made by hand, as a file would hold them."""

import json
from typing import Any

from intake.questionnaires.definition import Questionnaire
from intake.questionnaires.parsing import parse
from intake.questionnaires.report import ImportReport

SD = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"


def item(link_id: str, kind: str = "string", **more: Any) -> dict[str, Any]:
    """An item; its text is its linkId unless it is given."""
    return {"linkId": link_id, "type": kind, "text": link_id, **more}


def choice(link_id: str, *codes: str, **more: Any) -> dict[str, Any]:
    options = [{"valueCoding": {"code": code, "display": code}} for code in codes]
    return item(link_id, more.pop("kind", "choice"), answerOption=options, **more)


def control(code: str) -> dict[str, Any]:
    coding = {"coding": [{"code": code}]}
    return {"url": SD + "questionnaire-itemControl", "valueCodeableConcept": coding}


def extension(name: str, base: str = SD, **value: Any) -> dict[str, Any]:
    return {"url": base + name, **value}


def when(question: str, operator: str = "=", **answer: Any) -> dict[str, Any]:
    return {"question": question, "operator": operator, **answer}


def file(*items: dict[str, Any], **more: Any) -> bytes:
    resource = {"resourceType": "Questionnaire", "url": "urn:example:q", "title": "Q"}
    return json.dumps({**resource, **more, "item": list(items)}).encode()


def report(*items: dict[str, Any], **more: Any) -> ImportReport:
    return parse(file(*items, **more))


def questionnaire(*items: dict[str, Any], **more: Any) -> Questionnaire:
    return report(*items, **more).questionnaire
