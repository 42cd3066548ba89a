"""What is taken over, what is adapted, what is left out, and what is kept."""

import json
from decimal import Decimal
from typing import Any

import pytest

from intake.questionnaires.definition import Control, ItemType, Text
from intake.questionnaires.parsing import parse
from intake.questionnaires.report import SENTENCES, Change, ImportReport
from tests.questionnaires.making import (
    SD,
    SDC,
    choice,
    control,
    extension,
    file,
    item,
    questionnaire,
    report,
    when,
)


def changes(found: ImportReport) -> list[tuple[str, str]]:
    return [(note.link_id, note.change.value) for note in found.notes]


def test_every_change_says_what_and_what_the_patient_sees() -> None:
    assert set(SENTENCES) == set(Change)


def test_an_ordinary_question_is_taken_over() -> None:
    found = report(item("a", required=True, maxLength=20, prefix="1."))
    (a,) = found.questionnaire.items

    assert found.taken == ("a",)
    assert (a.required, a.limits.max_length, a.prefix) == (True, 20, "1.")


@pytest.mark.parametrize(
    ("made", "change"),
    [
        (item("a", "reference"), "type"),
        (item("a", "attachment"), "type"),
        (item("a", "time"), "type"),
        (item("a", readOnly=True), "read-only"),
        (item("a", text=""), "no-text"),
        (item("a", modifierExtension=[{"url": "urn:x"}]), "modifier"),
        (
            item("a", extension=[extension("calculatedExpression", SDC)]),
            "calculated",
        ),
        (
            item("a", extension=[extension("enableWhenExpression", SDC)]),
            "condition-expression",
        ),
        (
            item("a", extension=[extension("questionnaire-hidden", valueBoolean=True)]),
            "hidden",
        ),
    ],
)
def test_what_cannot_be_asked_is_left_out_with_notice(
    made: dict[str, Any], change: str
) -> None:
    found = report(made, item("b"))

    assert changes(found) == [("a", change)]
    assert [each.link_id for each in found.unsupported] == ["a"]
    assert found.taken == ("b",)
    assert [each.link_id for each in found.questionnaire.walk()] == ["b"]


def test_what_hangs_on_a_left_out_question_is_left_out_too() -> None:
    found = report(
        item("a", "attachment"),
        item("b", enableWhen=[when("a", "exists", answerBoolean=True)]),
        item("c", enableWhen=[when("b", "!=", answerString="x")]),
        item("d"),
        item(
            "e",
            enableBehavior="any",
            enableWhen=[when("c", answerString="x"), when("d", answerString="y")],
        ),
    )

    assert changes(found) == [
        ("a", "type"),
        ("b", "depends"),
        ("c", "depends"),
        ("e", "lost-condition"),
    ]
    assert [each.link_id for each in found.questionnaire.walk()] == ["d", "e"]


def test_a_moment_is_asked_as_a_date_and_an_address_as_text() -> None:
    found = report(item("a", "dateTime"), item("b", "url"))

    assert [each.type for each in found.questionnaire.items] == ["date", "string"]
    assert changes(found) == [("a", "date-time"), ("b", "url")]


def test_options_elsewhere_become_a_text_question_unless_something_hangs_on_them() -> (
    None
):
    away = "http://example.org/ValueSet/x"
    alone = report(item("a", "choice", answerValueSet=away), item("b"))
    needed = report(
        item("a", "choice", answerValueSet=away),
        item("b", enableWhen=[when("a", answerCoding={"code": "x"})]),
        item("c"),
    )

    assert alone.questionnaire.items[0].type == ItemType.STRING
    assert changes(alone) == [("a", "external-as-text")]
    assert changes(needed) == [("a", "external-options"), ("b", "depends")]


def test_options_come_from_the_expansion_and_else_from_what_is_composed() -> None:
    concept = {"code": "c", "display": "Samengesteld"}
    composed = {"include": [{"system": "urn:s", "concept": [concept]}]}
    expanded = {"contains": [{"system": "urn:s", "code": "c", "display": "Ontvouwen"}]}
    value_sets = [
        {"resourceType": "ValueSet", "id": "one", "compose": composed},
        {
            "resourceType": "ValueSet",
            "id": "both",
            "compose": composed,
            "expansion": expanded,
        },
    ]
    found = questionnaire(
        item("a", "choice", answerValueSet="#one"),
        item("b", "choice", answerValueSet="#both"),
        contained=value_sets,
    )

    shown = [each.options[0].display.default for each in found.items]
    assert shown == ["Samengesteld", "Ontvouwen"]


def test_r5_codings_are_choices_open_where_a_string_may_be_given() -> None:
    found = questionnaire(
        choice("a", "x", kind="coding"),
        choice("b", "x", kind="coding", answerConstraint="optionsOrString"),
        item("c", answerOption=[{"valueString": "x"}]),
    )

    assert [e.type for e in found.items] == ["choice", "open-choice", "choice"]


def test_options_with_one_code_in_two_systems_keep_names_of_their_own() -> None:
    codings = [
        {"valueCoding": {"system": system, "code": "1", "display": system}}
        for system in ("urn:a", "urn:b", "urn:b")
    ]
    (a,) = questionnaire(item("a", "choice", answerOption=codings)).items

    assert [option.value for option in a.options] == ["1", "urn:b|1", "urn:b|1#2"]


