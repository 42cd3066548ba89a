"""Grants: named documents lent to a colleague or a running worker (DESIGN §4)."""

import uuid

from django.db import models
from django.utils import timezone

from crypto.models.data_key import DataKey


class WorkerKey(models.Model):
    """The public half of a key pair that exists in one worker's memory alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    public = models.BinaryField()
    queue = models.CharField(max_length=255)  # Celery's worker_direct queue
    pin = models.BinaryField(max_length=32)
    started_at = models.DateTimeField(default=timezone.now, editable=False)


class Grant(models.Model):
    """Somebody who could read some documents lends them, for a purpose, until."""

    class Recipient(models.TextChoices):
        """To whom."""

        MEMBER = "member"
        WORKER = "worker"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(max_length=32)
    recipient_kind = models.CharField(max_length=8, choices=Recipient.choices)
    recipient_id = models.CharField(max_length=64)  # a member key or worker key
    given_by = models.CharField(max_length=64)  # an actor's id
    given_at = models.DateTimeField(default=timezone.now, editable=False)
    ends_at = models.DateTimeField()
    pin = models.BinaryField(max_length=32)


class GrantedKey(models.Model):
    """One document's key that a grant lends; stays when the wrap is gone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="keys")
    data_key = models.ForeignKey(DataKey, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "data_key"], name="one_line_per_grant_and_key"
            )
        ]


class GrantEnd(models.Model):
    """The grant was used up, taken back or ran out; its wraps are gone."""

    class Reason(models.TextChoices):
        """Why."""

        USED = "used"
        EXPIRED = "expired"
        WITHDRAWN = "withdrawn"

    grant = models.OneToOneField(
        Grant, models.PROTECT, related_name="end", primary_key=True
    )
    reason = models.CharField(max_length=10, choices=Reason.choices)
    at = models.DateTimeField(default=timezone.now, editable=False)
