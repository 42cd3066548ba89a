"""The Dutch is plain, says u, and has one word for one thing."""

import re
from pathlib import Path
from typing import Any, Final

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from accounts.page_forms import PageForm
from tests.i18n.source import ROOT, texts

SHIPPED: Final = (
    "intake/questionnaires/shipped/rugklachten.json",
    "deploy/demo_practice/privacy.nl.txt",
    "static/js/page.js",
)
# UX §0 and G3: nobody is blamed, nobody is cheered at.
NEVER: Final = re.compile(
    r"\b(succesvol|helaas|oeps|ongeldige?|verplicht veld)\b", re.IGNORECASE
)
TOO_CLOSE: Final = re.compile(r"\b(je|jij|jou|jouw|jullie)\b", re.IGNORECASE)
ENGLISH: Final = re.compile(
    r"\b(dashboard|deadline|email|feedback|login|settings|submit|triage|update"
    r"|upload|user|waitlist)\b",
    re.IGNORECASE,
)
# Said otherwise elsewhere: hoogstens, u heeft, wachtlijst, inloggen, praktijkhouder.
SECOND_WORDS: Final = re.compile(
    r"\b(hooguit|u hebt|hebt u|wachtrij|aanloggen|eigenaar van de praktijk)\b",
    re.IGNORECASE,
)
# How Django would say it.
OF_DJANGO: Final = re.compile(r"Dit veld|geldige|Null-|Zorg ervoor|Selecteer|formulier")
DUTCH: Final = sorted(texts())


@pytest.mark.parametrize("words", [NEVER, TOO_CLOSE, ENGLISH, SECOND_WORDS])
def test_no_text_of_the_portal_has_a_word_we_do_not_use(
    words: re.Pattern[str],
) -> None:
    # What stands between % and ( or < and > is a name in the code.
    shown = (re.sub(r"%\(\w+\)|<[^>]*>", "", text) for text in DUTCH)
    assert [text for text in shown if words.search(text)] == []


@pytest.mark.parametrize("path", SHIPPED)
@pytest.mark.parametrize("words", [NEVER, TOO_CLOSE, SECOND_WORDS])
def test_no_text_that_ships_has_one_either(path: str, words: re.Pattern[str]) -> None:
    assert not words.search((ROOT / Path(path)).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (forms.CharField(), ""),
        (forms.CharField(), "a\0b"),
        (forms.CharField(max_length=3), "lang"),
        (forms.CharField(min_length=3), "k"),
        (forms.EmailField(), "geen adres"),
        (forms.IntegerField(max_value=3), "4"),
        (forms.IntegerField(min_value=3), "2"),
        (forms.IntegerField(), "drie"),
        (forms.DecimalField(), "drie"),
        (forms.DateField(), "morgen"),
        (forms.BooleanField(), ""),
        (forms.ChoiceField(choices=[("a", "A")]), ""),
        (forms.ChoiceField(choices=[("a", "A")]), "b"),
        (forms.MultipleChoiceField(choices=[("a", "A")]), ""),
        (forms.MultipleChoiceField(choices=[("a", "A")]), "b"),
        (forms.FileField(), ""),
        (forms.FileField(), SimpleUploadedFile("leeg.json", b"")),
    ],
)
def test_a_wrong_answer_gets_our_sentence_and_never_djangos(
    field: forms.Field, typed: Any
) -> None:
    class OneField(PageForm):
        answer = field

    is_file = isinstance(typed, SimpleUploadedFile)
    data = MultiValueDict({"answer": [typed] if typed else []})
    form = OneField({}, data) if is_file else OneField(data)
    [message] = form.errors["answer"]
    assert not OF_DJANGO.search(str(message))
