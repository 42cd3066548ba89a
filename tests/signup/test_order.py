"""Which question comes when, and what becomes of answers when minds change."""

from datetime import date

import pytest

from intake.waitlist.models import WaitlistEntry
from patients.door import open_records
from patients.kinds import Kind, Purpose
from patients.models import Person
from tests.signup.conftest import (
    ANNA,
    BY_MAIL,
    FATIMA,
    SAM,
    WHEN,
    WHY,
    Visitor,
    born,
    typed,
)
from tests.signup.test_journeys import DESK

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def test_who_skips_ahead_is_led_to_the_first_question(visitor: Visitor) -> None:
    for slug in ("naam", "contact", "berichten", "controleren", "ouder"):
        assert visitor.see(slug).url == "/aanmelden/voor-wie/"
    visitor.answer("voor-wie", route="self")
    assert visitor.see("wanneer").url == "/aanmelden/geboortedatum/"


def test_a_question_that_does_not_exist_is_not_found(visitor: Visitor) -> None:
    assert visitor.see("bsn").status_code == 404


def test_a_question_that_is_not_asked_leads_back_to_the_path(visitor: Visitor) -> None:
    visitor.sign_up_as_anna()
    assert visitor.see("ouder").url == "/aanmelden/controleren/"


def test_a_changed_answer_returns_to_the_check_page(visitor: Visitor) -> None:
    visitor.sign_up_as_anna()
    visitor.see()
    assert visitor.answer("naam", **{**ANNA, "given_name": "Johanna"}) == "controleren"
    assert "Johanna de Vries" in visitor.see().content.decode()


def test_before_the_check_page_a_changed_answer_goes_on_in_order(
    visitor: Visitor,
) -> None:
    visitor.sign_up_as_anna()
    assert visitor.answer("naam", **ANNA) == "contact"


def test_anna_finds_her_answers_when_she_goes_back(visitor: Visitor) -> None:
    visitor.sign_up_as_anna()
    assert 'value="Anna"' in visitor.see("naam").content.decode()
    assert 'value="1986"' not in visitor.see("naam").content.decode()
    assert "Sinds de verhuizing." in visitor.see("reden").content.decode()


def test_who_turns_out_to_sign_up_a_child_loses_nothing(visitor: Visitor) -> None:
    visitor.sign_up_as_anna()
    visitor.see()
    assert visitor.answer("voor-wie", route="child") == "geboortedatum"
    assert (
        'value="'
        not in visitor.see("geboortedatum").content.decode().split("date-parts")[1]
    )
    assert visitor.answer("geboortedatum", **born(years=9)) == "naam"
    assert "Anna" not in visitor.see("naam").content.decode()
    assert visitor.answer("naam", **SAM) == "u-en-uw-kind"
    # Her own name, given earlier, stands there already; and so does her address.
    assert 'value="Anna"' in visitor.see("u-en-uw-kind").content.decode()
    assert visitor.answer("u-en-uw-kind", **ANNA, relation="voogd") == "reden"
    visitor.answer("reden", **WHY)
    assert visitor.answer("wanneer", **WHEN) == "controleren"
    checked = visitor.see().content.decode()
    assert "anna@voorbeeld.nl" in checked
    # And back: her own answers are still hers.
    assert visitor.answer("voor-wie", route="self") == "controleren"
    assert "Anna de Vries" in visitor.see().content.decode()


def test_answers_that_no_longer_matter_are_not_sent(visitor: Visitor) -> None:
    visitor.answer_all(
        voor_wie={"route": "child"},
        geboortedatum=born(years=13),
        naam=SAM,
        u_en_uw_kind={**FATIMA, "relation": "ouder_gezag"},
        contact=BY_MAIL,
        eigen_contact={"email": "sam@voorbeeld.nl", "phone": ""},
        reden=WHY,
        wanneer=WHEN,
        berichten={},
    )
    visitor.see()
    assert visitor.answer("geboortedatum", **born(years=9)) == "controleren"
    visitor.submit()
    child = WaitlistEntry.objects.get().person
    with open_records(
        [child], kinds={Kind.CONTACT}, by=DESK, purpose=Purpose.PLANNING
    ) as records:
        assert records.read(child.email) is None
    assert Person.objects.count() == 2


