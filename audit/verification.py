"""Verifying the log: every line is there, unchanged and in its place, or named."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Min
from django.utils import timezone

from audit.anchors import Anchor, AnchorUnreadable, anchors
from audit.chain import GENESIS, batch_hash, settled
from audit.lines import batch_mac, line_mac
from audit.models import Batch, Event, Link
from crypto.mac import same

# Anchors are at most a minute behind; more than this is a fault of its own.
ANCHORED_WITHIN: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verification found: how much there is, and the first fault."""

    lines: int
    waiting: int
    fault: str | None


def verify(*, since: datetime | None = None) -> Verdict:
    """Read the log from `since` on, or whole; stop at the first fault."""
    events = Event.objects.filter(at__gte=since) if since else Event.objects.all()
    return Verdict(
        lines=events.count(),
        waiting=Event.objects.unchained().filter(id__gt=settled()).count(),
        fault=next(_faults(since), None),
    )


def _faults(since: datetime | None) -> Iterator[str]:
    yield from _faults_in_chain(since)
    yield from _faults_against_anchors()
    yield from _copies(since)
    yield from _faults_in_waiting_lines()


def _faults_in_chain(since: datetime | None) -> Iterator[str]:
    batches = Batch.objects.order_by("number")
    before = batches.filter(made_at__lt=since).last() if since else None
    number, previous = (before.number, bytes(before.hash)) if before else (0, GENESIS)
    for batch in batches.filter(number__gt=number).iterator():
        number += 1
        if batch.number != number:
            yield f"Batch {number} was removed."
        elif not same(batch_mac(batch), bytes(batch.mac)):
            yield f"Batch {number} was changed."
        elif bytes(batch.previous) != previous:
            yield f"Batch {number} does not follow batch {number - 1}: reordered."
        else:
            yield from _faults_in_batch(batch)
        previous = bytes(batch.hash)


def _faults_in_batch(batch: Batch) -> Iterator[str]:
    links = list(batch.links.order_by("position"))
    numbers = batch.links.values("event_number")
    events = {event.id: event for event in Event.objects.filter(id__in=numbers)}
    for place, link in enumerate(links):
        where = f"(batch {batch.number}, place {place})"
        if link.position != place:
            yield f"A line was removed with its link {where}."
        yield from _faults_in_line(link, events.get(link.event_number), where)
    if len(links) != batch.size:
        done = "removed from" if len(links) < batch.size else "inserted at"
        yield f"A line was {done} the end of batch {batch.number}, with its link."
    lines = [(link.event_number, bytes(link.line_mac)) for link in links]
    if batch_hash(bytes(batch.previous), lines) != bytes(batch.hash):
        yield f"Links of batch {batch.number} were changed or reordered."


def _faults_in_line(link: Link, event: Event | None, where: str) -> Iterator[str]:
    if event is None:
        yield f"Line {link.event_number} was removed {where}."
    elif not same(line_mac(event), bytes(event.mac)):
        yield f"Line {event.id} was changed {where}."
    elif bytes(event.mac) != bytes(link.line_mac):
        moved = Event.objects.filter(mac=link.line_mac).exists()
        done = "reordered" if moved else "replaced by another"
        yield f"Line {event.id} was {done} {where}."


def _faults_against_anchors() -> Iterator[str]:
    newest = 0
    try:
        for anchor in anchors():
            yield from _faults_against(anchor)
            newest = max(newest, anchor.batch)
    except AnchorUnreadable as error:
        yield f"An anchor was changed ({error})."
    behind = Batch.objects.filter(
        number__gt=newest, made_at__lt=timezone.now() - ANCHORED_WITHIN
    )
    if behind.exists():
        yield f"Anchors after batch {newest} were removed, or nobody makes them."


def _faults_against(anchor: Anchor) -> Iterator[str]:
    if not anchor.is_ours:
        yield f"The anchor of batch {anchor.batch} at {anchor.at} was changed."
        return
    batch = Batch.objects.filter(number=anchor.batch).first()
    if batch is None:
        yield f"The log was truncated: batch {anchor.batch}, anchored, is gone."
    elif bytes(batch.hash).hex() != anchor.hash:
        yield f"Batch {anchor.batch} is not the one that was anchored: rewritten."


def _copies(since: datetime | None) -> Iterator[str]:
    """Find copies: a whole line copied still has a MAC of ours."""
    events = Event.objects.filter(at__gte=since) if since else Event.objects.all()
    copied = (
        events.values("event_id")
        .annotate(copies=Count("id"), first=Min("id"))
        .filter(copies__gt=1)
        .order_by("first")
    )
    for row in copied:
        yield f"A copy of line {row['first']} was inserted."


def _faults_in_waiting_lines() -> Iterator[str]:
    oldest = settled()
    for event in Event.objects.unchained().order_by("id").iterator():
        if not same(line_mac(event), bytes(event.mac)):
            yield f"Line {event.id} was inserted, or changed before it was chained."
        elif event.id <= oldest:
            yield f"Line {event.id} was inserted among lines chained long ago."
