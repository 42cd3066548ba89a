"""Wrong answers get a sentence that says what to do, and lose nothing."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import SealedSession
from patients.dates import local_date
from tests.signup.conftest import ANNA, BY_MAIL, Visitor, born, typed

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

LONG = "x" * 100_000
BSN = "123456782"


@pytest.fixture
def anna(visitor: Visitor) -> Visitor:
    """Anna came as far as her name."""
    visitor.answer_all(voor_wie={"route": "self"}, geboortedatum=born(years=40))
    return visitor


@pytest.fixture
def reached(anna: Visitor) -> Visitor:
    """Anna came as far as why she signs up."""
    anna.answer_all(naam=ANNA, contact=BY_MAIL)
    return anna


def refused(visitor: Visitor, slug: str, **values: Any) -> tuple[list[str], str]:
    """Send something wrong; return the sentences and the page."""
    response = visitor.send(slug, **values)
    assert response.status_code == 422
    page = response.content.decode()
    assert "<title>Fout:" in page
    assert "Er is iets niet goed ingevuld" in page
    return [wrong.message for wrong in response.context["form"].wrong_answers], page


def test_nothing_chosen(visitor: Visitor) -> None:
    assert refused(visitor, "voor-wie")[0] == ["Kies voor wie u aanmeldt"]
    assert refused(visitor, "voor-wie", route="dog")[0] == [
        "Kies een van de antwoorden"
    ]


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (("", "", ""), "Vul uw geboortedatum in"),
        (("1", "", "1980"), "Geboortedatum moet een maand hebben"),
        (("31", "februari", "1980"), "Geboortedatum moet een echte datum zijn"),
        (("1", "5", "80"), "Geboortedatum moet een jaar van 4 cijfers hebben"),
        (("1", "5", "1850"), "Geboortedatum ligt te ver terug. Kijk het jaar na"),
        (("\0", "5", "1980"), "Geboortedatum moet een dag hebben"),
        ((LONG, "5", "1980"), "Geboortedatum moet een echte datum zijn"),
    ],
)
def test_an_impossible_birth_date(
    visitor: Visitor, parts: tuple[str, str, str], sentence: str
) -> None:
    visitor.answer("voor-wie", route="self")
    names = ("birth_date_day", "birth_date_month", "birth_date_year")
    values = dict(zip(names, parts, strict=True))
    assert refused(visitor, "geboortedatum", **values)[0] == [sentence]


def test_nobody_is_born_tomorrow(visitor: Visitor) -> None:
    visitor.answer("voor-wie", route="self")
    tomorrow = typed(local_date() + timedelta(days=1))
    sentences, page = refused(visitor, "geboortedatum", **tomorrow)
    assert sentences == ["Geboortedatum moet in het verleden liggen"]
    assert f'value="{tomorrow["birth_date_year"]}"' in page


def test_a_month_in_words_is_a_date(visitor: Visitor) -> None:
    visitor.answer("voor-wie", route="self")
    day = {"birth_date_day": "31", "birth_date_month": "mrt", "birth_date_year": "1980"}
    assert visitor.answer("geboortedatum", **day) == "naam"


def test_a_missing_name_says_which(anna: Visitor) -> None:
    sentences, page = refused(
        anna, "naam", given_name="  ", family_name="", infix="van"
    )
    assert sentences == [
        "Vul uw voornaam of voorletters in",
        "Vul uw achternaam in",
    ]
    assert 'value="van"' in page


@pytest.mark.parametrize("name", ["X", "'t Hooft", "Jansen-3", "Ł" * 80])
def test_names_are_as_people_have_them(anna: Visitor, name: str) -> None:
    assert anna.answer("naam", **{**ANNA, "family_name": name}) == "contact"


@pytest.mark.parametrize("name", ["An\0na", "Anna\x1b", "An\ufffdna"])
def test_unreadable_characters_in_a_name(anna: Visitor, name: str) -> None:
    sentences, _page = refused(anna, "naam", **{**ANNA, "given_name": name})
    assert sentences == [
        "Hier staat een teken in dat wij niet kunnen lezen. Typ het opnieuw"
    ]


def test_half_characters_in_a_name(anna: Visitor) -> None:
    response = anna.post(
        "/aanmelden/naam/",
        "about=self&given_name=An%ED%A0%80na&infix=&family_name=Vries",
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code == 422
    assert "Typ het opnieuw" in response.content.decode()


def test_a_hundred_thousand_letters_stay_on_the_page(reached: Visitor) -> None:
    sentences, page = refused(reached, "reden", reason="back", words=LONG)
    assert sentences == ["Antwoord mag hoogstens 500 tekens hebben"]
    assert LONG in page


@pytest.mark.parametrize("slug", ["naam", "contact"])
def test_long_answers_everywhere_get_a_sentence(anna: Visitor, slug: str) -> None:
    if slug == "contact":
        anna.answer("naam", **ANNA)
    everything = dict.fromkeys(
        ["given_name", "infix", "family_name", "email", "phone", "channel"], LONG
    )
    sentences, _page = refused(anna, slug, **everything)
    assert all(len(sentence) < 80 for sentence in sentences)


@pytest.mark.parametrize(
    ("values", "sentences"),
    [
        (
            {"email": "", "phone": "", "channel": "email"},
            ["Vul een e-mailadres of een telefoonnummer in"],
        ),
        (
            {"email": "", "phone": "06 12345678", "channel": "email"},
            ["U koos e-mail. Vul een e-mailadres in"],
        ),
        (
            {"email": "anna@", "phone": "", "channel": "email"},
            ["Vul een e-mailadres in zoals naam@voorbeeld.nl"],
        ),
        (
            {"email": "", "phone": "06 123", "channel": "phone"},
            ["Vul een telefoonnummer in zoals 06 12345678 of +32 470 12 34 56"],
        ),
        (
            {"email": "", "phone": "bel mij", "channel": "phone"},
            ["Vul een telefoonnummer in zoals 06 12345678 of +32 470 12 34 56"],
        ),
        (
            {"email": "anna@voorbeeld.nl", "phone": ""},
            ["Kies e-mail of telefoon"],
        ),
    ],
)
def test_contact_details_that_reach_nobody(
    anna: Visitor, values: dict[str, str], sentences: list[str]
) -> None:
    anna.answer("naam", **ANNA)
    assert refused(anna, "contact", **values)[0] == sentences


@pytest.mark.parametrize(
    ("email", "phone"),
    [
        (" mailto:Anna+rug@Voorbeeld.nl ", "tel: 06-1234 5678"),
        ("anna@voor\u200bbeeld.nl", "(020) 555 01 23"),
        ("anna@voorbeeld.nl", "0032 470 12 34 56"),
        ("", "+49 30 901820"),
    ],
)
def test_contact_details_as_people_paste_them(
    anna: Visitor, email: str, phone: str
) -> None:
    anna.answer("naam", **ANNA)
    values = {"email": email, "phone": phone, "channel": "phone"}
    assert anna.answer("contact", **values) == "reden"


@pytest.mark.parametrize(
    "text", [BSN, "1234.56.782", "nr 123 456 782 rug", "bsn:" + BSN]
)
def test_a_bsn_is_refused_and_kept_nowhere(reached: Visitor, text: str) -> None:
    before = bytes(SealedSession.objects.get().sealed)
    sentences, _page = refused(reached, "reden", reason="back", words=text)
    assert sentences == [
        "Dit lijkt een BSN. Schrijf hier geen BSN: haal de 9 cijfers weg"
    ]
    assert bytes(SealedSession.objects.get().sealed) == before
    assert "reden.self" not in str(reached.client.session["signup"])


@pytest.mark.parametrize(
    "text", ["123456789", "sinds 12-03-2024", "bel 06 12345678", "000000000", "1 2 3"]
)
def test_other_numbers_are_no_bsn(reached: Visitor, text: str) -> None:
    assert reached.answer("reden", reason="back", words=text) == "wanneer"


def test_a_bsn_in_a_name_is_refused(anna: Visitor) -> None:
    sentences, _page = refused(anna, "naam", **{**ANNA, "given_name": BSN})
    assert sentences[0].startswith("Dit lijkt een BSN.")


def test_no_matter_when_stands_alone(reached: Visitor) -> None:
    reached.answer("reden", reason="back", words="")
    sentences, page = refused(reached, "wanneer", moments=["any", "mon_morning"])
    assert sentences == ["Kies momenten of kies ‘Maakt niet uit’, maar niet allebei"]
    assert page.count("checked") == 2


def test_a_page_whose_person_was_tampered_with_starts_over(visitor: Visitor) -> None:
    response = visitor.post("/aanmelden/naam/", {"about": "cat", **ANNA})
    assert response.url == "/aanmelden/voor-wie/"
