"""The back-complaint intake that ships: whole, in two languages, in plain words."""

from pathlib import Path

import pytest

from intake.questionnaires.definition import ItemType
from intake.questionnaires.pages import PageKind, lay_out
from intake.questionnaires.parsing import parse

RAW = Path("intake/questionnaires/shipped/rugklachten.json").read_bytes()
REPORT = parse(RAW)
LAYOUT = lay_out(REPORT.questionnaire)
MOST_WORDS = 20


def test_nothing_of_it_is_left_out_and_only_sliders_are_adapted() -> None:
    assert not REPORT.unsupported
    assert {note.change.value for note in REPORT.adapted} == {"slider"}


def test_every_text_can_be_read_in_dutch_and_english() -> None:
    assert REPORT.questionnaire.languages == ("nl", "en")
    for item in REPORT.questionnaire.walk():
        texts = [item.text, item.help, item.lower, item.upper, *item.notes]
        texts += [option.display for option in item.options]
        for text in filter(None, texts):
            assert text.language_in("en") == "en", text.default


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_question_is_longer_than_somebody_in_pain_reads(language: str) -> None:
    for item in REPORT.questionnaire.walk():
        if item.is_question:
            assert len(item.text.text_in(language).split()) <= MOST_WORDS


def test_it_uses_every_kind_of_question_we_ask() -> None:
    kinds = {item.type for item in REPORT.questionnaire.walk()}

    assert kinds == set(ItemType) - {ItemType.DECIMAL}
    assert any(item.scale for item in REPORT.questionnaire.walk())
    assert any(item.enable_when for item in REPORT.questionnaire.walk())
    assert sum(page.kind == PageKind.LIST for page in LAYOUT.pages) == 2
    assert len(LAYOUT.sections) == 5


def test_the_question_about_the_bladder_says_why_and_can_be_skipped() -> None:
    asked = REPORT.questionnaire.by_link_id["benen.plassen"]

    assert "Alleen uw behandelaar" in asked.notes[0].default
    assert not asked.required
    assert asked.option("skip")
