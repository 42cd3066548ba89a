"""Somebody holds both databases, the key file, the settings and the desk's session.

They open not one health answer (DESIGN §4, promise 3): no key that opens any is in
those places. What they do open stands in crypto/README.md, and is checked as well,
so that the thief of these tests is known to be able.
"""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import Account
from accounts.roles import Role
from accounts.unlocking import HELD_KEY
from audit.actors import Actor
from crypto.models import Compartment, DataKey
from intake.responses.models import Response, Section
from outbox.models import DemoMail, Message
from outbox.tasks import drain
from tests.attacks.thief import Thief
from tests.reading.conftest import (
    address,
    begun,
    in_role,
    marias_intake,
    noor,
    noors_browser,
    practice,
    version,
)

__all__ = ["begun", "marias_intake", "noor", "noors_browser", "practice", "version"]
pytestmark = pytest.mark.django_db(databases=["default", "keys"])
WISH = "Weer kunnen tuinieren"


@pytest.fixture
def delivered(marias_intake: Response) -> None:
    """Maria's mail is in her own mailbox, as it is where there is a mail server."""
    for message in Message.objects.filter(released=None, stopped=None):
        message.release_now(by=Actor.service("tests"))
    drain()
    assert not Message.objects.filter(variables__isnull=False).exists()
    DemoMail.objects.all()._raw_delete("default")


def session_of(browser: Client) -> list[Any]:
    """All that a stolen laptop gives: the cookie, and what it opens."""
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
    return [cookie, dict(browser.session.items())]


def a_thief(*browsers: Client) -> Thief:
    """Somebody with both databases, the key file, the settings and these sessions."""
    thief = Thief()
    thief.take_databases()
    thief.take_server()
    for browser in browsers:
        thief.take(session_of(browser))
    thief.work()
    return thief


@pytest.mark.usefixtures("delivered")
def test_with_all_that_the_practice_keeps_not_one_answer_opens() -> None:
    thief = a_thief(in_role(Role.FRONT_DESK))
    sealed = DataKey.objects.filter(compartment=Compartment.HEALTH)
    assert Section.objects.count() == 2
    assert sealed.exists()
    assert thief.answers() == []
    assert not sealed.filter(id__in=thief.data_keys).exists()
    assert not any(WISH in word for word in thief.words)
    # The desk's own key is among the loot, and works: nothing is sealed to it.
    assert len(thief.pairs) == 1


@pytest.mark.usefixtures("delivered")
def test_what_the_desk_may_see_opens_with_the_key_file() -> None:
    """Said in the README: contact data lie under the key file, so that mail goes."""
    thief = a_thief()
    assert ("patients.Person", "given_name") in thief.opened
    assert "Maria" in thief.opened["patients.Person", "given_name"]


@pytest.mark.usefixtures("delivered")
def test_a_therapists_session_opens_all_of_hers(
    marias_intake: Response, noors_browser: Client, noor: Account
) -> None:
    """The same thief with one thing more: it is the key that was missing."""
    page = noors_browser.get(address(marias_intake)).content.decode()
    assert WISH in page
    assert noors_browser.session[HELD_KEY]
    thief = a_thief(noors_browser)
    sealed = DataKey.objects.filter(compartment=Compartment.HEALTH)
    assert not sealed.exclude(id__in=thief.data_keys).exists()
    assert len(thief.answers()) >= Section.objects.count()
    assert WISH in str(thief.answers())


def test_a_link_that_waits_to_be_sent_opens_that_one_intake(
    marias_intake: Response,
) -> None:
    """Said in the README: for at most 24 hours the outbox holds it, sealed."""
    thief = a_thief(in_role(Role.FRONT_DESK))
    assert WISH in str(thief.answers())


@pytest.mark.usefixtures("delivered")
def test_the_databases_alone_open_nothing_at_all() -> None:
    thief = Thief()
    thief.take_databases()
    thief.work()
    assert not any(thief.opened.values())
    assert thief.data_keys == {}
    assert thief.pairs == {}
