"""Limits of an answer and the units it is counted in."""

from dataclasses import dataclass
from decimal import Decimal

from intake.questionnaires.definition import Limits, Text, Unit
from intake.questionnaires.reading import Node
from intake.questionnaires.report import Change
from intake.questionnaires.texts import FHIR, read_text

SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
UNITS = (FHIR + "questionnaire-unit", FHIR + "questionnaire-unitOption")
LEAST = (FHIR + "minValue", FHIR + "minQuantity", SDC + "minQuantity")
MOST = (FHIR + "maxValue", FHIR + "maxQuantity", SDC + "maxQuantity")
STEP = FHIR + "questionnaire-sliderStepValue"
OCCURS = (FHIR + "questionnaire-minOccurs", FHIR + "questionnaire-maxOccurs")
DECIMALS = FHIR + "maxDecimalPlaces"
ENTRY_FORMAT = FHIR + "entryFormat"


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """What was read, and what had to be changed."""

    limits: Limits
    units: tuple[Unit, ...]
    entry_format: Text
    changes: tuple[Change, ...]


def read_limits(node: Node, language: str) -> ReadLimits:
    """Read limits, units and format. Raises WrongShape."""
    units = tuple(_units(node, language))
    least, least_fits = _bound(node, LEAST, units)
    most, most_fits = _bound(node, MOST, units)
    limits = Limits(
        max_length=_positive(node.whole("maxLength")),
        least=least,
        most=most,
        max_decimals=_whole(node, DECIMALS),
        min_occurs=max(0, _whole(node, OCCURS[0]) or 0),
        max_occurs=_positive(_whole(node, OCCURS[1])),
        step=_positive(_whole(node, STEP)) or 1,
    )
    said = node.extension(ENTRY_FORMAT)
    entry_format = read_text(said, "valueString", language).text if said else Text()
    changes = () if least_fits and most_fits else (Change.OTHER_UNIT,)
    return ReadLimits(limits, units, entry_format, changes)


def _whole(node: Node, url: str) -> int | None:
    extension = node.extension(url)
    return extension.whole("valueInteger") if extension else None


def _positive(number: int | None) -> int | None:
    return number if number and number > 0 else None


def _units(node: Node, language: str) -> list[Unit]:
    units = []
    for extension in node.extensions(*UNITS):
        coding = extension.node("valueCoding")
        if coding is None:
            continue
        said = read_text(coding, "display", language).text
        code = coding.text("code")
        display = _bare(said) if said else Text(code, language)
        if display:
            units.append(Unit(code, display, coding.text("system")))
    return units


def _bare(text: Text) -> Text:
    """Take brackets off: “(pound)” stands beside the number as “pound”."""
    return Text(
        text.default.strip(" ()"),
        text.language,
        tuple((code, said.strip(" ()")) for code, said in text.translations),
    )


def _bound(
    node: Node, urls: tuple[str, ...], units: tuple[Unit, ...]
) -> tuple[Decimal | str | None, bool]:
    """Give the limit, and whether it is in a unit the question is asked in."""
    extension = node.extension(*urls)
    if extension is None:
        return None, True
    if quantity := extension.node("valueQuantity"):
        code = quantity.text("code") or quantity.text("unit")
        names = {unit.name for unit in units}
        # With several units a limit in one of them says nothing of the others.
        fits = not code or names == {code}
        return (quantity.number("value") if fits else None), fits
    for name in ("valueInteger", "valueDecimal"):
        if name in extension:
            return extension.number(name), True
    return (extension.text("valueDate") or None), True
