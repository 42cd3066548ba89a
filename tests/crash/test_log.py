"""Killed while the log is chained and anchored: it verifies, and goes on."""

import itertools

import pytest

from audit.actions import Action
from audit.models import Batch, Event
from audit.tasks import chain
from audit.trail import record
from audit.verification import verify
from tests.crash.steps import lives
from tests.factories import PORTAL

pytestmark = [
    pytest.mark.crash,
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]
FEWEST_STEPS = 6


def test_the_log_is_whole_whenever_its_worker_is_killed() -> None:
    for step in itertools.count():
        record(Action.RECORD_READ, by=PORTAL)
        lived = lives(chain, killed_before=step)
        assert verify().fault is None
        chain()
        verdict = verify()
        assert (verdict.fault, verdict.waiting) == (None, 0)
        if lived:
            break
    assert step > FEWEST_STEPS
    assert Batch.objects.count() == Event.objects.count() == step + 1
