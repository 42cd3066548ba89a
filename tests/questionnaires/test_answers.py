"""Answers are read with patience, judged in plain words, and lose nothing."""

import copy
from typing import Any

import pytest
from django.http import QueryDict

from accounts.date_parts import DateParts
from intake.questionnaires.answers import Answers, new_row, remove_row, rows
from intake.questionnaires.forms import AnswerForm, page_form, row_form
from intake.questionnaires.pages import lay_out
from tests.questionnaires.making import (
    SDC,
    choice,
    control,
    extension,
    item,
    questionnaire,
    when,
)

KG = {"system": "http://unitsofmeasure.org", "code": "kg", "display": "kg"}
POUND = {"system": "http://unitsofmeasure.org", "code": "[lb_av]", "display": "pond"}
UNIT = extension("questionnaire-unit", valueCoding=KG)
OPTIONS = [
    extension("questionnaire-unitOption", valueCoding=unit) for unit in (KG, POUND)
]
LIMITS = [
    extension("minQuantity", SDC, valueQuantity={"value": 20, "code": "kg"}),
    extension("maxQuantity", SDC, valueQuantity={"value": 350, "code": "kg"}),
]
SCALE = [
    control("slider"),
    extension("minValue", valueInteger=0),
    extension("maxValue", valueInteger=10),
]
EXCLUSIVE = {
    "valueCoding": {"code": "none", "display": "Geen van deze"},
    "extension": [extension("questionnaire-optionExclusive", valueBoolean=True)],
}
SEVERAL = [{"valueCoding": {"code": "x", "display": "x"}}, EXCLUSIVE]


def post(**typed: Any) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in typed.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def ask(made: dict[str, Any], **typed: Any) -> AnswerForm:
    """The form of a page with one question, posted."""
    asked = questionnaire(made)
    (page,) = lay_out(asked).pages
    return page_form(asked, page, {}, post(**typed), language="nl")


def date(day: str, month: str, year: str) -> dict[str, str]:
    return {"q1_day": day, "q1_month": month, "q1_year": year}


ACCEPTED: list[tuple[dict[str, Any], dict[str, Any], Any]] = [
    (item("a", "boolean"), {"q1": "yes"}, True),
    (item("a", "boolean"), {"q1": "no"}, False),
    (item("a", "boolean", required=True), {"q1": "unknown"}, {"unknown": True}),
    (item("a"), {"q1": "  Rug \r\n"}, "Rug"),
    (item("a", "text"), {"q1": "één\r\ntwee\x0bdrie\x08"}, "één\ntwee\ndrie"),
    (item("a", "text"), {"q1": "x" * 10_000}, "x" * 10_000),
    (item("a", "integer"), {"q1": " 12 "}, 12),
    (item("a", "integer"), {"q1": "1.200"}, 1200),
    (item("a", "integer"), {"q1": "3,0"}, 3),
    (item("a", "integer"), {"q1": "−4"}, -4),
    (item("a", "integer"), {"q1": "٣"}, 3),
    (item("a", "decimal"), {"q1": "72,5"}, "72.5"),
    (item("a", "decimal"), {"q1": "72.50"}, "72.50"),
    (item("a", "decimal"), {"q1": "1.234,5"}, "1234.5"),
    (item("a", "decimal"), {"q1": "0 072\u200b"}, "72"),
    (
        item("a", "quantity", extension=[UNIT, *LIMITS]),
        {"q1": "72,5 kg"},
        {"value": "72.5", "unit": "kg"},
    ),
    (
        item("a", "quantity", extension=OPTIONS),
        {"q1": "160", "q1_unit": "[lb_av]"},
        {"value": "160", "unit": "[lb_av]"},
    ),
    (item("a", "date", required=True), date("3", "mrt", "2026"), "2026-03-03"),
    (item("a", "date"), date("", "10", "2026"), "2026-10"),
    (item("a", "date"), date("", "", "2026"), "2026"),
    (item("a", "integer", extension=SCALE), {"q1": "0"}, 0),
    (choice("a", "x", "y"), {"q1": "y"}, "y"),
    (choice("a", *"abcdefghij"), {"q1": "j"}, "j"),
    (choice("a", "x", "y", repeats=True), {"q1": ["x", "y"]}, ["x", "y"]),
    (item("a", "choice", repeats=True, answerOption=SEVERAL), {"q1": "none"}, ["none"]),
    (
        choice("a", "x", kind="open-choice"),
        {"q1": "::other", "q1_other": "Yoga"},
        {"other": "Yoga"},
    ),
    (choice("a", "x", kind="open-choice"), {"q1": "x", "q1_other": "Yoga"}, "x"),
    (
        choice("a", "x", kind="open-choice", repeats=True),
        {"q1": ["x", "::other"], "q1_other": "Yoga"},
        ["x", {"other": "Yoga"}],
    ),
]


