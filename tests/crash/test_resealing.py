"""Killed while older documents come under the new key: each opens, and it goes on."""

import itertools
import os
import signal
import uuid
from collections.abc import Iterator

import pytest
from django.db import connections

from accounts.models import Account
from accounts.roles import Role
from accounts.tasks import reseal_documents
from crypto import keyring, resealing, team, workers
from crypto.keyring import unwrap_data_key, wrapped_keys
from crypto.models import DataKey, RecoveryKey, TeamShare, Wrap
from tests.crash.steps import dying_before
from tests.keys import founder, key_of
from tests.staff import PASSWORD, make_staff

pytestmark = [
    pytest.mark.crash,
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]
QUEUE = "linde@one.dq"
DOCUMENTS = 3
FEWEST_STEPS = 10


@pytest.fixture(autouse=True)
def _no_worker_here() -> Iterator[None]:
    yield
    workers.end()


def test_every_document_opens_whenever_the_worker_is_killed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(resealing, "BATCH", 1)
    noor = make_staff("Noor Osei", Role.THERAPIST)
    for _ in range(DOCUMENTS):
        keyring.for_writing(uuid.uuid4(), "health", document_id=uuid.uuid4())
    for step in itertools.count():
        # As when somebody leaves: all of them lie under an older key again.
        team.succeed(by=founder(), sheets=list(RecoveryKey.objects.all()))
        lend_to_worker(noor)
        lived = reseal_and_die(step)
        assert opened_by(noor) == DOCUMENTS
        # The next worker has another key; one click lends to it.
        if resealing.waiting():
            lend_to_worker(noor)
            reseal_documents()
        assert resealing.waiting() == 0
        resealing.put_away()
        assert opened_by(noor) == DOCUMENTS
        assert_older_keys_are_gone()
        if lived:
            break
    assert step > FEWEST_STEPS


def lend_to_worker(account: Account) -> None:
    workers.begin(QUEUE)
    holder = key_of(account, PASSWORD)
    resealing.hand_to(resealing.workers_for(holder), by=holder)


def reseal_and_die(step: int) -> bool:
    """Work in a process of its own, killed at a step; tell whether it lived."""
    connections.close_all()
    child = os.fork()
    if not child:
        with dying_before(step):
            reseal_documents()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert status in {0, signal.SIGKILL}
    return status == 0


def opened_by(account: Account) -> int:
    holder = key_of(account, PASSWORD)
    keys = {each.key_id for each in wrapped_keys(recipient_kind="team")}
    for wrapped in wrapped_keys(recipient_kind="team"):
        unwrap_data_key(wrapped, holder)
    assert Wrap.objects.count() == len(keys) == DataKey.objects.count()
    return len(keys)


def assert_older_keys_are_gone() -> None:
    kinds = TeamShare.objects.exclude(team_key=team.current())
    assert set(kinds.values_list("recipient_kind", flat=True)) == {"recovery"}
