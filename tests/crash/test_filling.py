"""Killed while Maria fills in her intake: every answer once, and one intake sent."""

import pytest
from django.test import Client

from audit.actors import Actor
from intake.invitations.models import Invitation
from intake.invitations.verbs import invite
from intake.questionnaires.models import QuestionnaireVersion
from intake.responses.models import Response, Submission
from intake.responses.verbs import start
from intake.waitlist.models import Urgency
from intake.waitlist.verbs import triage
from outbox.delivery import demo_mails
from outbox.tasks import drain
from tests.crash.browser import Browser, Form, Page
from tests.crash.conftest import Web
from tests.factories import PORTAL, make_entry, make_practice
from tests.filling.conftest import newest_code, path_in, version
from tests.links import key_of_link
from tests.staff import let_in, make_staff

pytestmark = [
    pytest.mark.crash,
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]
__all__ = ["version"]
CODE, CHECK, SENT = "/intake/code/", "/intake/controleren/", "/intake/verstuurd/"
MEDICINES = "/intake/2-1/"


@pytest.fixture
def invitation(version: QuestionnaireVersion) -> Invitation:
    """Maria was invited, and the mail has gone."""
    make_practice()
    entry = make_entry("Maria Linden")
    noor = make_staff("Noor Osei")
    triage(
        entry.id, urgency=Urgency.NORMAL, therapist=noor, by=Actor.staff(noor.id, "")
    )
    invitation, message = invite(entry.id, version, by=PORTAL)
    message.release_now(by=PORTAL)
    drain()
    return invitation


@pytest.fixture
def maria(web: Web, invitation: Invitation) -> Browser:
    """Maria is in, by link and code."""
    person_id = invitation.entry.person_id
    start(invitation, language="nl", by=Actor.person(person_id))
    browser = web.browser(
        let_in(
            Client(),
            person_id=person_id,
            invitation_id=invitation.id,
            holding=key_of_link(invitation),
        )
    )
    assert browser.open("/intake/").status == 200
    return browser


def test_the_code_lets_maria_in_or_she_asks_for_another(
    web: Web, invitation: Invitation
) -> None:
    link = path_in(next(each.body for each in demo_mails()))
    browser = web.browser()
    form = ask_code(browser, link)
    for crash in web.crashes(browser, form):
        person = crash.browser
        page = person.submit(form)
        if page.url != "/intake/":
            # The page says what to do, and that is what she does.
            assert "nieuwe code" in page.text or "Open de link" in page.text
            page = person.submit(ask_code(person, link))
        assert page.url == "/intake/"
        assert Response.objects.get().invitation == invitation


def ask_code(browser: Browser, link: str) -> Form:
    landing = browser.open(link)
    page = browser.submit(landing.form_to("/intake/code/sturen/"))
    return page.form.answer(newest_code())


def test_an_answer_is_saved_once_it_says_so(web: Web, maria: Browser) -> None:
    form = maria.open("/intake/1-1/").form.answer("yes")
    for crash in web.crashes(maria, form):
        if crash.answer:
            assert saved(crash.browser, "/intake/1-1/") == ["yes"]
        assert crash.browser.submit(form).url == "/intake/1-2/"
        assert saved(crash.browser, "/intake/1-1/") == ["yes"]


def test_a_row_is_added_once(web: Web, maria: Browser) -> None:
    add = maria.submit(maria.open(MEDICINES).form.answer("yes"))
    form = add.form.answer("Vlierbes", "2")
    for crash in web.crashes(maria, form):
        if crash.answer:
            require_one_row(crash.browser.open(MEDICINES))
        require_one_row(crash.browser.submit(form))


def require_one_row(page: Page) -> None:
    assert "Vlierbes, 2" in page.text
    assert page.text.count("/verwijderen/") == 1


def test_the_intake_is_sent_once(web: Web, maria: Browser) -> None:
    maria.submit(maria.open("/intake/1-1/").form.answer("no"))
    maria.submit(maria.open("/intake/2-2/").form.answer("Weer fietsen"))
    form = maria.open(CHECK).form
    for crash in web.crashes(maria, form):
        if crash.answer:
            require_sent(crash.browser)
        assert crash.browser.submit(form).url == SENT
        require_sent(crash.browser)


def require_sent(browser: Browser) -> None:
    assert Submission.objects.count() == 1
    assert "Weer fietsen" in browser.open("/intake/antwoorden/").text
    assert browser.open(CHECK).url == SENT


def saved(browser: Browser, address: str) -> list[str]:
    return browser.open(address).form.answers