@pytest.mark.parametrize(("made", "typed", "answer"), ACCEPTED)
def test_what_people_type_becomes_an_answer_of_its_exact_type(
    made: dict[str, Any], typed: dict[str, Any], answer: Any
) -> None:
    form = ask(made, **typed)

    assert form.is_valid(), form.errors
    assert form.merged() == {"a": answer}
    assert type(form.merged()["a"]) is type(answer)


@pytest.mark.parametrize(("made", "typed", "answer"), ACCEPTED)
def test_an_answer_is_shown_again_as_something_that_is_read_the_same(
    made: dict[str, Any], typed: dict[str, Any], answer: Any
) -> None:
    asked = questionnaire(made)
    (page,) = lay_out(asked).pages
    shown = page_form(asked, page, {"a": answer}, language="nl")
    again: dict[str, Any] = {}
    for bound in shown:
        value = bound.value()
        if isinstance(bound.field.widget, DateParts):
            parts = zip(DateParts.parts, value, strict=True)
            again |= {f"{bound.name}_{part}": typed for part, typed in parts}
        elif value is not None:
            again[bound.name] = value

    form = page_form(asked, page, {}, post(**again), language="nl")
    assert form.is_valid(), form.errors
    assert form.merged() == {"a": answer}


REFUSED: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    (item("a", "boolean", required=True), {}, "Kies ja of nee"),
    (item("a", "boolean"), {"q1": "maybe"}, "Kies ja of nee"),
    (item("a", required=True), {"q1": "  "}, "Vul een antwoord in"),
    (item("a", maxLength=5), {"q1": "zesletters"}, "hoogstens 5 tekens"),
    (item("a", "text"), {"q1": "x" * 100_000}, "U heeft er 100000"),
    (item("a"), {"q1": "x\x00y"}, "een teken dat wij niet kunnen bewaren"),
    (item("a", "text"), {"q1": "x\ud83dy"}, "een teken dat wij niet kunnen bewaren"),
    (item("a", "integer"), {"q1": "drie"}, "Vul een heel getal in, zoals 3"),
    (item("a", "integer"), {"q1": "3,5"}, "Vul een heel getal in, zoals 3"),
    (item("a", "integer"), {"q1": "9" * 12}, "minder cijfers"),
    (item("a", "integer"), {"q1": "9" * 100_000}, "minder cijfers"),
    (item("a", "decimal"), {"q1": "veel"}, "Vul een getal in, zoals 72,5"),
    (item("a", "decimal"), {"q1": "1e9"}, "Vul een getal in, zoals 72,5"),
    (item("a", "decimal"), {"q1": "NaN"}, "Vul een getal in, zoals 72,5"),
    (
        item("a", "quantity", extension=[UNIT, *LIMITS]),
        {"q1": "7"},
        "Vul een getal in van 20 tot en met 350 kg",
    ),
    (item("a", "quantity", extension=OPTIONS), {"q1": "7"}, "Kies een eenheid"),
    (
        item("a", "integer", extension=SCALE, required=True),
        {},
        "Kies een cijfer van 0 tot en met 10",
    ),
    (item("a", "date", required=True), date("", "", ""), "Vul een datum in"),
    (item("a", "date", required=True), date("", "3", "2026"), "moet een dag hebben"),
    (item("a", "date"), date("3", "", "2026"), "moet een maand hebben"),
    (item("a", "date"), date("31", "2", "2026"), "moet een echte datum zijn"),
    (item("a", "date"), date("1", "1", "26"), "jaar van 4 cijfers"),
    (
        item("a", "date", extension=[extension("maxValue", valueDate="2026-10-16")]),
        date("1", "1", "2027"),
        "Datum moet op of voor 16 oktober 2026 zijn",
    ),
    (choice("a", "x", "y", required=True), {}, "Kies een antwoord"),
    (choice("a", "x", "y"), {"q1": "z"}, "Kies een antwoord uit de lijst"),
    (
        choice("a", "x", "y", required=True, repeats=True),
        {},
        "Kies minstens één antwoord",
    ),
    (
        item("a", "choice", repeats=True, answerOption=SEVERAL),
        {"q1": ["x", "none"]},
        "Kies ‘Geen van deze’ of een van de andere antwoorden, niet allebei",
    ),
    (
        choice(
            "a",
            *"xyz",
            repeats=True,
            extension=[extension("questionnaire-maxOccurs", valueInteger=2)],
        ),
        {"q1": [*"xyz"]},
        "Kies hoogstens 2 antwoorden",
    ),
    (
        choice("a", "x", kind="open-choice"),
        {"q1": "::other", "q1_other": " "},
        "Vul in wat u bedoelt",
    ),
]


