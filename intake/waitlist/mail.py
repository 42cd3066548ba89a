"""Holding back the mail of invitations that has not left yet."""

import contextlib
from typing import Any

from django.db import models

from audit.actors import Actor
from outbox.models import AlreadyOnItsWay, AlreadyStopped, Message


def hold_back(invitations: models.QuerySet[Any], *, by: Actor) -> None:
    """Stop the mail of some invitations; what has left stays sent."""
    mails = Message.objects.filter(id__in=invitations.values("message_id"))
    for message in mails.waiting():
        with contextlib.suppress(AlreadyOnItsWay, AlreadyStopped):
            message.stop(by=by)
