"""The server's own keys, wrapped under a key-encryption key."""

import uuid

from django.db import models
from django.utils import timezone


class RootKey(models.Model):
    """A key of the server that outlives the key file: indexes, codes, log MACs.

    During a rotation it stands here twice, under the old key file and the new.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    use = models.CharField(max_length=32)
    kek_id = models.CharField(max_length=64)
    blob = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["use", "kek_id"], name="one_root_key_per_use_and_kek"
            )
        ]
