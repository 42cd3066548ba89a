"""Killed while staff work: one judgement, one invitation, one reading, one account."""

import pytest
from django.test import Client

from accounts.models import Account
from accounts.models.staff_invitation import invite as invite_colleague
from accounts.roles import Role
from audit.actors import Actor
from intake.invitations.models import Invitation
from intake.invitations.verbs import invite
from intake.responses.models import Reading, Response
from intake.responses.verbs import start, submit
from intake.waitlist.models import Status, Triage, Urgency, WaitlistEntry
from intake.waitlist.verbs import triage
from outbox.models import Message, State
from patients.models import CareRelation
from tests.crash.browser import Browser
from tests.crash.conftest import Web, wait_until_given_up
from tests.factories import PORTAL, make_entry, make_location, make_practice
from tests.factories import make_version as make_questionnaire
from tests.links import key_of_link
from tests.staff import PASSWORD, make_staff, signed_in

pytestmark = [
    pytest.mark.crash,
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]


@pytest.fixture
def noor() -> Account:
    """Noor Osei judges and treats in Utrecht."""
    make_practice()
    account = make_staff("Noor Osei", Role.THERAPIST)
    make_location(judge=account)
    return account


@pytest.fixture
def noors_browser(web: Web, noor: Account) -> Browser:
    """Noor is signed in."""
    return web.browser(signed_in(Client(), noor, Role.THERAPIST))


@pytest.fixture
def maria(noor: Account) -> WaitlistEntry:
    """Maria waits to be judged."""
    return make_entry("Maria Linden")


@pytest.fixture
def waiting_maria(maria: WaitlistEntry, noor: Account) -> WaitlistEntry:
    """Maria was judged, and waits to be invited."""
    by = Actor.staff(noor.id, Role.THERAPIST)
    triage(maria.id, urgency=Urgency.NORMAL, therapist=noor, by=by)
    return maria


def test_an_entry_is_judged_once(
    web: Web, noors_browser: Browser, maria: WaitlistEntry, noor: Account
) -> None:
    url = f"/werk/wachtlijst/{maria.id}/beoordelen/"
    form = noors_browser.open(url).form.fill(urgency="1", therapist=str(noor.id))
    for crash in web.crashes(noors_browser, form):
        if crash.answer:
            require_judged(maria)
        wait_until_given_up()
        page = crash.browser.submit(form)
        # Judged by the first press: then the page says so, and by whom.
        assert page.status == 200 or "Noor Osei heeft dit" in page.text
        require_judged(maria)


def require_judged(entry: WaitlistEntry) -> None:
    assert Triage.objects.get().entry == entry
    active = CareRelation.objects.active().get(person=entry.person_id)
    assert active.kind == CareRelation.Kind.ASSIGNED


def test_an_invitation_is_sent_once(
    web: Web, noors_browser: Browser, waiting_maria: WaitlistEntry
) -> None:
    make_questionnaire()
    url = f"/werk/wachtlijst/{waiting_maria.id}/uitnodigen/"
    form = noors_browser.open(url).form
    for crash in web.crashes(noors_browser, form):
        if crash.answer:
            require_invited(waiting_maria)
        wait_until_given_up()
        page = crash.browser.submit(form)
        # Invited by the first press: then the page says so.
        assert page.status == 200 or "heeft al een uitnodiging" in page.text
        require_invited(waiting_maria)


def require_invited(entry: WaitlistEntry) -> None:
    assert WaitlistEntry.objects.with_status().get().status == Status.INVITED
    mail = Message.objects.get(template="intake_invitation")
    assert Invitation.objects.get(entry=entry).message == mail
    assert mail.state is State.HELD


def test_an_intake_is_marked_as_read_once(
    web: Web, noors_browser: Browser, waiting_maria: WaitlistEntry
) -> None:
    response = send_intake(waiting_maria)
    url = f"/werk/intakes/{response.id}/"
    form = noors_browser.open(url).form_to(f"{url}gelezen/")
    for crash in web.crashes(noors_browser, form):
        if crash.answer:
            assert Reading.objects.get().response == response
        assert crash.browser.submit(form).status == 200
        assert Reading.objects.get().response == response


def send_intake(entry: WaitlistEntry) -> Response:
    invitation, _message = invite(entry.id, make_questionnaire(), by=PORTAL)
    by = Actor.person(entry.person_id)
    response = start(invitation, language="nl", by=by)
    contents = {"1": {"answers": {"pijn": True}, "seen": []}}
    key = key_of_link(invitation)
    submit(response.id, contents, read={}, by=by, holding=key)
    return response


def test_a_colleague_gets_one_account(web: Web) -> None:
    make_practice()
    ruth = make_staff("Ruth van Leeuwen", Role.OWNER)
    _invitation, secret = invite_colleague(
        email="daan@praktijk.example",
        name="Daan Bakker",
        role=Role.THERAPIST,
        by=Actor.staff(ruth.id, Role.OWNER),
    )
    browser = web.browser()
    form = browser.open(f"/medewerker/{secret}/").form.fill(password=PASSWORD)
    for crash in web.crashes(browser, form):
        person = crash.browser
        wait_until_given_up()
        # Once signed in he has another form token: he only goes on.
        page = person.open(crash.answer.url) if crash.answer else person.submit(form)
        if page.url != "/account/tweede-factor/":
            # The first press made the account: he is led to signing in.
            assert "/inloggen/" in page.text + page.url
            sign_in = {"email": "daan@praktijk.example", "password": PASSWORD}
            page = person.submit(person.open("/inloggen/").form.fill(**sign_in))
        assert page.url == "/account/tweede-factor/"
        daan = Account.objects.exclude(id=ruth.id).get()
        assert daan.roles() == [Role.THERAPIST]
