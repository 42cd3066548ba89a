"""The care team's key pair, one per generation, and who holds its private half."""

import uuid

from django.db import models
from django.utils import timezone

from crypto.models.member import MemberKey


class TeamKey(models.Model):
    """The public half of one generation; the newest seals new documents."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    predecessor = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="successor"
    )
    public = models.BinaryField()
    signed_by = models.ForeignKey(MemberKey, models.PROTECT, related_name="+")
    signature = models.BinaryField(max_length=64)
    pin = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(default=timezone.now, editable=False)


class TeamShare(models.Model):
    """The private half of one generation, sealed to one recipient."""

    class Recipient(models.TextChoices):
        """Who can open it."""

        MEMBER = "member"  # a member key
        INVITATION = "invitation"  # the secret in a staff invitation's link
        RECOVERY = "recovery"  # the recovery sheet
        WORKER = "worker"  # a running worker, for changing locks

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team_key = models.ForeignKey(TeamKey, models.PROTECT, related_name="shares")
    recipient_kind = models.CharField(max_length=10, choices=Recipient.choices)
    recipient_id = models.CharField(max_length=64)
    blob = models.BinaryField()
    # This portal handed it over (crypto.pins): who is on the team is told by this.
    pin = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team_key", "recipient_kind", "recipient_id"],
                name="one_share_per_team_key_and_recipient",
            )
        ]
