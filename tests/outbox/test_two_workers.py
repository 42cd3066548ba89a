"""Workers at the same time, and staff in between: each message once, or never."""

import threading
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.db import connections

from audit.actors import Actor
from outbox.delivery import demo_mails
from outbox.models import AlreadyOnItsWay, AlreadyStopped, Attempt, Message, State
from outbox.tasks import drain
from tests.outbox.smtp_server import MailServer

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])
Invite = Callable[..., Message]


def at_the_same_time(*acts: Callable[[], object]) -> None:
    """Run the acts in threads of their own, and raise what they raise."""
    start, errors = threading.Barrier(len(acts)), list[BaseException]()

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait()
            act()
        except BaseException as error:  # noqa: BLE001 - handed to the test
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for error in errors:
        raise error


def test_three_workers_send_each_message_once(send_code: Invite) -> None:
    messages = [send_code() for _ in range(12)]
    at_the_same_time(drain, drain, drain)
    assert len(demo_mails()) == len(messages)
    assert Attempt.objects.count() == len(messages)


def test_three_workers_send_each_mail_once_over_smtp(
    smtp: MailServer, send_code: Invite
) -> None:
    messages = [send_code() for _ in range(8)]
    at_the_same_time(drain, drain, drain)
    sent = [mail["Message-ID"] for mail in smtp.taken]
    assert sorted(sent) == sorted(message.message_id for message in messages)


def test_what_sam_held_back_in_time_is_not_sent_by_a_racing_worker(
    send_code: Invite, sam: Actor
) -> None:
    messages = [send_code() for _ in range(12)]
    stopped = []

    def stop_from_the_end() -> None:
        for message in reversed(messages):
            with suppress(AlreadyOnItsWay):
                message.stop(by=sam)
                stopped.append(message.pk)

    at_the_same_time(drain, stop_from_the_end, drain)
    states = {message.pk: message.state for message in messages}
    assert {pk for pk, state in states.items() if state is State.STOPPED} == set(
        stopped
    )
    assert {*states.values()} <= {State.STOPPED, State.SENT}
    assert len(demo_mails()) == len(messages) - len(stopped)


def test_sam_and_a_colleague_hold_the_same_message_back(
    invite: Invite, sam: Actor
) -> None:
    message = invite()
    refused = []

    def stop() -> None:
        try:
            message.stop(by=sam)
        except AlreadyStopped as error:
            refused.append(error)

    at_the_same_time(stop, stop)
    assert len(refused) == 1
