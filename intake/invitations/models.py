"""An invitation to fill in an intake, and its end."""

import hashlib
import uuid
from typing import Self

from django.db import models
from django.utils import timezone

from intake.questionnaires.models import QuestionnaireVersion
from intake.waitlist.models import WaitlistEntry


def secret_hash(secret: str) -> str:
    """Return what the portal keeps of an invitation's secret: SHA-256, in hex."""
    return hashlib.sha256(secret.encode()).hexdigest()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Questions about invitations."""

    def open(self) -> Self:
        """Keep those that a person can still use."""
        return self.filter(
            withdrawal=None,
            entry__departure=None,
            expires_at__gt=timezone.now(),
        )

    def behind(self, secret: str) -> "Invitation | None":
        """Find the invitation of a link; None for a link of ours that is not."""
        return self.filter(secret_hash=secret_hash(secret)).first()


class Invitation(models.Model):
    """A person may fill in one questionnaire, pinned to one version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(WaitlistEntry, models.PROTECT, related_name="invitations")
    version = models.ForeignKey(
        QuestionnaireVersion, models.PROTECT, related_name="invitations"
    )
    secret_hash = models.CharField(max_length=64, unique=True)
    invited_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    objects = InvitationQuerySet.as_manager()


class InvitationWithdrawal(models.Model):
    """An invitation was taken back; its link shows the neutral page."""

    invitation = models.OneToOneField(
        Invitation, models.PROTECT, related_name="withdrawal"
    )
    at = models.DateTimeField(default=timezone.now)
