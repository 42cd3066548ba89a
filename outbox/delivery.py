"""Sending one message: claim it, find the address, send, and write what became.

The attempt is committed before anything leaves, so a worker that dies leaves a
trace: a try without an outcome. In the demo the mail and its delivery are one
transaction: exactly once. Over SMTP it is at least once, always with the same
Message-ID.
"""

import logging
from enum import Enum, auto
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from audit.actions import Action
from audit.actors import Actor
from audit.trail import Outcome
from crypto import system_secret
from outbox import policy, transports
from outbox.models import Attempt, Delivery, Failure, FailureCode, Message
from outbox.recipients import Address, NoAddress, Recipient, UnknownRecipient, resolve
from outbox.rendering import Mail, render
from outbox.transports import InDoubt, NotSent, demo_mails

__all__ = ["SERVICE", "Result", "deliver", "demo_mails", "expire"]

log = logging.getLogger(__name__)

SERVICE = Actor.service("outbox.delivery")


class Result(Enum):
    """What became of one try."""

    DELIVERED = auto()
    FAILED = auto()
    UNREACHABLE = auto()  # the mail server, so others need not be tried now
    IN_DOUBT = auto()
    NOT_DUE = auto()


def deliver(message_id: UUID) -> Result:
    """Try once to send a message, if it is due and nobody else is at it."""
    attempt = _claim(message_id)
    if attempt is None:
        return Result.NOT_DUE
    try:
        _send(attempt)
    except NotSent as failure:
        _fail(attempt, failure.code, is_final=failure.is_final)
        unreachable = failure.code is FailureCode.UNREACHABLE
        return Result.UNREACHABLE if unreachable else Result.FAILED
    except InDoubt:
        return Result.IN_DOUBT
    return Result.DELIVERED


@transaction.atomic
def expire(message_id: UUID) -> None:
    """Forget a message's content at the end of its term; unsent, it failed."""
    message = Message.objects.locked(message_id)
    if message.variables is None:
        return
    if Message.objects.waiting().filter(pk=message_id).exists():
        _give_up(message, None, FailureCode.EXPIRED)
    message.scrub()


def _claim(message_id: UUID) -> Attempt | None:
    """Write, and commit, that a try begins; None when it is not to begin."""
    now = timezone.now()
    with transaction.atomic():
        try:
            message = Message.objects.locked(message_id, skip_locked=True)
        except Message.DoesNotExist:
            return None
        if not Message.objects.due(now).filter(pk=message_id).exists():
            return None
        number = message.attempts.count() + 1
        return Attempt.objects.create(message=message, number=number, started_at=now)


def _send(attempt: Attempt) -> None:
    message = attempt.message
    mail, address = _compose(message)
    if settings.OUTBOX_DELIVERY == "demo":
        _write_delivery(attempt, mail, address)
        return
    transports.send(mail, address, message_id=message.message_id)
    _write_delivery(attempt)


def _compose(message: Message) -> tuple[Mail, Address]:
    """Find the address and the words; raises NotSent."""
    try:
        address = resolve(Recipient(message.recipient_kind, message.recipient_id))
        variables = system_secret.open(message, "variables")
        language = message.language or address.language
        return render(message.template, variables, language=language), address
    except UnknownRecipient:
        raise NotSent(FailureCode.UNKNOWN_RECIPIENT, is_final=True) from None
    except NoAddress:
        raise NotSent(FailureCode.NO_ADDRESS, is_final=True) from None
    except Exception as error:  # noqa: BLE001 - one broken row must not hold up the others
        # The class alone: a resolver's words may hold what it looked for.
        log.warning("outbox: %s not composed (%s)", message.pk, type(error).__name__)
        raise NotSent(FailureCode.INTERNAL) from None


@transaction.atomic
def _write_delivery(
    attempt: Attempt, mail: Mail | None = None, address: Address | None = None
) -> None:
    """Write that the message is delivered; in the demo, deliver it hereby."""
    message = Message.objects.locked(attempt.message_id)
    delivery, is_first = Delivery.objects.get_or_create(
        message=message, defaults={"attempt": attempt}
    )
    if not is_first:
        return
    if mail is not None and address is not None:
        transports.keep(mail, address, delivery=delivery)
    message.scrub()
    message.log(Action.MESSAGE_DELIVERED, by=SERVICE, attempt=attempt.number)


@transaction.atomic
def _fail(attempt: Attempt, code: FailureCode, *, is_final: bool) -> None:
    message = Message.objects.locked(attempt.message_id)
    tries = attempt.number - _forgiven(message)
    if is_final or tries >= policy.MOST_TRIES:
        _give_up(message, attempt, code)
    else:
        Failure.objects.create(
            message=message, attempt=attempt, code=code, is_final=False
        )


def _forgiven(message: Message) -> int:
    """Count the tries before somebody last asked for a fresh start."""
    newest = message.resends.order_by("-after").first()
    return newest.after if newest else 0


def _give_up(message: Message, attempt: Attempt | None, code: FailureCode) -> None:
    """Make it work for the desk."""
    Failure.objects.create(message=message, attempt=attempt, code=code, is_final=True)
    message.log(
        Action.MESSAGE_FAILED, by=SERVICE, outcome=Outcome.FAILED, code=code.value
    )
