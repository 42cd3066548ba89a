"""A file that cannot be imported is refused with a sentence, and quickly."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.questionnaires import problems
from intake.questionnaires.parsing import parse
from intake.questionnaires.problems import FileProblem, ImportRefused
from intake.questionnaires.reading import MOST_BYTES
from tests.questionnaires.making import SD, choice, file, item, when

OLD_CONDITION = {"question": "a", "answerBoolean": True}


def nested(depth: int) -> dict[str, Any]:
    inner = item("leaf")
    for level in range(depth):
        inner = item(f"g{level}", "group", item=[inner])
    return inner


REFUSED: list[tuple[str, bytes, type[FileProblem]]] = [
    ("nothing", b"  \n", problems.Empty),
    ("50 MB", b" " * 50_000_000, problems.TooLarge),
    ("a byte too many", b'"' + b"x" * MOST_BYTES, problems.TooLarge),
    ("latin-1", '{"titel": "één"}'.encode("latin-1"), problems.NotUtf8),
    ("utf-16", '{"a": 1}'.encode("utf-16"), problems.NotUtf8),
    ("a web page", b"<!doctype html><p>Hallo", problems.NotJson),
    ("half a file", file(item("a"))[:-20], problems.NotJson),
    ("a list", b"[]", problems.NotAQuestionnaire),
    ("a patient", b'{"resourceType": "Patient"}', problems.NotAQuestionnaire),
    ("no resource", b"{}", problems.NotAQuestionnaire),
    ("a bundle", b'{"resourceType":"Bundle","entry":[{},{}]}', problems.IsABundle),
    ("NaN", file(item("a", x=float("nan"))), problems.NotANumber),
    ("Infinity", file(item("a", x=float("inf"))), problems.NotANumber),
    ("endless digits", b'{"a": ' + b"9" * 5000 + b"}", problems.NumberTooLong),
    ("a vast exponent", b'{"a": 1e999999999}', problems.NumberTooLong),
    ("a name twice", b'{"a": 1, "a": 2}', problems.RepeatedName),
    ("NUL", file(item("a", text="x\x00y")), problems.BrokenText),
    ("half a character", b'{"a": "\\ud83d"}', problems.BrokenText),
    ("half a character in a list", b'{"a": ["\\ud83d"]}', problems.BrokenText),
    ("deep brackets", b"[" * 100_000, problems.TooDeep),
    ("deep items", file(nested(61)), problems.TooDeep),
    (
        "100 000 quotes",
        b'{"a": "' + b'\\"' * 100_000 + b"[" * 500,
        problems.NotJson,
    ),
    ("1001 items", file(*(item(f"i{n}") for n in range(1001))), problems.TooManyItems),
    ("a long url", file(item("a"), url="urn:" + "x" * 300), problems.AddressTooLong),
    ("no items", file(), problems.NoItems),
    ("only a text", file(item("a", "display")), problems.NoItems),
    ("items that are no list", b'{"resourceType":"Questionnaire","item":{}}',
     problems.WrongShape),
    ("an item that is a word", file("a"), problems.WrongShape),  # type: ignore[arg-type]
    ("a linkId that is a number", file(item("a", linkId=3)), problems.WrongShape),
    ("repeats that is a word", file(item("a", repeats="yes")), problems.WrongShape),
    ("a meaning we do not know", file(item("a"), modifierExtension=[{"url": "urn:x"}]),
     problems.MustBeUnderstood),
    ("DSTU2", b'{"resourceType":"Questionnaire","group":{}}', problems.OlderFhir),
    ("STU3 options", file(item("a", "choice", option=[])), problems.OlderFhir),
    ("STU3 initial", file(item("a", initialString="x")), problems.OlderFhir),
    ("STU3 conditions", file(item("a"), item("b", enableWhen=[OLD_CONDITION])),
     problems.OlderFhir),
    ("no linkId", file({"type": "string", "text": "x"}), problems.MissingLinkId),
    ("one linkId twice", file(item("a"), item("a")), problems.DuplicateLinkId),
    ("one linkId twice, deeper", file(item("g", "group", item=[item("a")]), item("a")),
     problems.DuplicateLinkId),
    ("nothing to choose", file(item("a", "choice")), problems.NoOptions),
    ("an unknown question", file(item("a", enableWhen=[when("z", answerBoolean=True)])),
     problems.UnknownQuestion),
    ("a condition on a group",
     file(item("g", "group", item=[item("b")]),
          item("a", enableWhen=[when("g", answerBoolean=True)])),
     problems.NotAQuestion),
    ("a condition without an answer",
     file(item("a"), item("b", enableWhen=[when("a")])),
     problems.BrokenCondition),
    ("an operator nobody has",
     file(item("a"), item("b", enableWhen=[when("a", "~", answerString="x")])),
     problems.BrokenCondition),
    ("waiting for itself",
     file(item("a", enableWhen=[when("a", "exists", answerBoolean=True)])),
     problems.CyclicCondition),
    ("waiting for each other",
     file(item("a", enableWhen=[when("b", answerString="x")]),
          item("b", enableWhen=[when("a", answerString="x")])),
     problems.CyclicCondition),
    ("waiting for what is inside",
     file(item("g", "group", item=[item("b")],
               enableWhen=[when("b", answerString="x")])),
     problems.CyclicCondition),
    ("a text with items in it", file(item("a"), item("t", "display", item=[item("b")])),
     problems.WrongShape),
]  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "why"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_a_hostile_file_is_refused_by_name(raw: bytes, why: type[FileProblem]) -> None:
    started = time.process_time()
    with pytest.raises(ImportRefused) as refused:
        parse(raw)

    assert [type(problem) for problem in refused.value.problems] == [why]
    assert time.process_time() - started < 10


def test_every_problem_has_a_case_and_a_sentence_of_its_own() -> None:
    named = set(FileProblem.__subclasses__())

    assert named == {why for _name, _raw, why in REFUSED}
    assert len({each.sentence for each in named}) == len(named)


def test_all_problems_of_a_file_are_named_at_once() -> None:
    raw = file(item("a", "choice"), item("b", "choice"), {"type": "string"})

    with pytest.raises(ImportRefused) as refused:
        parse(raw)
    assert [type(each) for each in refused.value.problems] == [problems.MissingLinkId]

    with pytest.raises(ImportRefused) as refused:
        parse(file(item("a", "choice"), item("b", "choice")))
    assert [each.path for each in refused.value.problems] == ["item[0]", "item[1]"]


def test_a_problem_says_where_and_what() -> None:
    raw = file(item("g", "group", item=[choice("a", "x"), item("pijn", "choice")]))

    with pytest.raises(ImportRefused) as refused:
        parse(raw)

    (problem,) = refused.value.problems
    assert problem.path == "item[0].item[1]"
    assert "pijn" in problem.sentence % problem.facts


def test_a_chain_of_a_thousand_conditions_does_not_exhaust_the_stack() -> None:
    chain = [item("i0")] + [
        item(f"i{n}", enableWhen=[when(f"i{n - 1}", "exists", answerBoolean=True)])
        for n in range(1, 1000)
    ]

    assert len(parse(file(*chain)).taken) == 1000


def test_thirty_thousand_options_of_one_name_are_read_quickly() -> None:
    started = time.process_time()
    options = [{"valueString": "x"}] * 30_000
    (found,) = parse(
        file(item("a", "choice", answerOption=options))
    ).questionnaire.items

    assert len({option.value for option in found.options}) == 30_000
    assert time.process_time() - started < 10


def test_texts_full_of_open_tags_are_read_quickly() -> None:
    started = time.process_time()
    parse(file(item("a", text="<script" * 100_000)))

    assert time.process_time() - started < 10


SCRIPTS = [
    "Pijn<script>alert(1)</script>",
    "Pijn<scr<script></script>ipt>alert(1)</script>",
    "Pijn<img src=x onerror=alert(1)>",
    'Pijn<a href="javascript:alert(1)"></a>',
    "Pijn<svg/onload=alert(1)>",
]


@pytest.mark.parametrize("text", SCRIPTS)
def test_scripts_in_texts_are_taken_out_with_notice(text: str) -> None:
    option = {"valueCoding": {"code": "x", "display": text}}
    raw = file(item("a", text=text), item("b", "choice", answerOption=[option]))
    found = parse(raw)
    first, second = found.questionnaire.items

    for shown in (first.text.default, second.options[0].display.default):
        assert shown.startswith("Pijn")
        assert "<" not in shown
    assert {note.link_id for note in found.adapted} == {"a", "b"}
    assert {note.change.value for note in found.adapted} == {"unsafe-markup"}


def test_signs_of_smaller_and_larger_are_no_markup() -> None:
    found = parse(file(item("a", text="Bent u < 18 of <65 jaar?")))

    assert found.questionnaire.items[0].text.default == "Bent u < 18 of <65 jaar?"
    assert not found.adapted


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("linkId", "type", "text", "item", "enableWhen", "answerOption"),
                    *("question", "operator", "answerBoolean", "extension", "url"),
                    *(
                        "valueCoding",
                        "code",
                        "display",
                        "repeats",
                        "_text",
                        "contained",
                    ),
                    *("answerValueSet", "valueQuantity", "resourceType", "initial"),
                ]
            ),
            inner | st.sampled_from(["group", "choice", "integer", "quantity", SD]),
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(st.lists(JSON, max_size=4), st.dictionaries(st.text(max_size=9), JSON))
def test_whatever_stands_in_a_file_it_is_read_or_refused(
    items: list[Any], more: dict[str, Any]
) -> None:
    raw = json.dumps({"resourceType": "Questionnaire", **more, "item": items}).encode()
    try:
        parse(raw)
    except ImportRefused as refused:
        for problem in refused.problems:
            assert problem.sentence % problem.facts
