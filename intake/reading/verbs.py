"""Marking a response as read, and taking that back."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from audit.actions import Action
from audit.actors import Actor
from audit.trail import record
from intake.responses.models import Reading, Response

UNDO_WITHIN: Final = timedelta(minutes=15)  # UX G8


class NotSubmitted(Exception):
    """The person is still filling in: there is nothing to have read."""


class TooLateToUndo(Exception):
    """It was marked longer ago than an act can be undone, or not at all."""


@transaction.atomic
def mark_read(response: Response, *, by: Actor) -> Reading:
    """Record that this therapist read the response; marking twice is once.

    Raises NotSubmitted.
    """
    if not Response.objects.submitted().filter(pk=response.pk).exists():
        raise NotSubmitted
    reading, is_new = Reading.objects.get_or_create(
        response=response, reader_id=UUID(by.id)
    )
    if is_new:
        _log(Action.RESPONSE_MARKED_READ, response, by)
    return reading


@transaction.atomic
def mark_unread(response: Response, *, by: Actor) -> None:
    """Undo the mark within fifteen minutes; raises TooLateToUndo.

    The row goes, so that the response can be marked again; the log keeps both.
    """
    since = timezone.now() - UNDO_WITHIN
    readings = response.readings.filter(reader_id=UUID(by.id), at__gt=since)
    removed, _rows = readings.delete()
    if not removed:
        raise TooLateToUndo
    _log(Action.RESPONSE_MARKED_UNREAD, response, by)


def _log(action: Action, response: Response, by: Actor) -> None:
    record(
        action,
        by=by,
        person=response.person_id,
        thing="response",
        thing_id=str(response.id),
        kind="E",
    )
