"""Killed while somebody signs up: one entry, one person, one message."""

import time

import pytest

from accounts.models import Location, TriageDuty
from accounts.roles import Role
from consent.models import InformationShown, Text
from intake.waitlist.models import WaitlistEntry
from outbox.models import Message
from patients.models import Person
from tests.crash.browser import Browser
from tests.crash.conftest import Web
from tests.factories import PORTAL, make_location, make_practice
from tests.staff import make_staff

pytestmark = [
    pytest.mark.crash,
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]
ANSWERS: dict[str, dict[str, str]] = {
    "": {"route": "self"},
    "geboortedatum/": {
        "birth_date_day": "1",
        "birth_date_month": "5",
        "birth_date_year": "1980",
    },
    "naam/": {"given_name": "Anna", "family_name": "Vries"},
    "contact/": {"email": "anna@example.org", "channel": "email"},
    "reden/": {"reason": "back", "words": "Sinds de verhuizing"},
    "wanneer/": {"moments": "mon_morning"},
    "berichten/": {},
}
CHECK = "/aanmelden/controleren/"
SENT = "/aanmelden/verstuurd/"


@pytest.fixture
def anna(web: Web, open_practice: Location) -> Browser:
    """Anna answered everything, and took her time."""
    browser = web.browser()
    for slug, answers in ANSWERS.items():
        page = browser.open(f"/aanmelden/{slug}")
        browser.submit(page.form.fill(**answers))
    time.sleep(2)
    return browser


@pytest.fixture
def open_practice() -> Location:
    make_practice()
    Text.publish("privacy", "nl", title="Privacy", body="Wij bewaren.", by=PORTAL)
    return make_location(judge=make_staff("Noor Osei", Role.THERAPIST))


def test_annas_sign_up_makes_one_entry(web: Web, anna: Browser) -> None:
    form = anna.open(CHECK).form
    for crash in web.crashes(anna, form):
        if crash.answer:
            assert crash.answer.url == SENT
            require_one_entry()
        page = crash.browser.submit(form)
        assert page.url == SENT
        require_one_entry()
        assert WaitlistEntry.objects.get().reference in page.text
        # Going back and starting over from there changes nothing either.
        assert crash.browser.open(CHECK).url == SENT
        require_one_entry()


def require_one_entry() -> None:
    entry = WaitlistEntry.objects.get()
    assert Person.objects.get() == entry.person
    assert InformationShown.objects.get().person == entry.person
    assert TriageDuty.objects.count() == entry.person.care_relations.count()
    assert Message.objects.filter(template="signup_received").count() == 1