@pytest.mark.parametrize(("made", "typed", "says"), REFUSED)
def test_a_wrong_answer_gets_a_sentence_and_stays_on_the_page(
    made: dict[str, Any], typed: dict[str, Any], says: str
) -> None:
    form = ask(made, **typed)

    assert not form.is_valid()
    assert [says in wrong.message for wrong in form.wrong_answers] == [True]
    for name, value in typed.items():
        if isinstance(value, str) and name in form.fields:
            assert form[name].value() in (value, [value])


def test_a_question_left_open_leaves_the_document_and_others_stay() -> None:
    asked = questionnaire(item("a"), item("b"))
    first = lay_out(asked).pages[0]
    form = page_form(asked, first, {"a": "x", "b": "y"}, post(q1=""), language="nl")

    assert form.is_valid()
    assert form.merged() == {"b": "y"}


FOLLOW_UP = item("b", required=True, enableWhen=[when("a", answerBoolean=True)])
WITH_FOLLOW_UP = item("a", "boolean", required=True, item=[FOLLOW_UP])


def test_a_follow_up_is_only_required_where_it_is_asked() -> None:
    no = ask(WITH_FOLLOW_UP, q1="no", q2="")
    yes = ask(WITH_FOLLOW_UP, q1="yes", q2="")

    assert no.is_valid()
    assert not yes.is_valid()
    assert [wrong.control for wrong in yes.wrong_answers] == ["id_q2"]


def test_one_question_is_the_heading_and_a_group_has_its_own() -> None:
    alone = ask(item("a", text="Wat is er?"))
    asked = questionnaire(
        item("g", "group", text="Uw naam", item=[item("a"), item("b")])
    )
    (page,) = lay_out(asked).pages
    together = page_form(asked, page, {}, language="nl")

    assert alone.is_question
    assert not together.is_question
    assert page.heading.default == "Uw naam"


def test_the_ends_of_a_scale_and_the_unit_stand_in_the_label() -> None:
    ends = [
        item("l", "display", text="geen pijn", extension=[control("lower")]),
        item("u", "display", text="de ergste pijn", extension=[control("upper")]),
    ]
    pain = ask(item("a", "integer", text="Pijn?", extension=SCALE, item=ends))
    weight = ask(item("a", "quantity", text="Gewicht", extension=[UNIT]))

    assert pain["q1"].label == "Pijn? 0 is geen pijn, 10 is de ergste pijn."
    assert weight["q1"].label == "Gewicht (in kg)"
    assert 'inputmode="decimal"' in str(weight["q1"])


def test_texts_from_a_file_are_never_markup_on_the_page() -> None:
    note = item("n", "display", text="a &lt;b& c > d")
    form = ask(item("a", text="1 > 0 & 2", item=[note]))

    assert "a &amp;lt;b&amp; c &gt; d" in str(form)
    assert "1 &gt; 0 &amp; 2" in str(form)


LIST = item(
    "m", "group", repeats=True, item=[item("n", required=True), item("d", "date")]
)


def test_a_list_is_filled_in_row_by_row() -> None:
    asked = questionnaire(LIST)
    (page,) = lay_out(asked).pages
    document: Answers = {}
    for name in ("Ibuprofen", "Paracetamol"):
        form = row_form(asked, page, document, new_row(), post(q2=name), language="nl")
        assert form.is_valid(), form.errors
        document = form.merged()
    before = copy.deepcopy(document)
    (first, _), (second, _) = rows(document, page.questions[0])

    changed = row_form(asked, page, document, first, post(q2="Aspirine"), language="nl")
    assert changed.is_valid()
    named = [each["n"] for _row, each in rows(changed.merged(), page.questions[0])]
    assert named == ["Aspirine", "Paracetamol"]
    removed = remove_row(changed.merged(), page.questions[0], first)
    assert [row for row, _ in rows(removed, page.questions[0])] == [second]
    assert remove_row(removed, page.questions[0], second) == {}
    assert document == before


def test_an_empty_row_is_no_row() -> None:
    asked = questionnaire(item("m", "group", repeats=True, item=[item("n"), item("d")]))
    (page,) = lay_out(asked).pages
    form = row_form(asked, page, {}, "r", post(q2="", q3=""), language="nl")

    assert not form.is_valid()
    assert [wrong.message for wrong in form.wrong_answers] == ["Vul een antwoord in"]
