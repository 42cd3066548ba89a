"""A member's key pair: the public half, and the private one under a password."""

import uuid

from django.db import models
from django.utils import timezone


class MemberKey(models.Model):
    """The public half of one member's key pair. A forgotten password ends it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member_id = models.UUIDField(db_index=True)  # an account, unknown to this app
    public = models.BinaryField()
    pin = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(default=timezone.now, editable=False)


class MemberSeal(models.Model):
    """The private half under one password; two stand here while it changes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member_key = models.ForeignKey(MemberKey, models.PROTECT, related_name="seals")
    # Argon2id's salt, memory (KiB), passes and lanes, as they were for this seal.
    salt = models.BinaryField(max_length=16)
    memory = models.PositiveIntegerField()
    passes = models.PositiveSmallIntegerField()
    lanes = models.PositiveSmallIntegerField()
    blob = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)


class MemberKeyEnd(models.Model):
    """Nothing more is sealed to this key."""

    member_key = models.OneToOneField(
        MemberKey, models.PROTECT, related_name="end", primary_key=True
    )
    at = models.DateTimeField(default=timezone.now, editable=False)
