"""Older documents under the team's newest key: asked by a therapist, done by workers.

New documents are under the newest key at once; the older ones follow here
(`crypto.resealing`).
"""

import logging
from dataclasses import dataclass

from django.db import transaction

from accounts.tasks import reseal_documents
from audit.actions import Action
from audit.actors import Actor
from audit.trail import record
from crypto import resealing, team
from crypto.holding import Keyholder
from crypto.models import TeamShare, WorkerKey

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Standing:
    """What still lies under an older key of the team."""

    documents: int
    is_under_way: bool


def standing() -> Standing:
    """Count what waits; none before the practice has a team."""
    if not team.exists():
        return Standing(0, is_under_way=False)
    return Standing(resealing.waiting(), is_under_way=resealing.is_under_way())


def begin(*, by: Actor, holding: Keyholder) -> int:
    """Lend the older keys to the running workers; return how many were reached.

    Doing it again is harmless, and needed after a worker stopped halfway. Raises
    NoWorker, NotAdmitted and NotPinned.
    """
    workers = resealing.workers_for(holding)
    with transaction.atomic(durable=True):
        record(Action.RESEALING_STARTED, by=by, detail={"workers": len(workers)})
    resealing.hand_to(workers, by=holding)
    return sum(_is_reached(worker) for worker in workers)


def _is_reached(worker: WorkerKey) -> bool:
    """Send the job to the one worker; without it, the worker keeps nothing."""
    try:
        reseal_documents.apply_async(queue=worker.queue, retry=False)
    except Exception as error:  # noqa: BLE001 - whatever is wrong, the page says so
        # The error's text can hold the broker's address and password.
        log.warning("accounts: no worker was reached (%s)", type(error).__name__)
        team.take_back(TeamShare.Recipient.WORKER, [worker.id])
        return False
    return True
