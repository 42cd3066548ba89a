"""Which questions are asked, against a plain oracle that shares no code with us."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.questionnaires.answers import UNKNOWN, Answers
from intake.questionnaires.logic import look
from tests.questionnaires.making import choice, item, questionnaire, when

COMPARE = {
    "=": lambda a, b: a == b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
}
ORDERED = ["=", "!=", ">", "<", ">=", "<="]
# Per kind: how it is asked, possible answers (as answered, as the oracle sees
# them), the operators, and how a condition writes an answer.
KINDS: dict[str, dict[str, Any]] = {
    "boolean": {
        "item": lambda name, more: item(name, "boolean", **more),
        "answers": [(True, [True]), (False, [False]), (UNKNOWN, [])],
        "operators": ["=", "!="],
        "written": lambda value: {"answerBoolean": value},
        "values": [True, False],
    },
    "integer": {
        "item": lambda name, more: item(name, "integer", **more),
        "answers": [(n, [n]) for n in (-1, 0, 1, 2)],
        "operators": ORDERED,
        "written": lambda value: {"answerInteger": value},
        "values": [-1, 0, 1, 2],
    },
    "decimal": {
        "item": lambda name, more: item(name, "decimal", **more),
        "answers": [("0.5", [0.5]), ("1.0", [1]), ("-2.25", [-2.25])],
        "operators": ORDERED,
        "written": lambda value: {"answerDecimal": value},
        "values": [0.5, 1, -2.25, 7],
    },
    "date": {
        "item": lambda name, more: item(name, "date", **more),
        "answers": [(day, [day]) for day in ("2026-01-31", "2026-02-01")],
        "operators": ORDERED,
        "written": lambda value: {"answerDate": value},
        "values": ["2026-01-31", "2026-02-01", "2025-12-31"],
    },
    "string": {
        "item": lambda name, more: item(name, **more),
        "answers": [(text, [text]) for text in ("a", "b", "ba")] + [("", [])],
        "operators": ORDERED,
        "written": lambda value: {"answerString": value},
        "values": ["a", "b", "ba"],
    },
    "choice": {
        "item": lambda name, more: choice(name, "x", "y", **more),
        "answers": [("x", ["x"]), ("y", ["y"])],
        "operators": ["=", "!="],
        "written": lambda value: {"answerCoding": {"code": value}},
        "values": ["x", "y", "z"],
    },
    "several": {
        "item": lambda name, more: choice(name, "x", "y", "z", repeats=True, **more),
        "answers": [(["x"], ["x"]), (["x", "y"], ["x", "y"]), ([], [])],
        "operators": ["=", "!="],
        "written": lambda value: {"answerCoding": {"code": value}},
        "values": ["x", "y", "z"],
    },
}


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, Any]:
    """A questionnaire in order of dependence, with answers to some of it."""
    made: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 9))):
        groups = [each["name"] for each in made if each["kind"] == "group"]
        earlier = [each for each in made if each["kind"] != "group"]
        kind = draw(st.sampled_from(["group", *KINDS]))
        conditions = []
        for _ in range(draw(st.integers(0, 3 if earlier else 0))):
            target = draw(st.sampled_from(earlier))
            facts = KINDS[target["kind"]]
            operator = draw(st.sampled_from(["exists", *facts["operators"]]))
            values = [True, False] if operator == "exists" else facts["values"]
            conditions.append((target["name"], operator, draw(st.sampled_from(values))))
        answer = None
        if kind != "group" and draw(st.booleans()):
            answer = draw(st.sampled_from(KINDS[kind]["answers"]))
        made.append(
            {
                "name": f"i{number}",
                "kind": kind,
                "parent": draw(st.sampled_from([None, *groups])),
                "conditions": conditions,
                "any": draw(st.booleans()),
                "answer": answer,
            }
        )
    return {"items": made, "order": draw(st.permutations(range(len(made))))}


def as_file(world: dict[str, Any]) -> list[dict[str, Any]]:
    kinds = {each["name"]: each["kind"] for each in world["items"]}
    made: dict[str, dict[str, Any]] = {}
    for each in world["items"]:
        conditions = [
            when(
                name,
                operator,
                **(
                    {"answerBoolean": value}
                    if operator == "exists"
                    else KINDS[kinds[name]]["written"](value)
                ),
            )
            for name, operator, value in each["conditions"]
        ]
        more = {
            "enableWhen": conditions,
            "enableBehavior": "any" if each["any"] else "all",
        }
        if each["kind"] == "group":
            made[each["name"]] = item(each["name"], "group", item=[], **more)
        else:
            made[each["name"]] = KINDS[each["kind"]]["item"](each["name"], more)
    top: list[dict[str, Any]] = []
    for number in world["order"]:  # the file's order is not that of dependence
        each = world["items"][number]
        around = made[each["parent"]]["item"] if each["parent"] else top
        around.append(made[each["name"]])
    return [*top, item("always")]


def oracle(world: dict[str, Any]) -> set[str]:
    """Say what is asked, by the words of the standard."""
    shown: dict[str, bool] = {}
    values: dict[str, list[Any]] = {}
    for each in world["items"]:  # what is needed always comes first
        results = []
        for name, operator, wanted in each["conditions"]:
            answers = values[name]
            if operator == "exists":
                results.append((len(answers) > 0) == wanted)
            elif operator == "!=":
                results.append(all(answer != wanted for answer in answers))
            else:
                results.append(any(COMPARE[operator](a, wanted) for a in answers))
        enabled = not results or (any(results) if each["any"] else all(results))
        inside = each["parent"] is None or shown[each["parent"]]
        shown[each["name"]] = enabled and inside
        given = each["answer"][1] if each["answer"] else []
        values[each["name"]] = given if shown[each["name"]] else []
    return {name for name, is_shown in shown.items() if is_shown}


@settings(max_examples=200, deadline=None)
@given(worlds())
def test_what_is_asked_is_what_the_oracle_asks(world: dict[str, Any]) -> None:
    made = questionnaire(*as_file(world))
    answers: Answers = {
        each["name"]: each["answer"][0] for each in world["items"] if each["answer"]
    }
    visibility = look(made, answers)
    shown = {each.link_id for each in made.walk() if visibility.shows(each)}

    assert shown == oracle(world) | {"always"}
    assert set(visibility.visible_answers()) == shown & set(answers)


@settings(max_examples=100, deadline=None)
@given(worlds(), st.data())
def test_clearing_an_answer_leaves_no_trace(
    world: dict[str, Any], data: st.DataObject
) -> None:
    answered = [each for each in world["items"] if each["answer"]]
    if not answered:
        return
    cleared = data.draw(st.sampled_from(answered))
    cleared["answer"] = None
    answers: Answers = {
        each["name"]: each["answer"][0] for each in world["items"] if each["answer"]
    }
    made = questionnaire(*as_file(world))
    visibility = look(made, answers)

    shown = {each.link_id for each in made.walk() if visibility.shows(each)}
    assert shown == oracle(world) | {"always"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["row", "answers", "other", "value", "unit", "a", "b"]),
            inner,
        )
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from("abcdefg"), JSON))
def test_no_document_however_broken_breaks_the_evaluation(broken: Any) -> None:
    asked = [
        item("a", "boolean"),
        choice("b", "x", repeats=True, kind="open-choice"),
        item("c", "quantity"),
        item("d", "group", repeats=True, item=[item("e", "date")]),
        item("f", repeats=True),
    ]
    conditions = [
        when(each, "exists", answerBoolean=True) for each in ("a", "b", "c", "e", "f")
    ]
    last = item("g", enableWhen=conditions, enableBehavior="any")

    look(questionnaire(*asked, last), broken).visible_answers()


MEDICINES = item(
    "m",
    "group",
    repeats=True,
    item=[item("name"), item("dose", enableWhen=[when("name", answerString="b")])],
)


def rows(*names: str) -> Answers:
    return {"m": [{"row": n, "answers": {"name": n, "dose": "1"}} for n in names]}


def test_within_a_list_a_condition_looks_at_its_own_row() -> None:
    made = questionnaire(MEDICINES)
    visibility = look(made, rows("a", "b"))
    dose = made.by_link_id["dose"]

    assert not visibility.shows(dose, "a")
    assert visibility.shows(dose, "b")
    assert visibility.visible_answers() == {
        "m": [
            {"row": "a", "answers": {"name": "a"}},
            {"row": "b", "answers": {"name": "b", "dose": "1"}},
        ]
    }


def test_from_outside_a_condition_looks_at_all_rows() -> None:
    asked = item("after", enableWhen=[when("name", answerString="b")])
    made = questionnaire(MEDICINES, asked)
    after = made.by_link_id["after"]

    assert look(made, rows("a", "b")).shows(after)
    assert not look(made, rows("a", "c")).shows(after)


@pytest.mark.parametrize(
    ("operator", "shown"), [(">", False), ("<", False), (">=", False), ("!=", True)]
)
def test_whether_a_year_comes_before_its_own_day_nobody_can_say(
    operator: str,
    *,
    shown: bool,
) -> None:
    asked = item("b", enableWhen=[when("a", operator, answerDate="2026-10-16")])
    made = questionnaire(item("a", "date"), asked)

    assert look(made, {"a": "2026"}).shows(made.by_link_id["b"]) is shown


def test_a_quantity_counts_only_in_the_unit_that_was_meant() -> None:
    limit = {"value": 100, "code": "cm"}
    asked = item("b", enableWhen=[when("a", ">", answerQuantity=limit)])
    made = questionnaire(item("a", "quantity"), asked)
    b = made.by_link_id["b"]

    assert look(made, {"a": {"value": "170", "unit": "cm"}}).shows(b)
    assert not look(made, {"a": {"value": "170", "unit": "in"}}).shows(b)
