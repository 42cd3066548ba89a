"""What can happen to a message, each as a row with who and when."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.actors import Actor
from crypto.fields import SecretField


class FailureCode(models.TextChoices):
    """Why a try failed. A code and no more: server texts may hold addresses."""

    NO_ADDRESS = "no_address", _("Geen e-mailadres bekend")
    UNKNOWN_RECIPIENT = "unknown_recipient", _("Ontvanger niet gevonden")
    REFUSED = "refused", _("De mailserver weigert dit adres")
    POSTPONED = "postponed", _("De mailserver vraagt om later te proberen")
    UNREACHABLE = "unreachable", _("De mailserver is niet bereikbaar")
    EXPIRED = "expired", _("Te lang blijven liggen")
    INTERNAL = "internal", _("Fout in het portaal")


class Act(models.Model):
    """Somebody did something to a message."""

    by_kind = models.CharField(max_length=16)
    by_id = models.CharField(max_length=64, blank=True)
    by_role = models.CharField(max_length=32, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    @staticmethod
    def signed(by: Actor) -> dict[str, str]:
        """Give the columns that say who did it."""
        return {"by_kind": by.kind.value, "by_id": by.id, "by_role": by.role}


class Stop(Act):
    """Somebody held the message back; it is never sent."""

    message = models.OneToOneField(
        "outbox.Message", on_delete=models.PROTECT, related_name="stopped"
    )


class Release(Act):
    """Somebody sent the message on before its hold was over."""

    message = models.OneToOneField(
        "outbox.Message", on_delete=models.PROTECT, related_name="released"
    )


class Resend(Act):
    """Somebody had a failed message tried again, with fresh tries."""

    message = models.ForeignKey(
        "outbox.Message", on_delete=models.PROTECT, related_name="resends"
    )
    # The number of tries before this; tries are counted from here on.
    after = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message", "after"], name="one_resend_per_failure"
            )
        ]


class Attempt(models.Model):
    """A worker started to send. Committed before the first byte leaves."""

    message = models.ForeignKey(
        "outbox.Message", on_delete=models.PROTECT, related_name="attempts"
    )
    number = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()

    class Meta:
        constraints = [
            # Two workers that claim one message at once meet here.
            models.UniqueConstraint(
                fields=["message", "number"], name="attempts_are_numbered_once"
            )
        ]


class Failure(models.Model):
    """A try certainly failed, or (without a try) the message got too old."""

    message = models.ForeignKey(
        "outbox.Message", on_delete=models.PROTECT, related_name="failures"
    )
    attempt = models.OneToOneField(Attempt, on_delete=models.PROTECT, null=True)
    code = models.CharField(max_length=24, choices=FailureCode)
    # No further try follows unless somebody asks for it: work for the desk.
    is_final = models.BooleanField()
    at = models.DateTimeField(auto_now_add=True)


class Delivery(models.Model):
    """The mail server (or the demo's own outbox) took the message."""

    message = models.OneToOneField(
        "outbox.Message", on_delete=models.PROTECT, related_name="delivery"
    )
    attempt = models.OneToOneField(Attempt, on_delete=models.PROTECT)
    at = models.DateTimeField(auto_now_add=True)


class DemoMail(models.Model):
    """In the demo a mail is not sent but kept, sealed, for a page to show."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    delivery = models.OneToOneField(
        Delivery, on_delete=models.PROTECT, related_name="demo_mail"
    )
    content = SecretField("json")
