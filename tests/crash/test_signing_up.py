"""Killed while somebody signs up: one entry, one person, one message."""

import pytest

from consent.models import InformationShown
from intake.waitlist.models import WaitlistEntry
from outbox.models import Message
from patients.models import Person
from tests.crash.browser import Browser
from tests.crash.conftest import Web
from tests.crash.sign_up import CHECK, SENT, answer_everything, open_practice

pytestmark = [
    pytest.mark.crash,
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]


@pytest.fixture
def anna(web: Web) -> Browser:
    """Anna answered everything."""
    open_practice()
    browser = web.browser()
    answer_everything(browser)
    return browser


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
    assert entry.person.care_relations.count() == 1
    assert Message.objects.filter(template="signup_received").count() == 1
