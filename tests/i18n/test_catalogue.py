"""The English catalogue leaves no text out and changes nothing that is filled in."""

import re

import polib
import pytest

from tests.i18n.source import COMPILED, entries, forms_of, texts

HOLES = re.compile(r"%\(\w+\)[sd]|%[sd]")
MARKUP = re.compile(r"<[^>]+>")
SURROUNDINGS = re.compile(r"^(\s*).*?(\s*)$", re.DOTALL)

ENTRIES = entries()
FORMS = [pair for entry in ENTRIES for pair in forms_of(entry)]


def test_every_text_in_the_code_has_its_english_and_nothing_else_is_kept() -> None:
    assert {dutch for dutch, _english in FORMS} == texts()


def test_no_english_is_empty_or_a_guess() -> None:
    unsure = [each.msgid for each in ENTRIES if each.fuzzy or not each.translated()]
    assert unsure == []


def test_the_committed_compiled_file_says_what_the_catalogue_says() -> None:
    compiled = {
        (entry.msgid, entry.msgid_plural): forms_of(entry)
        for entry in polib.mofile(str(COMPILED))
    }
    written = {(entry.msgid, entry.msgid_plural): forms_of(entry) for entry in ENTRIES}
    assert compiled == written


@pytest.mark.parametrize("of_form", [HOLES, MARKUP, SURROUNDINGS])
def test_english_keeps_what_is_filled_in_and_the_markup(
    of_form: re.Pattern[str],
) -> None:
    changed = [
        (dutch, english)
        for dutch, english in FORMS
        if sorted(of_form.findall(dutch)) != sorted(of_form.findall(english))
    ]
    assert changed == []


def test_english_ends_a_sentence_where_the_dutch_does() -> None:
    # A text may open with a hole, or end a line that goes on.
    changed = [
        (dutch, english)
        for dutch, english in FORMS
        if dutch[-1] in ".?!:" and dutch[-1] != english[-1]
    ]
    assert changed == []
