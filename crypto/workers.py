"""A running worker's key: made as it starts, in its memory alone, gone with it.

Jobs can read nothing by themselves (DESIGN §4). What somebody lends to a worker is
sealed to the public half here, and opens only while that very process, or one it
forked, runs. Web processes have no such key.
"""

import uuid
from typing import Final

from django.db import models, transaction

from crypto import pins
from crypto.holding import Holder, Keyholder
from crypto.models import WorkerKey
from crypto.pairs import KeyPair, new_seed

KEYS_DATABASE: Final = "keys"

# Of this process; empty in every other than a worker.
_own: dict[uuid.UUID, bytes] = {}


class NoWorker(Exception):
    """No worker has started that a job could be given to."""


def begin(queue: str) -> WorkerKey:
    """Make the key of this process, which serves a queue of its own.

    Before it forks, so that those who do the work have it too.
    """
    seed, key_id = new_seed(), uuid.uuid4()
    public = KeyPair(seed).public
    row = WorkerKey(id=key_id, public=public, queue=queue)
    row.pin = pins.pin("worker-key", *_facts(row))
    with transaction.atomic(using=KEYS_DATABASE):
        row.save(force_insert=True)
    _own.clear()
    _own[key_id] = seed
    return row


def end() -> None:
    """Forget the key of this process: whatever was lent to it is gone."""
    _own.clear()


def current() -> Keyholder | None:
    """Return this worker's key, fresh from the rows; None where no worker runs.

    A new one each time: what it was lent may have been taken back since.
    """
    for key_id, seed in _own.items():
        return Keyholder(Holder.WORKER, key_id, seed)
    return None


def running() -> list[WorkerKey]:
    """Return the last worker of each queue, the latest first.

    Nobody can see from here whether one was killed. What is lent to the dead is
    dead weight: it opens nowhere, and a worker that starts in its place has
    another key.
    """
    of_queue = WorkerKey.objects.filter(queue=models.OuterRef("queue"))
    newest = of_queue.order_by("-started_at", "-id").values("id")[:1]
    found = WorkerKey.objects.filter(id=models.Subquery(newest))
    return list(found.order_by("-started_at", "-id"))


def require_ours(key: WorkerKey) -> None:
    """Raise NotPinned where a worker's key was not made by this portal."""
    pins.require(key.pin, "worker-key", *_facts(key))


def _facts(key: WorkerKey) -> tuple[bytes, ...]:
    return key.id.bytes, bytes(key.public), key.queue.encode()
