"""A real worker gets what it was lent by its own queue, in threads or forked."""

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from celery import Celery
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import Account
from accounts.roles import Role
from audit.actions import Action
from audit.models import Event
from crypto import keyring, members, resealing, team, workers
from crypto.models import RecoveryKey, TeamShare, WorkerKey
from deploy import celery_app
from deploy.bootstrap import ROOT
from deploy.supervisor import ALONE
from tests.crash.conftest import environment
from tests.keys import founder
from tests.staff import make_staff, signed_in

pytestmark = [
    pytest.mark.crash,
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]
PATIENCE = 60
# In a run with PostgreSQL the queue is Redis; else it is the folder.
BROKER = (
    settings.CELERY_BROKER_URL
    if settings.CELERY_BROKER_URL.startswith("redis")
    else "fsatomic://localhost"
)


@pytest.fixture(autouse=True)
def _the_workers_queue() -> Iterator[None]:
    """Let what is sent here reach the worker's broker."""
    app = Celery("here", broker=BROKER)
    app.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    app.set_current()
    yield
    app.close()
    celery_app.set_current()


@pytest.fixture
def noor() -> Account:
    """Noor is on the team, which has a new key since Bram left."""
    account = make_staff("Noor Osei", Role.THERAPIST)
    bram = make_staff("Bram Visser", Role.THERAPIST)
    for _ in range(3):
        keyring.for_writing(uuid.uuid4(), "health", document_id=uuid.uuid4())
    members.retire(bram.id)
    team.succeed(by=founder(), sheets=list(RecoveryKey.objects.all()))
    return account


@pytest.mark.parametrize("pool", ["threads", "prefork"])
def test_noors_click_brings_older_documents_under_the_new_key(
    client: Client, noor: Account, tmp_path: Path, pool: str
) -> None:
    browser = signed_in(client, noor, Role.THERAPIST)
    with worker(pool, log=tmp_path / "log"):
        # Two clicks are no harm.
        for _ in range(2):
            browser.post(reverse("accounts:reseal"))
        wait_until(lambda: resealing.waiting() == 0)
        done = Event.objects.filter(action=Action.DOCUMENTS_RESEALED)
        wait_until(done.exists)
    assert done.get().detail == {"keys": 3, "waiting": 0}
    older = TeamShare.objects.exclude(team_key=team.current())
    assert set(older.values_list("recipient_kind", flat=True)) == {"recovery"}
    # The key was in the worker's memory; here is none.
    assert workers.current() is None


def test_a_worker_that_was_killed_leaves_a_share_that_nobody_opens(
    client: Client, noor: Account, tmp_path: Path
) -> None:
    browser = signed_in(client, noor, Role.THERAPIST)
    with worker("threads", log=tmp_path / "first") as first:
        first.kill()
        first.wait()
        browser.post(reverse("accounts:reseal"))
    assert resealing.waiting() == 3
    with worker("threads", log=tmp_path / "second"):
        # It finds the job, and has no key for it.
        assert not resealing.is_under_way()
        browser.post(reverse("accounts:reseal"))
        wait_until(lambda: resealing.waiting() == 0)


@contextmanager
def worker(pool: str, *, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker on this test's databases until it has its key."""
    before = WorkerKey.objects.count()
    celery = [sys.executable, "-m", "celery", "-q", "-A", "deploy.worker", "worker"]
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [*celery, "-P", pool, "-c1", *ALONE],
            cwd=ROOT,
            env=os.environ | environment() | {"INTAKT_TEST_BROKER": BROKER},
            stdout=output,
            stderr=output,
        ) as process,
    ):
        wait_until(lambda: WorkerKey.objects.count() > before)
        try:
            yield process
            process.terminate()
            process.wait(PATIENCE)
        finally:
            process.kill()
    assert b"Traceback" not in log.read_bytes()


def wait_until(answer: Callable[[], bool]) -> None:
    """Wait for something that another process does."""
    until = time.monotonic() + PATIENCE
    while not answer():
        assert time.monotonic() < until
        time.sleep(0.1)
