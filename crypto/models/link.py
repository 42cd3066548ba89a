"""The public half of what a person's link carries."""

import uuid

from django.db import models
from django.utils import timezone


class LinkKey(models.Model):
    """Data keys can be wrapped to whoever holds one link's secret."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person_id = models.UUIDField(db_index=True)
    public = models.BinaryField()
    pin = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(default=timezone.now, editable=False)


class LinkKeyEnd(models.Model):
    """The link was replaced, withdrawn or came to its end."""

    link_key = models.OneToOneField(
        LinkKey, models.PROTECT, related_name="end", primary_key=True
    )
    at = models.DateTimeField(default=timezone.now, editable=False)
