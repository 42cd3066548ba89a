"""What staff set in motion waits, and can be held back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from audit.actors import Actor
from audit.models import Event
from outbox.delivery import demo_mails
from outbox.messages import BadHold
from outbox.models import (
    AlreadyOnItsWay,
    AlreadyReleased,
    AlreadyStopped,
    Message,
    State,
)
from outbox.tasks import drain

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
Invite = Callable[..., Message]


def test_an_invitation_waits_five_minutes_and_then_goes(invite: Invite) -> None:
    with time_machine.travel("2026-10-05T10:36:00+02:00", tick=False) as clock:
        message = invite()
        assert message.as_it_stands().state is State.HELD
        clock.shift(timedelta(minutes=4, seconds=59))
        drain()
        assert demo_mails() == []
        clock.shift(timedelta(seconds=1))
        assert message.as_it_stands().state is State.QUEUED
        drain()
        assert [mail.to for mail in demo_mails()] == ["maria.jansen@example.nl"]
        assert message.as_it_stands().state is State.SENT


def test_a_code_does_not_wait(send_code: Invite) -> None:
    message = send_code()
    assert message.as_it_stands().state is State.QUEUED
    drain()
    assert "314159" in demo_mails()[0].body


def test_sam_holds_an_invitation_back_and_it_is_never_sent(
    invite: Invite, sam: Actor
) -> None:
    with time_machine.travel("2026-10-05T10:36:00+02:00", tick=False) as clock:
        message = invite()
        message.stop(by=sam)
        clock.shift(timedelta(minutes=6))
        drain()
    assert demo_mails() == []
    assert message.as_it_stands().state is State.STOPPED
    message.refresh_from_db()
    assert message.variables is None
    with pytest.raises(AlreadyStopped):
        message.stop(by=sam)


def test_what_was_sent_cannot_be_held_back(send_code: Invite, sam: Actor) -> None:
    message = send_code()
    drain()
    with pytest.raises(AlreadyOnItsWay):
        message.stop(by=sam)


def test_what_is_being_sent_cannot_be_held_back(send_code: Invite, sam: Actor) -> None:
    message = send_code()
    message.attempts.create(number=1, started_at=timezone.now())
    with pytest.raises(AlreadyOnItsWay):
        message.stop(by=sam)


def test_sam_sends_an_invitation_on_at_once(invite: Invite, sam: Actor) -> None:
    message = invite()
    message.release_now(by=sam)
    drain()
    assert message.as_it_stands().state is State.SENT
    with pytest.raises(AlreadyReleased):
        message.release_now(by=sam)


def test_what_was_held_back_cannot_be_sent_on(invite: Invite, sam: Actor) -> None:
    message = invite()
    message.stop(by=sam)
    with pytest.raises(AlreadyReleased):
        message.release_now(by=sam)


@pytest.mark.parametrize("hold", [timedelta(minutes=-1), timedelta(hours=24)])
def test_a_hold_is_neither_negative_nor_longer_than_the_content_is_kept(
    invite: Invite, hold: timedelta
) -> None:
    with pytest.raises(BadHold):
        invite(hold=hold)
    assert not Message.objects.exists()


def test_the_desk_lists_messages_by_where_they_stand(
    invite: Invite, send_code: Invite, sam: Actor
) -> None:
    held, queued, stopped = invite(), send_code(), invite()
    stopped.stop(by=sam)
    now = timezone.now()
    states = {message.pk: message.state for message in Message.objects.with_state(now)}
    assert states == {
        held.pk: State.HELD,
        queued.pk: State.QUEUED,
        stopped.pk: State.STOPPED,
    }
    assert Message.objects.in_state(State.HELD, now).get() == held
    assert set(Message.objects.waiting()) == {held, queued}


def test_every_act_on_a_message_stands_in_the_log(invite: Invite, sam: Actor) -> None:
    invite().stop(by=sam)
    invite().release_now(by=sam)
    drain()
    assert list(Event.objects.order_by("id").values_list("action", "actor_kind")) == [
        ("message.posted", "staff"),
        ("message.stopped", "staff"),
        ("message.posted", "staff"),
        ("message.released", "staff"),
        ("message.delivered", "service"),
    ]
