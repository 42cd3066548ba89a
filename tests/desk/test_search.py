"""Somebody calls: Esra looks them up, and their name is in no address."""

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from audit.actions import Action
from audit.models import Event
from intake.waitlist.models import WaitlistEntry
from patients.models import RelatedPerson
from patients.registration import declare_relation
from tests.desk.conftest import Member
from tests.desk.test_pages import Look, look, sit_down  # noqa: F401 - a fixture
from tests.factories import PORTAL, make_entry, make_person

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
URL = "/werk/wachtlijst/zoeken/"


def looks_for(member: Member, query: str) -> str:
    """Post what is looked for, follow, and return the page."""
    led = member.browser.post(URL, {"query": query})
    assert (led.status_code, led["Location"]) == (302, URL)
    return member.browser.get(URL).text


@pytest.mark.parametrize(
    "query", ["linden", "Maria L", "1-5-1980", "maria@example.org"]
)
def test_esra_finds_maria_and_goes_to_her_entry(
    query: str, esra: Member, maria: WaitlistEntry
) -> None:
    make_entry("Bram Smit", email="bram@example.org", phone="0612345678")
    page = looks_for(esra, query)
    assert f'<a href="/werk/wachtlijst/{maria.id}/" translate="no">Maria Linden' in page
    # Everybody of the tests is born on one day.
    assert ("Bram Smit" in page) == (query == "1-5-1980")


def test_who_left_the_list_is_found_too(esra: Member, maria: WaitlistEntry) -> None:
    esra.browser.post(
        f"/werk/wachtlijst/{maria.id}/van-de-lijst/", {"reason": "withdrawn"}
    )
    page = looks_for(esra, "linden")
    assert "Maria Linden" in page
    assert "Van de lijst" in page


def test_a_mother_who_calls_leads_to_her_child(
    esra: Member, maria: WaitlistEntry
) -> None:
    mother = make_person("Fatima Linde", phone="06 12345678")
    declare_relation(maria.person, mother, RelatedPerson.Relation.PARENT, by=PORTAL)
    page = looks_for(esra, "06-12345678")
    assert "Maria Linden" in page
    assert "Fatima" not in page


@pytest.mark.parametrize("query", ["", "li", "123456782", "31-2-1980"])
def test_too_little_is_answered_with_what_to_type(
    query: str, esra: Member, maria: WaitlistEntry
) -> None:
    answer = esra.browser.post(URL, {"query": query})
    assert answer.status_code == 422
    assert "Typ minstens 3 letters" in answer.text
    assert not Event.objects.filter(action=Action.PEOPLE_SEARCHED).exists()


def test_nobody_found_says_what_to_try(esra: Member, maria: WaitlistEntry) -> None:
    assert "Niemand gevonden. Controleer de spelling" in looks_for(esra, "Pietersen")


def test_a_therapist_finds_nothing_of_anothers_patient(
    esra: Member, daan: Member, maria: WaitlistEntry
) -> None:
    hers, nobody = looks_for(daan, "linden"), looks_for(daan, "pietersen")
    assert "Maria" not in hers
    assert hers.count("<tr") == nobody.count("<tr") == 0
    read = Event.objects.filter(action=Action.RECORD_READ, actor_id=daan.actor.id)
    assert not read.exists()


def test_the_search_stays_in_the_session_and_is_gone_after_signing_out(
    esra: Member, maria: WaitlistEntry
) -> None:
    assert 'value="linden"' in looks_for(esra, "linden")
    esra.browser.post("/uitloggen/")
    assert esra.browser.get(URL).status_code == 302


@pytest.mark.django_db(databases=["default", "keys"], transaction=True)
@pytest.mark.browser
def test_esra_looks_up_who_is_on_the_telephone(
    page: Page,
    live_server: LiveServer,
    esra: Member,
    maria: WaitlistEntry,
    look: Look,  # noqa: F811
) -> None:
    sit_down(page, esra, live_server)
    page.get_by_role("link", name="Wachtlijst", exact=True).click()
    look("desk-waitlist-search")
    page.get_by_label("Zoek iemand").fill("li")
    page.keyboard.press("Enter")
    page.get_by_text("Typ minstens 3 letters").first.wait_for()
    look("desk-search-vague")
    page.get_by_label("Zoek iemand").fill("Pietersen")
    page.get_by_role("button", name="Zoek", exact=True).click()
    page.get_by_text("Niemand gevonden").wait_for()
    look("desk-search-nobody")
    page.get_by_label("Zoek iemand").fill("van der lind")
    page.get_by_role("button", name="Zoek", exact=True).click()
    look("desk-search")
    page.get_by_role("link", name="Maria Linden", exact=True).click()
    page.go_back()
    page.get_by_role("link", name="Maria Linden", exact=True).wait_for()
    assert "linden" not in page.url
