"""Holding back what was written to somebody and has not left yet."""

import contextlib

from django.db.models import QuerySet

from audit.actors import Actor
from outbox.models import AlreadyOnItsWay, AlreadyStopped, Message


def hold_back(messages: "QuerySet[Message]", *, by: Actor) -> bool:
    """Stop messages; what has left stays sent. Say whether any was held back."""
    stopped = False
    for message in messages:
        with contextlib.suppress(AlreadyOnItsWay, AlreadyStopped):
            message.stop(by=by)
            stopped = True
    return stopped
