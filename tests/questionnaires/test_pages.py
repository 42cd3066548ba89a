"""Sections, pages and the way through them."""

from typing import Any

from intake.questionnaires.answers import Answers
from intake.questionnaires.journey import (
    Standing,
    asked_pages,
    asked_sections,
    missing,
    next_page,
    previous_page,
    progress,
    standing,
)
from intake.questionnaires.logic import look
from intake.questionnaires.pages import Layout, PageKind, lay_out
from tests.questionnaires.making import (
    choice,
    control,
    item,
    questionnaire,
    when,
)

YES = [when("q", answerBoolean=True)]


def laid_out(*items: dict[str, Any], **more: Any) -> Layout:
    return lay_out(questionnaire(*items, **more))


def shape(layout: Layout) -> list[list[list[str]]]:
    return [
        [[each.link_id for each in page.questions] for page in section.pages]
        for section in layout.sections
    ]


def test_groups_at_the_top_are_sections_and_loose_questions_make_one() -> None:
    layout = laid_out(
        item("g", "group", item=[choice("a", "x"), choice("b", "x")]),
        item("c"),
        item("d"),
        item("h", "group", item=[item("e", "text")]),
    )

    assert shape(layout) == [[["a"], ["b"]], [["c"], ["d"]], [["e"]]]
    titles = [section.title.text_in("en") for section in layout.sections]
    assert titles == ["g", "General questions", "h"]


def test_a_group_around_everything_is_the_form_and_no_section() -> None:
    inner = [
        item("g", "group", item=[choice("a", "x")]),
        item("h", "group", item=[choice("b", "x")]),
    ]

    assert shape(laid_out(item("all", "group", item=inner))) == [[["a"]], [["b"]]]


def test_parts_of_a_name_stand_together_and_choices_stand_alone() -> None:
    parts = [item("first"), item("last"), item("born", "date")]
    layout = laid_out(
        item("g", "group", item=[item("name", "group", item=parts), choice("a", "x")])
    )

    assert shape(layout) == [[["first", "last", "born"], ["a"]]]
    assert layout.pages[0].heading.default == "name"


def test_a_page_of_the_author_stays_a_page() -> None:
    inside = [choice("a", "x"), choice("b", "x")]
    page = item("p", "group", extension=[control("page")], item=inside)

    assert shape(laid_out(page)) == [[["a", "b"]]]


def test_texts_stand_above_the_next_question_and_the_last_on_a_page_of_their_own() -> (
    None
):
    layout = laid_out(
        item("t", "display"),
        item("g", "group", item=[choice("a", "x"), item("u", "display")]),
        item("h", "group", item=[choice("b", "x")]),
        item("v", "display"),
    )
    texts = [[each.link_id for each in page.texts] for page in layout.pages]

    assert texts == [["t"], ["u"], [], ["v"]]
    kinds = [page.kind for page in layout.pages]
    assert kinds == ["questions", "text", "questions", "text"]


def test_follow_ups_stay_with_their_question() -> None:
    follow_up = item("b", enableWhen=[when("a", answerBoolean=True)])
    inner = item("g", "group", item=[choice("c", "x")])
    layout = laid_out(item("a", "boolean", item=[follow_up, inner]))

    assert shape(layout) == [[["a", "b"], ["c"]]]


def test_a_repeating_group_is_a_list_with_the_name_of_what_holds_it() -> None:
    medicine = item("m", "group", text="Medicijn", repeats=True, item=[item("n")])
    layout = laid_out(item("all", "group", text="Medicijnen", item=[medicine]))
    (page,) = layout.pages

    assert page.kind == PageKind.LIST
    assert page.heading.default == "Medicijnen"
    assert [each.link_id for each in page.row_questions] == ["n"]


def test_every_question_is_asked_on_exactly_one_page() -> None:
    layout = laid_out(
        item("t", "display"),
        item("a", item=[item("b", item=[choice("c", "x")])]),
        item("g", "group", item=[item("d", repeats=True, item=[item("e")])]),
    )
    asked = [each.link_id for page in layout.pages for each in page.asked_on]

    assert sorted(asked) == ["a", "b", "c", "d", "e"]


def test_an_address_means_the_same_page_whatever_was_answered() -> None:
    layout = laid_out(item("g", "group", item=[choice("a", "x"), choice("b", "x")]))

    assert [page.address for page in layout.pages] == ["1-1", "1-2"]
    found = layout.page("1-2")
    assert found is layout.pages[1]
    assert layout.page("9-9") is None
    assert layout.page_of(layout.questionnaire.by_link_id["b"]) is found


BRANCHED = [
    item("one", "group", item=[item("q", "boolean", required=True)]),
    item("two", "group", item=[choice("a", "x")], enableWhen=YES),
    item("three", "group", item=[item("b", "text", required=True)]),
]


def test_a_closed_branch_is_stepped_over_both_ways() -> None:
    layout = laid_out(*BRANCHED)
    first, second, third = layout.pages
    yes = look(layout.questionnaire, {"q": True})
    no = look(layout.questionnaire, {"q": False})

    assert next_page(layout, first, yes) is second
    assert next_page(layout, first, no) is third
    assert previous_page(layout, third, no) is first
    assert previous_page(layout, third, yes) is second
    assert next_page(layout, third, yes) is None
    assert previous_page(layout, first, yes) is None
    assert asked_pages(layout, no) == [first, third]
    assert len(asked_sections(layout, no)) == 2


def test_progress_counts_parts_and_numbers_questions_only_where_none_can_appear() -> (
    None
):
    branched = laid_out(*BRANCHED)
    straight = laid_out(item("a"), item("b"))
    no = look(branched.questionnaire, {"q": False})

    here = progress(branched, branched.pages[2], no)
    assert (here.part, here.parts, here.question) == (2, 2, None)
    there = progress(straight, straight.pages[1], look(straight.questionnaire, {}))
    assert (there.question, there.questions) == (2, 2)


def test_a_section_is_done_when_its_pages_were_passed_and_nothing_is_missing() -> None:
    layout = laid_out(*BRANCHED)
    third = layout.sections[2]

    def at(answers: Answers, passed: set[str]) -> Standing:
        return standing(third, look(layout.questionnaire, answers), passed)

    assert at({}, set()) == Standing.NOT_STARTED
    assert at({}, {"3-1"}) == Standing.BUSY
    assert at({"b": "x"}, set()) == Standing.BUSY
    assert at({"b": "x"}, {"3-1"}) == Standing.DONE


def test_what_is_missing_is_named_also_within_rows() -> None:
    name, more = item("n", required=True), item("d", required=True)
    more["enableWhen"] = [when("n", answerString="x")]
    layout = laid_out(
        item("m", "group", repeats=True, required=True, item=[name, more])
    )
    (page,) = layout.pages

    def gaps(*answers: Answers) -> list[tuple[str, str]]:
        rows: Any = [{"row": str(n), "answers": a} for n, a in enumerate(answers)]
        visibility = look(layout.questionnaire, {"m": rows} if rows else {})
        return [(each.item.link_id, each.row) for each in missing(page, visibility)]

    assert gaps() == [("m", "")]
    assert gaps({"n": "y"}, {"n": "x"}, {}) == [("d", "1"), ("n", "2")]
