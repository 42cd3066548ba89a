"""Posting: the row is written with the act that causes the message."""

import logging
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from audit.actions import Action
from audit.actors import Actor
from crypto import system_secret
from outbox import templates
from outbox.models import Message
from outbox.recipients import Recipient
from outbox.tasks import drain

log = logging.getLogger(__name__)

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]")


class BadHold(Exception):
    """A hold cannot be negative, nor outlast the message's content."""


@transaction.atomic
def post(
    template: str,
    *,
    to: Recipient,
    variables: Mapping[str, str],
    by: Actor,
    language: str = "",
    hold: timedelta | None = None,
    person: UUID | None = None,
) -> Message:
    """Write a message to be sent when its hold is over; call it in the act.

    Without a language the recipient's own is used; without a hold the
    template's. Raises UnknownTemplate, VariableNotPermitted, VariableMissing,
    BadVariable, BadHold.
    """
    mail = templates.named(template)
    mail.require(variables)
    for name, value in variables.items():
        _check(name, value)
    waits = mail.hold if hold is None else hold
    if not timedelta(0) <= waits < mail.lifetime:
        raise BadHold
    now = timezone.now()
    message = Message(
        template=mail.name,
        recipient_kind=to.kind,
        recipient_id=to.id,
        person=person,
        language=language,
        created_at=now,
        release_at=now + waits,
        expires_at=now + mail.lifetime,
        message_id=_new_message_id(),
    )
    system_secret.seal(message, variables=dict(variables))
    message.save(force_insert=True)
    message.log(Action.MESSAGE_POSTED, by=by)
    if not waits:
        transaction.on_commit(_nudge)
    return message


def _check(name: str, value: str) -> None:
    """Keep header injection, broken text and half addresses out of mail."""
    if _CONTROL.search(value):
        raise templates.BadVariable(name)
    if name == "link" and not value.startswith(("https://", "http://")):
        raise templates.BadVariable(name)


def _new_message_id() -> str:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{uuid4().hex}@{host}>"


def _nudge() -> None:
    """Wake a worker. If the queue is down the scheduler finds the row anyway."""
    try:
        drain.apply_async(retry=False)
    except Exception as error:  # noqa: BLE001 - the row is saved; nothing is lost
        # The error's text can hold the broker's address and password.
        log.warning("outbox: no worker could be woken (%s)", type(error).__name__)
