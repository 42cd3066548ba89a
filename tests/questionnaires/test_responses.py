"""What leaves is a QuestionnaireResponse other systems accept, with nothing hidden."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.questionnaires.answers import UNKNOWN, Answer, Answers
from intake.questionnaires.definition import Item, ItemType, Questionnaire
from intake.questionnaires.logic import look
from intake.questionnaires.pages import lay_out
from intake.questionnaires.parsing import parse
from intake.questionnaires.responses import to_response
from intake.questionnaires.summaries import State, summary
from tests.questionnaires.making import SD, choice, item, questionnaire, when

NOW = datetime(2026, 10, 16, 9, 41, 12, tzinfo=UTC)
SHIPPED = Path("intake/questionnaires/shipped/rugklachten.json")
FIXTURE = Path("tests/questionnaires/fixtures/shoulder-intake.json")


def respond(asked: Questionnaire, answers: Answers, **more: Any) -> dict[str, Any]:
    """The response as another system would read it."""
    made = to_response(asked, answers, authored=NOW, language="nl", **more)
    as_sent: dict[str, Any] = json.loads(json.dumps(made))
    QuestionnaireResponse.model_validate(as_sent)
    return as_sent


def test_every_type_is_written_as_r4_has_it() -> None:
    kg = {"system": "http://unitsofmeasure.org", "code": "kg", "display": "kilo"}
    asked = questionnaire(
        item("b", "boolean"),
        item("u", "boolean"),
        item("s"),
        item("i", "integer"),
        item("n", "decimal"),
        item("d", "date"),
        item("m", "dateTime"),
        item("w", "url"),
        choice("c", "x", "y", repeats=True),
        choice("o", "x", kind="open-choice"),
        item(
            "q",
            "quantity",
            extension=[{"url": SD + "questionnaire-unit", "valueCoding": kg}],
        ),
        item("e", "choice", answerValueSet="urn:away"),
        version="3",
    )
    answers: Answers = {
        "b": False,
        "u": UNKNOWN,
        "s": "één",
        "i": 0,
        "n": "72.5",
        "d": "2026-10",
        "m": "2026-10-16",
        "w": "http://example.org",
        "c": ["x", "y"],
        "o": {"other": "Yoga"},
        "q": {"value": "80", "unit": "kg"},
        "e": "anders",
    }
    sent = respond(asked, answers, identifier="abc")
    given = {each["linkId"]: each["answer"] for each in sent["item"]}

    assert sent["questionnaire"] == "urn:example:q|3"
    assert sent["status"] == "completed"
    assert sent["authored"] == "2026-10-16T09:41:12+00:00"
    absent = {"url": SD + "data-absent-reason", "valueCode": "asked-unknown"}
    assert given == {
        "b": [{"valueBoolean": False}],
        "u": [{"_valueBoolean": {"extension": [absent]}}],
        "s": [{"valueString": "één"}],
        "i": [{"valueInteger": 0}],
        "n": [{"valueDecimal": 72.5}],
        "d": [{"valueDate": "2026-10"}],
        "m": [{"valueDateTime": "2026-10-16"}],
        "w": [{"valueUri": "http://example.org"}],
        "c": [
            {"valueCoding": {"code": "x", "display": "x"}},
            {"valueCoding": {"code": "y", "display": "y"}},
        ],
        "o": [{"valueString": "Yoga"}],
        "q": [
            {
                "valueQuantity": {
                    "value": 80,
                    "unit": "kilo",
                    "system": "http://unitsofmeasure.org",
                    "code": "kg",
                }
            }
        ],
        "e": [{"valueCoding": {"display": "anders"}}],
    }


def test_lists_are_written_as_r4_repeats_them() -> None:
    asked = questionnaire(
        item("m", "group", repeats=True, item=[item("n")]),
        item("s", repeats=True),
    )
    rows: Answer = [
        {"row": "1", "answers": {"n": "a", "s": "x"}},
        {"row": "2", "answers": {"n": "b", "s": "y"}},
    ]
    sent = respond(asked, {"m": rows, "s": rows})

    assert [each["linkId"] for each in sent["item"]] == ["m", "m", "s"]
    assert [e["valueString"] for e in sent["item"][2]["answer"]] == ["x", "y"]


def test_a_follow_up_stands_under_the_answer_it_follows() -> None:
    asked = questionnaire(item("a", "boolean", item=[item("b")]))
    sent = respond(asked, {"a": True, "b": "x"})
    alone = respond(asked, {"b": "x"})

    (answer,) = sent["item"][0]["answer"]
    assert answer["valueBoolean"] is True
    assert answer["item"][0]["linkId"] == "b"
    assert "valueBoolean" not in alone["item"][0]["answer"][0]


def test_what_was_not_asked_does_not_leave() -> None:
    asked = questionnaire(
        item("a", "boolean"), item("b", enableWhen=[when("a", answerBoolean=True)])
    )
    sent = respond(asked, {"a": False, "b": "geheim"})

    assert "geheim" not in json.dumps(sent)


def answers_to(asked: Item) -> st.SearchStrategy[Answer]:
    """Answers that fit a question of the questionnaires in this repository."""
    names = [option.value for option in asked.options]
    unit = asked.units[0].name if asked.units else ""
    if asked.is_multiple:
        several = st.lists(st.sampled_from(names), min_size=1, unique=True)
        return several.map(list)
    fitting: dict[ItemType, st.SearchStrategy[Answer]] = {
        ItemType.BOOLEAN: st.sampled_from([True, False, UNKNOWN]),
        ItemType.STRING: st.text("aé€😀 ", min_size=1, max_size=20),
        ItemType.TEXT: st.text("aé€😀\n", min_size=1, max_size=20),
        ItemType.INTEGER: st.integers(0, 10),
        ItemType.DECIMAL: st.just("1.5"),
        ItemType.DATE: st.sampled_from(["2026-10-16", "2026-10", "2026"]),
        ItemType.QUANTITY: st.just({"value": "72.5", "unit": unit}),
    }
    if asked.type in fitting:
        return fitting[asked.type]
    return st.sampled_from(names)


@pytest.mark.parametrize("file", [SHIPPED, FIXTURE])
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_whatever_somebody_fills_in_leaves_as_a_valid_response(
    file: Path, data: st.DataObject
) -> None:
    asked = parse(file.read_bytes()).questionnaire
    document: Answers = {}
    for page in lay_out(asked).pages:
        for each in page.asked_on:
            if not data.draw(st.booleans()):
                continue
            answer = data.draw(answers_to(each))
            owner = asked.lists.get(each.link_id)
            if owner is None:
                document[each.link_id] = answer
            else:
                row: Answer = {"row": "r", "answers": {each.link_id: answer}}
                document[owner.link_id] = [row]
    sent = respond(asked, document)

    asked_ids = {
        each.link_id for each in asked.walk() if look(asked, document).shows(each)
    }
    assert {each["linkId"] for each in sent.get("item", [])} <= asked_ids


def test_the_summary_keeps_the_three_ways_of_not_answering_apart() -> None:
    asked = questionnaire(
        item("a", "boolean"),
        item("b", enableWhen=[when("a", answerBoolean=True)]),
        item("c"),
        choice("d", "x", repeats=True, kind="open-choice"),
    )
    document: Answers = {"a": UNKNOWN, "b": "oud", "d": ["x", {"other": "Yoga"}]}
    parts = summary(
        lay_out(asked), look(asked, document), language="nl", with_skipped=True
    )
    lines = [(line.label, line.value, line.state) for line in parts[0].lines]

    assert lines == [
        ("a", "Weet ik niet", State.UNKNOWN),
        ("b", "", State.SKIPPED),
        ("c", "", State.EMPTY),
        ("d", "x\nAnders: Yoga", State.ANSWERED),
    ]
