"""What is on its way: seen by the desk, held back, sent on, tried again."""

import pytest
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts.models import StaffInvitation
from accounts.roles import Role
from accounts.staffing import invite_by_mail
from intake.invitations.verbs import invite
from intake.waitlist.models import WaitlistEntry
from outbox.models import Failure, FailureCode, Message, State
from outbox.tasks import drain
from tests.desk.conftest import Member
from tests.factories import make_version

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
URL = "/werk/berichten/"


@pytest.fixture
def held(esra: Member, waiting_maria: WaitlistEntry) -> Message:
    """Maria's invitation, in its five minutes."""
    return invite(waiting_maria.id, make_version(), by=esra.actor)[1]


def press(member: Member, verb: str, message: Message) -> str:
    url = reverse(f"intake:{verb}", args=[message.id])
    return member.browser.post(url, follow=True).text


def test_a_held_message_says_when_it_leaves_and_to_whom(
    esra: Member, held: Message
) -> None:
    page = esra.browser.get(URL).text
    assert "Maria Linden" in page
    assert "Gaat om" in page
    assert "/uitnodiging/" not in page


def test_a_held_message_is_stopped_and_never_sent(esra: Member, held: Message) -> None:
    assert "tegengehouden en gaat niet weg" in press(esra, "stop_message", held)
    drain()
    assert held.state is State.STOPPED
    assert "Dat kan niet meer" in press(esra, "stop_message", held)
    assert "Dat kan niet meer" in press(esra, "send_message_now", held)


def test_a_held_message_is_sent_now(esra: Member, held: Message) -> None:
    assert "Het bericht gaat nu weg" in press(esra, "send_message_now", held)
    drain()
    assert held.state is State.SENT
    assert "Dat kan niet meer" in press(esra, "stop_message", held)


def test_a_failed_message_is_work_for_the_desk_and_can_be_tried_again(
    esra: Member, held: Message
) -> None:
    Failure.objects.create(message=held, code=FailureCode.EXPIRED, is_final=True)
    assert held.state is State.FAILED
    tasks = esra.browser.get(reverse("intake:tasks")).text
    assert "Niet aangekomen" in tasks
    page = esra.browser.get(URL + "?status=mis").text
    assert "Te lang blijven liggen" in page


def test_filters_keep_what_stands_there(esra: Member, held: Message) -> None:
    assert "Maria Linden" in esra.browser.get(URL + "?status=wacht").text
    empty = esra.browser.get(URL + "?status=verstuurd").text
    assert "Maria Linden" not in empty
    assert "Geen berichten met deze status" in empty


def test_the_owner_sees_the_mail_and_acts_only_on_mail_to_staff(
    ruth: Member, held: Message
) -> None:
    page = ruth.browser.get(URL).text
    assert "Maria Linden" in page
    assert "Tegenhouden" not in page
    url = reverse("intake:stop_message", args=[held.id])
    assert ruth.browser.post(url).status_code == 404
    assert held.state is State.HELD


def test_mail_to_staff_is_not_the_desks(esra: Member, ruth: Member) -> None:
    invite_by_mail(
        name="Joost Nieuw",
        email="joost@praktijk.example",
        role=Role.FRONT_DESK,
        by=ruth.actor,
    )
    assert StaffInvitation.objects.exists()
    subject = "Uitnodiging voor een account"
    assert subject not in esra.browser.get(URL).text
    assert subject in ruth.browser.get(URL).text


def test_a_get_changes_nothing(esra: Member, held: Message) -> None:
    for verb in ("stop_message", "send_message_now", "resend_message"):
        url = reverse(f"intake:{verb}", args=[held.id])
        assert esra.browser.get(url).status_code == 405
    assert held.state is State.HELD


def test_the_demo_has_a_mailbox_and_nothing_else_has(
    esra: Member, held: Message, settings: Settings
) -> None:
    held.release_now(by=esra.actor)
    drain()
    settings.DEMO = False
    assert esra.browser.get("/demo/mail/").status_code == 404
    settings.DEMO = True
    page = esra.browser.get("/demo/mail/")
    assert "/uitnodiging/" in page.text
    assert "maria@example.org" in page.text
    assert page["Cache-Control"] == "no-store"
