"""A date in three fields: tolerant of how it is typed, exact in what it says."""

import datetime as dt

import pytest
from django import forms

from accounts.page_forms import DatePartsField, PageForm


class Born(PageForm):
    when = DatePartsField(
        called="Geboortedatum", error_messages={"required": "Vul uw geboortedatum in"}
    )


def born(day: str, month: str, year: str) -> Born:
    return Born({"when_day": day, "when_month": month, "when_year": year})


@pytest.mark.parametrize(
    "month", ["3", "03", "mrt", "mrt.", "Maart", "maart ", "march", "mar", "maa"]
)
def test_anna_may_type_the_month_as_she_likes(month: str) -> None:
    form = born(" 27", month, "1984.")
    assert form.is_valid()
    assert form.cleaned_data["when"] == dt.date(1984, 3, 27)


@pytest.mark.parametrize(
    ("typed", "message", "parts"),
    [
        (("", "", ""), "Vul uw geboortedatum in", (0,)),
        (("27", "", "1984"), "Geboortedatum moet een maand hebben", (1,)),
        (("", "3", ""), "Geboortedatum moet een dag en een jaar hebben", (0,)),
        (("31", "2", "1984"), "Geboortedatum moet een echte datum zijn", (0,)),
        (("27", "13", "1984"), "Geboortedatum moet een echte datum zijn", (1,)),
        (("27", "ma", "1984"), "Geboortedatum moet een echte datum zijn", (1,)),
        (("x", "3", "1984"), "Geboortedatum moet een echte datum zijn", (0,)),
        (("27", "3", "84"), "Geboortedatum moet een jaar van 4 cijfers hebben", (2,)),
    ],
)
def test_anna_reads_what_is_wrong_and_is_taken_there(
    typed: tuple[str, str, str], message: str, parts: tuple[int]
) -> None:
    wrong = born(*typed).wrong_answers
    assert [(each.control, each.message) for each in wrong] == [
        (f"id_when_{part}", message) for part in parts
    ]


def test_what_anna_typed_stays_as_she_typed_it() -> None:
    page = str(born("31", "febr", "1984")["when"])
    assert all(f'value="{typed}"' in page for typed in ("31", "febr", "1984"))


def test_a_known_date_is_shown_in_its_parts() -> None:
    page = str(Born(initial={"when": dt.date(1984, 3, 27)})["when"])
    assert all(f'value="{part}"' in page for part in (27, 3, 1984))


def test_no_form_says_that_a_field_is_required_or_invalid() -> None:
    class Any(PageForm):
        name = forms.CharField(label="Naam", max_length=3)
        pick = forms.ChoiceField(choices=[("a", "A")])
        mail = forms.EmailField()
        own = forms.CharField(error_messages={"required": "Vul uw naam in"})

    empty = [each.message for each in Any({}).wrong_answers]
    wrong = Any({"name": "Anna", "pick": "b", "mail": "anna", "own": "x"})
    assert empty[0] == "Vul ‘Naam’ in"
    assert empty[1] == "Kies een antwoord"
    assert empty[3] == "Vul uw naam in"
    assert [each.message for each in wrong.wrong_answers] == [
        "Antwoord mag hoogstens 3 tekens hebben",
        "Kies een van de antwoorden",
        "Vul een e-mailadres in zoals naam@voorbeeld.nl",
    ]
