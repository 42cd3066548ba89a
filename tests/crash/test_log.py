"""Killed while the log is chained and anchored: it verifies, and goes on."""

import itertools
import os
import signal

import pytest
from django.db import connections

from audit.actions import Action
from audit.models import Batch, Event
from audit.tasks import chain
from audit.trail import record
from audit.verification import verify
from tests.crash.steps import dying_before
from tests.factories import PORTAL

pytestmark = [
    pytest.mark.crash,
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]
FEWEST_STEPS = 6


def test_the_log_is_whole_whenever_its_worker_is_killed() -> None:
    for step in itertools.count():
        record(Action.RECORD_READ, by=PORTAL)
        lived = chain_and_die(step)
        assert verify().fault is None
        chain()
        verdict = verify()
        assert (verdict.fault, verdict.waiting) == (None, 0)
        if lived:
            break
    assert step > FEWEST_STEPS
    assert Batch.objects.count() == Event.objects.count() == step + 1


def chain_and_die(step: int) -> bool:
    """Chain in a process of its own, killed at a step; tell whether it lived."""
    connections.close_all()
    child = os.fork()
    if not child:
        with dying_before(step):
            chain()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert status in {0, signal.SIGKILL}
    return status == 0