def test_a_birthday_makes_other_questions_necessary(visitor: Visitor) -> None:
    visitor.sign_up_as_anna()
    visitor.see()
    assert visitor.answer("geboortedatum", **born(years=15)) == "ouder"
    assert visitor.answer("ouder", **FATIMA, relation="ouder_gezag") == "contact"
    assert visitor.answer("contact", **BY_MAIL) == "eigen-contact"
    assert visitor.answer("eigen-contact", email="", phone="") == "controleren"


@pytest.mark.parametrize(
    ("route", "day", "question"),
    [
        ("self", date(1912, 5, 1), "U bent geboren in 1912. Klopt dat?"),
        ("child", date(1990, 5, 1), "Uw kind is geboren in 1990. Klopt dat?"),
        ("self", date(2020, 5, 1), "U bent geboren in 2020. Klopt dat?"),
    ],
)
def test_an_unlikely_birth_date_is_asked_once_more(
    visitor: Visitor, route: str, day: date, question: str
) -> None:
    visitor.answer("voor-wie", route=route)
    after = visitor.answer("geboortedatum", **typed(day))
    assert after == "klopt-de-geboortedatum"
    assert question in visitor.see(after).content.decode()
    assert visitor.see("naam").url == "/aanmelden/klopt-de-geboortedatum/"
    assert visitor.answer(after) == "naam"


def test_another_unlikely_birth_date_is_another_doubt(visitor: Visitor) -> None:
    visitor.answer("voor-wie", route="self")
    visitor.answer("geboortedatum", **typed(date(1912, 5, 1)))
    visitor.answer("klopt-de-geboortedatum")
    assert (
        visitor.answer("geboortedatum", **typed(date(1911, 5, 1)))
        == "klopt-de-geboortedatum"
    )


def test_a_likely_typing_mistake_is_asked_about_and_let_through(
    visitor: Visitor,
) -> None:
    visitor.answer_all(
        voor_wie={"route": "self"}, geboortedatum=born(years=40), naam=ANNA
    )
    after = visitor.answer("contact", **{**BY_MAIL, "email": "anna@gmial.com"})
    asked = visitor.see(after).content.decode()
    assert "anna@gmial.com" in asked
    assert "anna@gmail.com" in asked
    assert visitor.answer(after) == "reden"


def test_two_tabs_do_not_mix_up_people(visitor: Visitor) -> None:
    visitor.answer_all(voor_wie={"route": "self"}, geboortedatum=born(years=40))
    # In another tab she changes her mind; this one still asks her own name.
    visitor.answer("voor-wie", route="child")
    visitor.post("/aanmelden/naam/", {"about": "self", **ANNA})
    visitor.answer("geboortedatum", **born(years=9))
    assert "Anna" not in visitor.see("naam").content.decode()
    visitor.answer("naam", **SAM)
    assert 'value="Anna"' in visitor.see("u-en-uw-kind").content.decode()


def test_an_answer_sent_after_the_session_ended_is_kept(visitor: Visitor) -> None:
    visitor.sign_up_as_anna()
    visitor.client.cookies.clear()
    response = visitor.post("/aanmelden/reden/", {"about": "self", **WHY}, follow=True)
    assert response.redirect_chain[-1][0] == "/aanmelden/voor-wie/"
    assert "Het antwoord dat u net gaf, is bewaard." in response.content.decode()
    visitor.answer_all(
        voor_wie={"route": "self"},
        geboortedatum=born(years=40),
        naam=ANNA,
        contact=BY_MAIL,
    )
    assert WHY["words"] in visitor.see("reden").content.decode()
