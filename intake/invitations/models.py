"""An invitation to fill in an intake, and its end."""

import hashlib
import uuid
from typing import Self

from django.db import models
from django.utils import timezone

from intake.questionnaires.models import QuestionnaireVersion
from intake.waitlist.models import WaitlistEntry
from outbox.models import Message


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

    def submitted(self) -> Self:
        """Keep those whose intake was sent to the practice."""
        return self.filter(response__submission__isnull=False)

    def standing(self, entry: WaitlistEntry) -> "Invitation | None":
        """Return an entry's invitation that was not taken back, None without one."""
        return self.filter(entry=entry, withdrawal=None).first()

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
    # Of the newest link: a new one is sent, and the old one opens nothing.
    secret_hash = models.CharField(max_length=64, unique=True)
    # The key pair that grows from the same secret (crypto.links).
    link_key_id = models.UUIDField(unique=True)
    # The mail that carries that link, so that taking back stops it.
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="+")
    invited_by = models.CharField(max_length=64)  # an Actor's id
    invited_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    objects = InvitationQuerySet.as_manager()


class LinkRequestQuerySet(models.QuerySet["LinkRequest"]):
    """Questions about requests for a new link."""

    def waiting(self) -> Self:
        """Keep those that a therapist can still answer, and that somebody needs."""
        return self.filter(
            answer=None,
            invitation__withdrawal=None,
            invitation__entry__departure=None,
            invitation__response__submission=None,
        )


class LinkRequest(models.Model):
    """Somebody who began lost their link: a therapist is asked to send another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    invitation = models.ForeignKey(
        Invitation, models.PROTECT, related_name="link_requests"
    )
    asked_by = models.CharField(max_length=64)  # an Actor's id
    at = models.DateTimeField(default=timezone.now)

    objects = LinkRequestQuerySet.as_manager()


class LinkAnswer(models.Model):
    """A therapist sent the new link."""

    request = models.OneToOneField(
        LinkRequest, models.PROTECT, related_name="answer", primary_key=True
    )
    answered_by = models.CharField(max_length=64)  # an Actor's id
    at = models.DateTimeField(default=timezone.now)


class InvitationWithdrawal(models.Model):
    """An invitation was taken back; its link shows the neutral page."""

    invitation = models.OneToOneField(
        Invitation, models.PROTECT, related_name="withdrawal"
    )
    withdrawn_by = models.CharField(max_length=64)  # an Actor's id
    at = models.DateTimeField(default=timezone.now)
