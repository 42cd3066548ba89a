"""Draining the outbox: safe to run twice, at the same time, or not at all."""

from celery import shared_task
from django.utils import timezone

from outbox.delivery import Result, deliver, expire
from outbox.models import Message


@shared_task(ignore_result=True)
def drain() -> None:
    """Send what is due, in order, and forget what may be kept no longer.

    Stops early when the mail server is away: the rest stays due, untried.
    """
    for message_id in Message.objects.due(timezone.now()).values_list("pk", flat=True):
        if deliver(message_id) is Result.UNREACHABLE:
            break
    for message_id in Message.objects.expired(timezone.now()).values_list(
        "pk", flat=True
    ):
        expire(message_id)
