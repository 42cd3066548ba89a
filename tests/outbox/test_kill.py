"""`kill -9` between any two statements of a worker: nothing lost, doubt shown.

The steps are not listed but found: the worker is killed before its first statement,
its second, and so on, until it lives to the end.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import time_machine
from django.db import connections
from django.utils import timezone
from pytest_django import Settings

from outbox import policy
from outbox.delivery import demo_mails
from outbox.models import Message, State
from outbox.tasks import drain
from tests.outbox.smtp_server import MailServer

pytestmark = [
    pytest.mark.crash,
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]
Invite = Callable[..., Message]
FEWEST_STEPS = 10


def test_the_demo_delivers_once_whenever_its_worker_is_killed(
    send_code: Invite,
) -> None:
    with worker(INTAKT_MAIL="demo") as drain_and_die:
        sent = 0
        while True:
            message = send_code()
            sent += 1
            survived = drain_and_die(sent)
            drain_later()
            assert message.as_it_stands().state is State.SENT
            assert len(demo_mails()) == sent
            if survived:
                break
    assert sent > FEWEST_STEPS


def test_smtp_delivers_at_least_once_with_one_id_and_marks_doubt(
    smtp: MailServer, settings: Settings, send_code: Invite
) -> None:
    steps, doubts = 0, 0
    with worker(
        INTAKT_MAIL="smtp",
        INTAKT_SMTP_HOST=settings.EMAIL_HOST,
        INTAKT_SMTP_PORT=str(settings.EMAIL_PORT),
        INTAKT_SMTP_TLS="0",
    ) as drain_and_die:
        while True:
            smtp.taken.clear()
            message = send_code()
            steps += 1
            survived = drain_and_die(steps)
            drain_later()
            assert message.as_it_stands().state is State.SENT
            assert {mail["Message-ID"] for mail in smtp.taken} == {message.message_id}
            if len(smtp.taken) > 1:
                doubts += 1
                assert message.may_have_arrived_twice
            if survived:
                break
    assert steps > FEWEST_STEPS
    assert doubts


def drain_later() -> None:
    """Drain with a worker that lives, once a dead one is given up."""
    with time_machine.travel(timezone.now() + policy.DOUBT):
        drain()


@contextmanager
def worker(**environment: str) -> Iterator[Callable[[int], bool]]:
    """Start a worker process on this test's databases."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.outbox.dying_worker"],
        env=os.environ | environment | databases(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:

        def drain_and_die(step: int) -> bool:
            """Say whether the worker lived; steps are counted from 1."""
            assert process.stdin
            assert process.stdout
            print(step, file=process.stdin, flush=True)
            status = int(process.stdout.readline())
            assert status in {0, signal.SIGKILL}
            return status == 0

        yield drain_and_die


def databases() -> dict[str, str]:
    """Name this test's databases as the environment does."""
    return {
        "INTAKT_DATABASE": address_of("default"),
        "INTAKT_KEYS_DATABASE": address_of("keys"),
    }


def address_of(alias: str) -> str:
    database = connections[alias].settings_dict
    if connections[alias].vendor == "sqlite":
        return str(database["NAME"])
    login = f"{database['USER']}:{database['PASSWORD']}"
    host = f"{database['HOST']}:{database['PORT']}"
    return f"postgresql://{login}@{host}/{database['NAME']}"
