"""The queue is only a nudge: with it down, nothing fails and nothing is lost."""

import logging
from collections.abc import Callable, Iterator

import pytest
from celery import Celery
from django.conf import settings
from pytest_django import DjangoCaptureOnCommitCallbacks

from deploy import celery_app
from outbox.delivery import demo_mails
from outbox.models import Message
from outbox.tasks import drain

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
Invite = Callable[..., Message]


@pytest.fixture
def _queue_down() -> Iterator[None]:
    """Point Celery at a broker where nobody listens."""
    app = Celery("down", broker="redis://secret-word@127.0.0.1:1/0")
    app.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    app.set_current()
    yield
    app.close()
    celery_app.set_current()


@pytest.mark.usefixtures("_queue_down")
def test_a_broker_that_is_down_does_not_fail_the_act(
    send_code: Invite,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        send_code()
    assert len(callbacks) == 1
    assert "no worker could be woken (OperationalError)" in caplog.text
    assert "secret-word" not in caplog.text
    drain()
    assert len(demo_mails()) == 1


def test_a_message_on_hold_wakes_nobody(
    invite: Invite,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        invite()
    assert callbacks == []
