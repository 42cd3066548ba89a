"""The recovery sheet: what it seals, and that it was tried."""

import uuid

from django.db import models
from django.utils import timezone

from crypto.models.member import MemberKey


class RecoveryKey(models.Model):
    """The public half of a recovery sheet; the private half is on paper only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    public = models.BinaryField()
    signed_by = models.ForeignKey(MemberKey, models.PROTECT, related_name="+")
    signature = models.BinaryField(max_length=64)
    pin = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(default=timezone.now, editable=False)


class KekSeal(models.Model):
    """A key-encryption key sealed to a recovery sheet."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recovery_key = models.ForeignKey(
        RecoveryKey, models.PROTECT, related_name="kek_seals"
    )
    kek_id = models.CharField(max_length=64)
    blob = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recovery_key", "kek_id"], name="one_seal_per_sheet_and_kek"
            )
        ]


class RecoveryTest(models.Model):
    """Typed-back shares opened what the sheet seals: the first test, or a drill."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recovery_key = models.ForeignKey(RecoveryKey, models.PROTECT, related_name="tests")
    tested_by = models.CharField(max_length=64)  # an actor's id
    at = models.DateTimeField(default=timezone.now, editable=False)
