"""After the locks were changed: what lies under older team keys is sealed anew.

New documents use the newest generation at once. The old ones wait for a member of
the team, who lends the older generations to the running workers; those wrap each
key anew, a batch at a time. It may stop anywhere and be done again.
"""

import logging
import uuid
from collections.abc import Iterable, Iterator
from typing import Final

from django.db import IntegrityError, models, transaction

from crypto import keyring, team, workers
from crypto.errors import CannotOpen, NotAdmitted
from crypto.holding import Keyholder
from crypto.models import DataKey, ShredApproval, TeamKey, TeamShare, WorkerKey, Wrap

KEYS_DATABASE: Final = "keys"
BATCH: Final = 200
TEAM: Final = Wrap.Recipient.TEAM
# The recovery sheet keeps its share of every generation (crypto.guards).
PUT_AWAY: Final = (
    TeamShare.Recipient.MEMBER,
    TeamShare.Recipient.INVITATION,
    TeamShare.Recipient.WORKER,
)

logger = logging.getLogger(__name__)


def waiting() -> int:
    """Count the documents that lie under an older generation and can be moved."""
    keys = DataKey.objects.filter(id__in=_movable(_older()).values("data_key_id"))
    return keys.values("document_id").distinct().count()


def is_under_way() -> bool:
    """Tell whether a worker that may be running was lent older generations."""
    ids = [str(each.id) for each in workers.running()]
    return TeamShare.objects.filter(
        recipient_kind=TeamShare.Recipient.WORKER, recipient_id__in=ids
    ).exists()


def workers_for(by: Keyholder) -> list[WorkerKey]:
    """Return the workers that somebody can lend older generations to.

    Raises NoWorker, NotPinned, and NotAdmitted where the giver holds none of them.
    """
    found = workers.running()
    if not found:
        raise workers.NoWorker
    for worker in found:
        workers.require_ours(worker)
    # What moves must open for who moves it.
    if not (by.is_on_team() and _held(by)):
        raise NotAdmitted
    return found


@transaction.atomic(using=KEYS_DATABASE)
def hand_to(found: Iterable[WorkerKey], *, by: Keyholder) -> None:
    """Lend the older generations, and not the newest, to workers."""
    older = _held(by)
    for worker in found:
        team.hand_over(
            TeamShare.Recipient.WORKER,
            worker.id,
            bytes(worker.public),
            by=by,
            generations=older,
        )


def work() -> int:
    """Move everything this worker was lent the key of; return how many moved.

    Stops where its share is taken away. Then its own share goes, and those of
    the generations that nothing lies under any more.
    """
    moved, after = 0, uuid.UUID(int=0)
    while (holder := workers.current()) and (held := _held(holder)):
        batch = _batch(holder, after=after)
        if not batch:
            put_away()
            _give_back(holder, held)
            break
        try:
            moved += _move(batch, holder)
        except IntegrityError:
            # Another worker moved some of these, or they were ordered destroyed.
            continue
        after = batch[-1].key_id
    return moved


@transaction.atomic(using=KEYS_DATABASE)
def put_away() -> bool:
    """Remove the shares of older generations that nothing lies under any more.

    Also those of workers that are gone. Tells whether there were any.
    """
    older = set(_older())
    # Whoever still writes under one of them comes first, and is then seen.
    team.lock([uuid.UUID(each) for each in older])
    used = Wrap.objects.filter(recipient_kind=TEAM, recipient_id__in=older)
    empty = older - set(used.values_list("recipient_id", flat=True).distinct())
    of_empty = TeamShare.objects.filter(
        team_key_id__in=map(uuid.UUID, empty), recipient_kind__in=PUT_AWAY
    )
    alive = [str(each.id) for each in workers.running()]
    of_dead = TeamShare.objects.filter(
        recipient_kind=TeamShare.Recipient.WORKER
    ).exclude(recipient_id__in=alive)
    return bool(of_empty.delete()[0] + of_dead.delete()[0])


def _give_back(holder: Keyholder, generations: Iterable[uuid.UUID]) -> None:
    """Remove what a worker was lent, and not what it is lent meanwhile."""
    TeamShare.objects.filter(
        recipient_kind=TeamShare.Recipient.WORKER,
        recipient_id=str(holder.key_id),
        team_key_id__in=generations,
    ).delete()


def _batch(holder: Keyholder, *, after: uuid.UUID) -> list[keyring.Wrapped]:
    held = [str(each) for each in _held(holder)]
    rows = _movable(held).filter(data_key_id__gt=after).order_by("data_key_id")
    wrapped = keyring.wrapped_keys(
        data_key_id__in=list(rows.values_list("data_key_id", flat=True)[:BATCH]),
        recipient_kind=TEAM,
        recipient_id__in=held,
    )
    return sorted(wrapped, key=lambda each: each.key_id)


def _move(batch: Iterable[keyring.Wrapped], holder: Keyholder) -> int:
    """Wrap keys to the newest generation instead; return how many."""
    with transaction.atomic(using=KEYS_DATABASE):
        moved = list(_wrapped_anew(batch, team.locked(), holder))
        Wrap.objects.bulk_create(moved)
        Wrap.objects.filter(
            data_key_id__in=[each.data_key_id for each in moved],
            recipient_kind=TEAM,
            recipient_id__in=[str(each) for each in _held(holder)],
        ).delete()
    return len(moved)


def _wrapped_anew(
    batch: Iterable[keyring.Wrapped], newest: TeamKey, holder: Keyholder
) -> Iterator[Wrap]:
    for wrapped in batch:
        try:
            yield keyring.wrapped_anew(
                wrapped,
                kind=TEAM,
                recipient_id=newest.id,
                public=bytes(newest.public),
                holding=holder,
            )
        except CannotOpen:
            # It stays where it lies, and so do the shares that might open it.
            logger.error("A wrap to an older team key does not open; it stays.")  # noqa: TRY400 - whatever it holds says nothing


def _held(holder: Keyholder) -> set[uuid.UUID]:
    """Return the older generations that somebody can open."""
    return {each for each in map(uuid.UUID, _older()) if holder.holds(TEAM, str(each))}


def _older() -> list[str]:
    found = TeamKey.objects.exclude(successor=None).values_list("id", flat=True)
    return [str(each) for each in found]


def _movable(generations: Iterable[str]) -> models.QuerySet[Wrap]:
    """Return wraps to some generations, but of no key that is being destroyed."""
    ordered = ShredApproval.objects.values("order__data_key_id")
    # One that has its new wrap as well was left half done, or tampered with.
    moved = Wrap.objects.filter(
        recipient_kind=TEAM, recipient_id=str(team.current().id)
    )
    return (
        Wrap.objects.filter(recipient_kind=TEAM, recipient_id__in=list(generations))
        .exclude(data_key_id__in=ordered)
        .exclude(data_key_id__in=moved.values("data_key_id"))
    )
