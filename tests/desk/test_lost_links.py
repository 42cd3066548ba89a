"""Maria began and lost her link: the desk asks, and Noor sends a new one unread."""

from http import HTTPStatus

import pytest
from django.urls import reverse

from audit.actions import Action
from audit.models import Event
from crypto import team
from intake.invitations.models import Invitation, LinkAnswer, LinkRequest
from intake.invitations.verbs import invite
from intake.responses.models import Response
from intake.responses.verbs import save_section, start, submit
from intake.waitlist.models import Departure, WaitlistEntry
from intake.waitlist.verbs import take_off
from outbox.models import Message
from tests.desk.conftest import Member
from tests.factories import PORTAL, make_version
from tests.links import key_of_link

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

ASK, SEND = "Vraag om een nieuwe link", "Stuur een nieuwe link"
TASK = "Nieuwe link sturen"
CONTENT = {"answers": {"pijn": True}, "seen": []}


@pytest.fixture
def busy_maria(esra: Member, waiting_maria: WaitlistEntry) -> WaitlistEntry:
    """Maria has answered a first question."""
    invitation, _message = invite(waiting_maria.id, make_version(), by=esra.actor)
    response = start(invitation, language="nl", by=PORTAL)
    key = key_of_link(invitation)
    save_section(response.id, "1", CONTENT, read=0, by=PORTAL, holding=key)
    return waiting_maria


def page_of(member: Member, entry: WaitlistEntry) -> str:
    return member.browser.get(reverse("intake:entry", args=[entry.id])).text


def press(member: Member, entry: WaitlistEntry) -> str:
    """Press the button for a new link, and read the page one comes to."""
    url = reverse("intake:new_link", args=[entry.id])
    page = member.browser.post(url, follow=True)
    assert page.status_code == HTTPStatus.OK
    return page.text


def tasks(member: Member) -> str:
    return member.browser.get("/werk/").text


def test_the_desk_reads_why_a_therapist_must_confirm_and_asks(
    esra: Member, noor: Member, daan: Member, busy_maria: WaitlistEntry
) -> None:
    page = page_of(esra, busy_maria)
    assert ASK in page
    assert "alleen behandelaars hebben de sleutel" in page
    assert TASK not in tasks(noor)
    before = Invitation.objects.get().secret_hash

    assert "Er staat een taak klaar voor de behandelaar" in press(esra, busy_maria)
    assert Invitation.objects.get().secret_hash == before, "the old link works on"
    waiting = page_of(esra, busy_maria)
    assert "Een behandelaar moet die nog sturen" in waiting
    assert ASK not in waiting
    assert TASK in tasks(noor)
    assert TASK not in tasks(daan)
    assert TASK not in tasks(esra)
    line = Event.objects.get(action=Action.LINK_REQUESTED)
    assert line.actor_id == str(esra.account.id)


def test_the_therapist_sends_it_and_the_task_is_done(
    esra: Member, noor: Member, busy_maria: WaitlistEntry
) -> None:
    press(esra, busy_maria)
    page = page_of(noor, busy_maria)
    assert "U stuurt hem zonder de antwoorden te openen" in page
    assert "De oude link werkt niet meer" in press(noor, busy_maria)
    assert LinkAnswer.objects.get().answered_by == str(noor.account.id)
    assert TASK not in tasks(noor)
    told = page_of(esra, busy_maria)
    assert "Nieuwe link gevraagd aan de behandelaar" in told
    assert "Nieuwe link gestuurd" in told
    assert ASK in told, "it may get lost again"
    reading = Event.objects.filter(action=Action.RECORD_READ, thing="response")
    assert not reading.exists()


def test_asking_twice_is_asking_once(esra: Member, busy_maria: WaitlistEntry) -> None:
    press(esra, busy_maria)
    press(esra, busy_maria)
    assert LinkRequest.objects.count() == 1
    assert Message.objects.count() == 1


def test_a_therapist_needs_nobody_to_ask(
    noor: Member, busy_maria: WaitlistEntry
) -> None:
    assert SEND in page_of(noor, busy_maria)
    assert "De oude link werkt niet meer" in press(noor, busy_maria)
    assert not LinkRequest.objects.exists()


def test_who_sent_in_after_all_needs_no_link(
    esra: Member, noor: Member, busy_maria: WaitlistEntry
) -> None:
    press(esra, busy_maria)
    response = Response.objects.get()
    key = key_of_link(response.invitation)
    submit(response.id, {"1": CONTENT}, read={"1": 1}, by=PORTAL, holding=key)
    assert TASK not in tasks(noor)
    assert "Dat kan nu niet" in press(noor, busy_maria)


def test_who_left_the_list_needs_no_link(
    esra: Member, noor: Member, busy_maria: WaitlistEntry
) -> None:
    press(esra, busy_maria)
    take_off(busy_maria.id, Departure.Reason.WITHDRAWN, by=esra.actor)
    assert not LinkRequest.objects.waiting().exists()
    assert "Dat kan nu niet" in press(esra, busy_maria)


def test_a_therapist_nobody_admitted_is_told_so_and_sends_nothing(
    esra: Member, noor: Member, busy_maria: WaitlistEntry
) -> None:
    press(esra, busy_maria)
    team.dismiss(noor.account.id)
    before = Invitation.objects.get().secret_hash
    url = reverse("intake:new_link", args=[busy_maria.id])
    answer = noor.browser.post(url)
    assert answer["Location"] == reverse("accounts:not_admitted")
    assert Invitation.objects.get().secret_hash == before
    assert LinkRequest.objects.waiting().exists()
