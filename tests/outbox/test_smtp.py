"""Mail over SMTP: at least once, one Message-ID per row, doubt is shown."""

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from pytest_django import Settings

from audit.actors import Actor
from audit.models import Event
from outbox import policy
from outbox.models import ContentGone, Message, NotFailed, State
from outbox.tasks import drain
from tests.outbox.conftest import SECRET_LINK
from tests.outbox.smtp_server import MailServer

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
Invite = Callable[..., Message]
MORNING = "2026-10-05T10:36:00+02:00"


def test_a_mail_says_who_sends_it_and_nothing_about_maria(
    smtp: MailServer, invite: Invite
) -> None:
    message = invite(hold=timedelta(0))
    drain()
    (mail,) = smtp.taken
    assert mail["To"] == "maria.jansen@example.nl"
    assert mail["From"] == "Praktijk De Linde <portaal@example.nl>"
    assert mail["Message-ID"] == message.message_id
    assert mail["Subject"] == "Er staat een taak voor u klaar"
    assert mail.get_content_type() == "text/plain"
    assert SECRET_LINK in mail.get_content().splitlines()
    assert message.as_it_stands().state is State.SENT


def test_a_line_that_breaks_after_the_text_leaves_doubt_and_the_same_id_goes_again(
    smtp: MailServer, send_code: Invite
) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        message = send_code()
        smtp.reply_to_text = None
        drain()
        drain()
        assert len(smtp.taken) == 1
        clock.shift(policy.DOUBT)
        assert message.as_it_stands().state is State.DOUBTFUL
        smtp.reply_to_text = "250 Taken"
        drain()
    assert message.as_it_stands().state is State.SENT
    assert message.may_have_arrived_twice
    assert [mail["Message-ID"] for mail in smtp.taken] == [message.message_id] * 2


def test_a_certain_delivery_is_no_doubt(smtp: MailServer, send_code: Invite) -> None:
    message = send_code()
    drain()
    assert not message.may_have_arrived_twice


def test_a_busy_mail_server_is_tried_again_after_1_5_15_60_minutes(
    smtp: MailServer, invite: Invite
) -> None:
    smtp.reply_to_recipient = "451 Try later"
    with time_machine.travel(MORNING, tick=False) as clock:
        message = invite(hold=timedelta(0))
        drain()
        for tries, minutes in enumerate((1, 5, 15, 60, 60), start=1):
            clock.shift(timedelta(minutes=minutes, seconds=-1))
            drain()
            assert message.attempts.count() == tries
            assert message.as_it_stands().state is State.QUEUED
            clock.shift(timedelta(seconds=1))
            drain()
            assert message.attempts.count() == tries + 1
        assert message.as_it_stands().state is State.FAILED
        assert Message.objects.failed(message.created_at).get() == message
    failures = message.failures.order_by("id").values_list("code", "is_final")
    assert list(failures) == [("postponed", False)] * 5 + [("postponed", True)]


def test_a_refused_address_becomes_work_for_the_desk_at_once(
    smtp: MailServer, invite: Invite, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    smtp.reply_to_recipient = "550 No maria.jansen@example.nl here"
    message = invite(hold=timedelta(0))
    drain()
    assert message.as_it_stands().state is State.FAILED
    assert message.failures.get().code == "refused"
    assert "maria" not in caplog.text
    line = Event.objects.get(action="message.failed")
    assert line.detail == {"template": "intake_invitation", "code": "refused"}


def test_sam_sends_a_failed_invitation_again(
    smtp: MailServer, invite: Invite, sam: Actor
) -> None:
    smtp.reply_to_recipient = "550 Mailbox full"
    message = invite(hold=timedelta(0))
    with pytest.raises(NotFailed):
        message.resend(by=sam)
    drain()
    message.resend(by=sam)
    assert message.as_it_stands().state is State.QUEUED
    smtp.reply_to_recipient = "250 Fine"
    drain()
    assert message.as_it_stands().state is State.SENT
    assert Event.objects.filter(action="message.resent", actor_id=sam.id).exists()


def test_what_was_forgotten_cannot_be_sent_again(
    smtp: MailServer, invite: Invite, sam: Actor
) -> None:
    smtp.reply_to_recipient = "550 Mailbox full"
    with time_machine.travel(MORNING, tick=False) as clock:
        message = invite(hold=timedelta(0))
        drain()
        clock.shift(policy.LONGEST_KEPT)
        drain()
        with pytest.raises(ContentGone):
            message.resend(by=sam)


def test_an_absent_mail_server_costs_one_try_not_one_of_every_message(
    settings: Settings, smtp: MailServer, send_code: Invite
) -> None:
    settings.EMAIL_PORT = 1
    first, second = send_code(), send_code("john")
    drain()
    assert first.failures.get().code == "unreachable"
    assert not second.attempts.exists()
    settings.EMAIL_PORT = smtp.port
    drain()
    assert second.as_it_stands().state is State.SENT
