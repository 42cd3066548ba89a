"""What keeps a data key, and what destroys it: holds and two-person orders."""

import uuid

from django.db import models
from django.utils import timezone

from crypto.models.data_key import DataKey


class Hold(models.Model):
    """A data key may not be destroyed through this date (RULES RET)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    data_key = models.ForeignKey(DataKey, models.PROTECT, related_name="holds")
    keep_through = models.DateField()
    ground = models.CharField(max_length=64)  # a rule id
    set_by = models.CharField(max_length=64)  # an actor's id
    at = models.DateTimeField(default=timezone.now, editable=False)


class HoldRelease(models.Model):
    """A hold was lifted before its date, by decision."""

    hold = models.OneToOneField(
        Hold, models.PROTECT, related_name="release", primary_key=True
    )
    ground = models.CharField(max_length=64)
    released_by = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, editable=False)


class ShredOrder(models.Model):
    """Somebody ordered that a data key is destroyed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    data_key = models.ForeignKey(DataKey, models.PROTECT, related_name="orders")
    ground = models.CharField(max_length=64)  # a rule id
    ordered_by = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, editable=False)


class ShredApproval(models.Model):
    """Somebody else approved the order."""

    order = models.OneToOneField(
        ShredOrder, models.PROTECT, related_name="approval", primary_key=True
    )
    approved_by = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, editable=False)


class Shredded(models.Model):
    """Every wrap of the ordered key is gone: read back, and not there."""

    order = models.OneToOneField(
        ShredOrder, models.PROTECT, related_name="done", primary_key=True
    )
    at = models.DateTimeField(default=timezone.now, editable=False)
