"""The practice this installation serves, and where it works."""

import uuid

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from audit.actions import Action
from audit.actors import Actor
from audit.trail import record


class PracticeExists(Exception):
    """An installation serves one practice."""


class LocationExists(Exception):
    """There is a location of this name."""


class Practice(models.Model):
    """The one practice organisation. A second row is refused by the database."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=32)
    hours = models.CharField(max_length=120)
    # A name that tells no specialism to whoever sees somebody's mailbox (UX G11).
    sender_name = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_practice")
        ]


class Location(models.Model):
    """A place where the practice works."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120, unique=True)
    city = models.CharField(max_length=80)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["name"]

    def lock(self) -> None:
        """Let who judges here and who signs up here change one after the other.

        Until the transaction ends; otherwise somebody who signs up in the instant
        that a duty starts or ends could be seen by no therapist.
        """
        Location.objects.select_for_update(no_key=True).get(pk=self.pk)


@transaction.atomic
def open_practice(
    *, name: str, phone: str, hours: str, sender_name: str, by: Actor
) -> Practice:
    """Make the practice; raises PracticeExists, and ValidationError for its facts."""
    practice = Practice(name=name, phone=phone, hours=hours, sender_name=sender_name)
    practice.clean_fields()
    if Practice.objects.exists():
        raise PracticeExists
    practice.save(force_insert=True)
    record(Action.PRACTICE_CREATED, by=by, thing="practice", thing_id=str(practice.id))
    return practice


@transaction.atomic
def open_location(*, name: str, city: str, by: Actor) -> Location:
    """Add a location; raises LocationExists, and ValidationError for its facts."""
    location = Location(name=name, city=city)
    location.clean_fields()
    try:
        with transaction.atomic():
            location.save(force_insert=True)
    except IntegrityError:
        raise LocationExists from None
    record(Action.LOCATION_ADDED, by=by, thing="location", thing_id=str(location.id))
    return location
