"""Who judges new entries where, since when and until when (ACC-01)."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from accounts.models.account import Account
from accounts.models.practice import Location
from accounts.roles import Role
from audit.actions import Action
from audit.actors import Actor
from audit.trail import record


class NotATherapist(Exception):
    """Only a therapist who can sign in judges entries (RULES WL-05)."""


class AlreadyEnded(Exception):
    """The duty was ended before."""


class TriageDutyQuerySet(models.QuerySet["TriageDuty"]):
    """Questions about many duties."""

    def in_force(self) -> Self:
        """Keep the duties that did not end."""
        return self.filter(end=None)


class TriageDuty(models.Model):
    """A therapist sets the urgency of new entries at a location."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="triage_duties"
    )
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, related_name="triage_duties"
    )
    started_by = models.CharField(max_length=64)
    since = models.DateTimeField(default=timezone.now, editable=False)

    objects = TriageDutyQuerySet.as_manager()

    @classmethod
    @transaction.atomic
    def start(cls, account: Account, location: Location, *, by: Actor) -> "TriageDuty":
        """Begin a duty; one in force is returned as it is. Raises NotATherapist."""
        location.lock()
        if not account.is_active or Role.THERAPIST not in account.roles():
            raise NotATherapist
        own = cls.objects.in_force().filter(account=account, location=location)
        if duty := own.first():
            return duty
        duty = cls.objects.create(account=account, location=location, started_by=by.id)
        duty.tell(Action.DUTY_STARTED, by=by)
        return duty

    @transaction.atomic
    def finish(self, *, by: Actor) -> "TriageDutyEnd":
        """End the duty; raises AlreadyEnded."""
        end, made = TriageDutyEnd.objects.get_or_create(
            duty=self, defaults={"ended_by": by.id}
        )
        if not made:
            raise AlreadyEnded
        self.tell(Action.DUTY_ENDED, by=by)
        return end

    def tell(self, action: Action, *, by: Actor) -> None:
        """Write in the log whose duty it is, and where."""
        record(
            action,
            by=by,
            thing="account",
            thing_id=str(self.account_id),
            detail={"location": str(self.location_id)},
        )


class TriageDutyEnd(models.Model):
    """A duty is over: its therapist judges no more there."""

    duty = models.OneToOneField(
        TriageDuty, on_delete=models.PROTECT, related_name="end", primary_key=True
    )
    ended_by = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, editable=False)
