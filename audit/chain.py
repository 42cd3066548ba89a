"""Chaining: lines are put in batches behind the writers' backs, so nobody waits."""

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.lines import batch_mac
from audit.models import Batch, Event, Link

GENESIS: Final = bytes(32)
# Small, so that on SQLite a writer waits milliseconds for a batch, not seconds.
LARGEST_BATCH: Final = 1000
# No transaction of the portal lives as long as this.
SETTLED_AFTER: Final = timedelta(hours=1)


def chain_new_lines() -> None:
    """Chain every line that no batch holds; safe to run twice, and at once."""
    try:
        while _chain_one_batch():
            pass
    except IntegrityError:
        # Another worker took the same number: it is chaining these lines now.
        return


def settled() -> int:
    """Give the line number below which no new line can come to light.

    PostgreSQL hands out numbers before it commits, so a lower number may appear
    after a higher one was chained; but not an hour later.
    """
    old = Batch.objects.filter(made_at__lt=timezone.now() - SETTLED_AFTER)
    last = old.order_by("-number").first()
    return last.highest if last else 0


def batch_hash(previous: bytes, lines: Iterable[tuple[int, bytes]]) -> bytes:
    """Hash the batch before and, in order, each line's number and MAC."""
    digest = hashlib.sha256(previous)
    for number, mac in lines:
        digest.update(number.to_bytes(8, "big") + mac)
    return digest.digest()


def _chain_one_batch() -> bool:
    # The last batch is read before the lines: whoever adds one in between takes
    # our number, and the database lets only one of us have it.
    last = Batch.objects.order_by("-number").first()
    waiting = Event.objects.unchained().filter(id__gt=settled()).order_by("id")
    lines = [
        (number, bytes(mac))
        for number, mac in waiting.values_list("id", "mac")[:LARGEST_BATCH]
    ]
    if not lines:
        return False
    batch = _batch_after(last, lines)
    with transaction.atomic():
        batch.save(force_insert=True)
        Link.objects.bulk_create(
            Link(batch=batch, position=position, event_number=number, line_mac=mac)
            for position, (number, mac) in enumerate(lines)
        )
    return len(lines) == LARGEST_BATCH


def _batch_after(last: Batch | None, lines: list[tuple[int, bytes]]) -> Batch:
    previous = bytes(last.hash) if last else GENESIS
    batch = Batch(
        number=last.number + 1 if last else 1,
        made_at=timezone.now(),
        previous=previous,
        hash=batch_hash(previous, lines),
        size=len(lines),
        highest=max(lines[-1][0], last.highest if last else 0),
    )
    batch.mac = batch_mac(batch)
    return batch
