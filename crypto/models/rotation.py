"""Changing locks: from which recipient to which, so that wraps may be replaced."""

import uuid

from django.db import models
from django.utils import timezone


class Rotation(models.Model):
    """Wraps to one recipient are replaced by wraps to its successor.

    The database lets an old wrap go only where this row exists and the new wrap
    of the same key stands beside it. Locks changed again before all was done give
    one recipient two successors.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient_kind = models.CharField(max_length=8)  # kek or team
    from_id = models.CharField(max_length=64)
    to_id = models.CharField(max_length=64)
    started_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient_kind", "from_id", "to_id"],
                name="one_rotation_per_pair",
            )
        ]
