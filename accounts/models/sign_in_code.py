"""Six-digit codes on their way to somebody's mailbox (UX G12)."""

import uuid
from datetime import timedelta
from typing import Final, Self

from django.db import models
from django.utils import timezone

LIFETIME: Final = timedelta(minutes=15)
TRIES: Final = 5


class SignInCodeQuerySet(models.QuerySet["SignInCode"]):
    """Questions about many codes."""

    def live(self) -> Self:
        """Keep the codes that can still be redeemed."""
        return self.filter(
            sent_at__gt=timezone.now() - LIFETIME, redeemed_at=None, tries__lt=TRIES
        )


class SignInCode(models.Model):
    """One code: for one subject, in one browser, kept as a keyed MAC."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.CharField(max_length=64)
    browser = models.CharField(max_length=64)
    code_mac = models.BinaryField(max_length=32)
    sent_at = models.DateTimeField(default=timezone.now, editable=False)
    tries = models.PositiveSmallIntegerField(default=0)
    redeemed_at = models.DateTimeField(null=True)

    objects = SignInCodeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject", "browser", "sent_at"], name="code_asked")
        ]