def test_weights_exclusive_options_and_plain_values_are_read() -> None:
    options = [
        {
            "valueCoding": {
                "code": "a",
                "display": "A",
                "extension": [extension("ordinalValue", valueDecimal=1.5)],
            }
        },
        {
            "valueCoding": {"code": "b", "display": "B"},
            "extension": [
                extension("questionnaire-optionExclusive", valueBoolean=True)
            ],
            "initialSelected": True,
        },
        {"valueInteger": 3},
        {"valueDate": "2026-01-01"},
    ]
    (made,) = questionnaire(item("q", "choice", answerOption=options)).items
    a, b, three, day = made.options

    assert (a.weight, b.exclusive, b.initial) == (Decimal("1.5"), True, True)
    assert (three.answer, three.fhir_name) == (3, "valueInteger")
    assert (day.answer, day.fhir_name) == ("2026-01-01", "valueDate")


def test_texts_under_a_question_become_its_help_notes_and_ends() -> None:
    under = [
        item("h", "display", text="Hulp", extension=[control("flyover")]),
        item("l", "display", text="geen pijn", extension=[control("lower")]),
        item("u", "display", text="ergste pijn", extension=[control("upper")]),
        item("n", "display", text="Waarom wij dit vragen"),
        item("f", text="Vervolg"),
    ]
    (a,) = questionnaire(item("a", "integer", item=under)).items

    assert (a.help.default, a.lower.default) == ("Hulp", "geen pijn")
    assert a.upper.default == "ergste pijn"
    assert [note.default for note in a.notes] == ["Waarom wij dit vragen"]
    assert [each.link_id for each in a.items] == ["f"]


def test_a_question_without_text_takes_its_help_for_text() -> None:
    help_text = item("h", "display", text="Voornaam", extension=[control("flyover")])
    found = report(item("a", text="", item=[help_text]))

    assert found.questionnaire.items[0].text.default == "Voornaam"
    assert changes(found) == [("a", "text-from-help")]


def test_a_slider_of_eleven_steps_is_a_scale_and_a_longer_one_a_number() -> None:
    def slider(link_id: str, most: int) -> dict[str, Any]:
        limits = [
            extension("minValue", valueInteger=0),
            extension("maxValue", valueInteger=most),
        ]
        return item(link_id, "integer", extension=[control("slider"), *limits])

    found = report(slider("a", 10), slider("b", 100))
    a, b = found.questionnaire.items

    assert a.scale == tuple(range(11))
    assert b.scale == ()
    assert changes(found) == [("a", "slider"), ("b", "slider")]


def test_units_limits_and_format_are_read() -> None:
    unit = {"system": "http://unitsofmeasure.org", "code": "kg", "display": "(kilo)"}
    made = item(
        "a",
        "quantity",
        extension=[
            extension("questionnaire-unitOption", valueCoding=unit),
            extension("minQuantity", SDC, valueQuantity={"value": 20, "code": "kg"}),
            extension("maxQuantity", SDC, valueQuantity={"value": 9, "code": "g"}),
            extension("entryFormat", valueString="kk,k"),
            extension("maxDecimalPlaces", valueInteger=1),
        ],
    )
    found = report(made)
    (a,) = found.questionnaire.items

    assert (a.units[0].name, a.units[0].display.default) == ("kg", "kilo")
    assert (a.limits.least, a.limits.most) == (Decimal(20), None)
    assert a.entry_format.default == "kk,k"
    assert changes(found) == [("a", "other-unit")]


def test_a_repetition_in_a_repetition_is_asked_once() -> None:
    inner = item("b", repeats=True)
    found = report(item("g", "group", repeats=True, item=[inner]))

    assert changes(found) == [("b", "inner-repeat")]
    assert not found.questionnaire.by_link_id["b"].repeats


def test_an_unknown_control_is_shown_as_usual_and_said() -> None:
    found = report(item("a", extension=[control("hologram")]))

    assert found.questionnaire.items[0].control == Control.DEFAULT
    assert changes(found) == [("a", "control")]


def test_one_file_carries_dutch_and_english() -> None:
    def translated(text: str) -> dict[str, Any]:
        parts = [
            {"url": "lang", "valueCode": "en-GB"},
            {"url": "content", "valueString": text},
        ]
        return {"extension": [{"url": SD + "translation", "extension": parts}]}

    found = questionnaire(
        item("a", text="Pijn?", _text=translated("Pain?")), language="nl-NL"
    )

    text = found.items[0].text
    assert text == Text("Pijn?", "nl", (("en", "Pain?"),))
    assert (text.text_in("en"), text.text_in("nl"), text.text_in("fr")) == (
        "Pain?",
        "Pijn?",
        "Pijn?",
    )
    assert text.language_in("fr") == "nl"
    assert found.languages == ("nl", "en")


def test_unknown_extensions_are_kept_in_the_file_and_named() -> None:
    raw = file(item("a", extension=[{"url": "urn:own", "valueDecimal": 1.50}]))
    found = report(item("a", extension=[{"url": "urn:own", "valueDecimal": 1.50}]))

    assert found.ignored == ("urn:own",)
    assert json.loads(found.source) == json.loads(raw)


def test_a_definition_is_known_by_its_content_not_by_its_spacing() -> None:
    one = report(item("a"), item("b"))
    other = report(item("b"), item("a"))
    spaced = json.dumps(json.loads(file(item("a"), item("b"))), indent=4)

    assert parse(spaced.encode()).content_hash == one.content_hash
    assert other.content_hash != one.content_hash
