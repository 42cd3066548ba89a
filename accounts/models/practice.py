"""The practice this installation serves, and where it works."""

import uuid

from django.db import models
from django.utils import timezone


class Practice(models.Model):
    """The one practice organisation. A second row is refused by the database."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=32)
    hours = models.CharField(max_length=120)
    # A name that tells no specialism to whoever sees somebody's mailbox (UX G11).
    sender_name = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_practice")
        ]


class Location(models.Model):
    """A place where the practice works."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120, unique=True)
    city = models.CharField(max_length=80)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["name"]
