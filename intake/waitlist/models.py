"""An entry on the waitlist, and what happened to it, each as a row."""

import secrets
import uuid
from typing import Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, OuterRef, Subquery, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Location
from audit.actors import Actor
from crypto.fields import SealedField
from patients.dates import AgeBand
from patients.models import Person

# No 0/O, 1/I/L: a reference is read over the telephone.
REFERENCE_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_reference() -> str:
    """Return a reference such as K7F-29QM; it says nothing about the person."""
    letters = [secrets.choice(REFERENCE_ALPHABET) for _ in range(7)]
    return "".join(letters[:3]) + "-" + "".join(letters[3:])


class Status(models.TextChoices):
    """Where an entry stands: what its rows say, never a stored flag."""

    NEW = "new", _("Nieuw")
    WAITING = "waiting", _("Op de wachtlijst")
    INVITED = "invited", _("Uitgenodigd")
    FILLING = "filling", _("Bezig met de intake")
    SUBMITTED = "submitted", _("Intake binnen")
    LEFT = "left", _("Van de lijst")


class Urgency(models.IntegerChoices):
    """Set by a therapist, never by the portal (RULES WL-05)."""

    NORMAL = 0, _("Normaal")
    PRIORITY = 1, _("Voorrang")
    URGENT = 2, _("Spoed")


# How far an entry has come, in order: who stands at one was at those before.
LADDER: Final = (
    Status.NEW,
    Status.WAITING,
    Status.INVITED,
    Status.FILLING,
    Status.SUBMITTED,
)
# What an invitation must have, beside not being taken back. By name: responses
# stand in a module that imports this one.
INVITED_AND: Final[dict[str, dict[str, bool]]] = {
    Status.INVITED: {},
    Status.FILLING: {"invitations__response__isnull": False},
    Status.SUBMITTED: {"invitations__response__submission__isnull": False},
}


def _reached(status: Status) -> models.QuerySet["WaitlistEntry"]:
    """Find the entries that came farther than new, whether they left or not."""
    if status == Status.WAITING:
        return WaitlistEntry.objects.filter(triages__isnull=False)
    # In one filter: two would each speak of an invitation of their own.
    return WaitlistEntry.objects.filter(
        invitations__isnull=False,
        invitations__withdrawal=None,
        **INVITED_AND[status],
    )


def _has_reached(status: Status) -> When:
    return When(Exists(_reached(status).filter(pk=OuterRef("pk"))), then=Value(status))


class WaitlistEntryQuerySet(models.QuerySet["WaitlistEntry"]):
    """Questions about entries."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep the entries of people this actor may know to exist."""
        return self.filter(person__in=Person.objects.visible_to(actor))

    def with_status(self) -> Self:
        """Add `status`, `urgency` and `therapist_id`, as the rows say."""
        triage = Triage.objects.filter(entry=OuterRef("pk")).order_by("-at")
        return self.annotate(
            status=Case(
                When(departure__isnull=False, then=Value(Status.LEFT)),
                *(_has_reached(status) for status in LADDER[:0:-1]),
                default=Value(Status.NEW),
                output_field=models.CharField(),
            ),
            urgency=Subquery(triage.values("urgency")[:1]),
            therapist_id=Subquery(
                triage.values("therapist_id")[:1], output_field=models.UUIDField()
            ),
        )

    def between(self, first: Status, last: Status) -> Self:
        """Keep the entries still on the list that came so far, and no farther.

        The same as filtering on `status`, but asking only what that takes.
        """
        found = self.filter(departure=None)
        if first != Status.NEW:
            found = found.filter(pk__in=_reached(first).values("pk"))
        for farther in LADDER[LADDER.index(last) + 1 :][:1]:
            found = found.exclude(pk__in=_reached(farther).values("pk"))
        return found

    def departed(self) -> Self:
        """Keep the entries that left the list."""
        return self.filter(departure__isnull=False)

    def in_order(self) -> Self:
        """Order as RULES WL-05: urgency, set by a human, then registration."""
        return self.order_by(
            models.F("urgency").desc(nulls_last=True), "registered_at", "id"
        )


class WaitlistEntry(models.Model):
    """Somebody waits for a place."""

    class Route(models.TextChoices):
        """For whom the entry was made (UX P2)."""

        SELF = "self", _("Voor zichzelf")
        CHILD = "child", _("Voor een kind")
        OTHER = "other", _("Voor iemand anders")

    class Channel(models.TextChoices):
        """How the entry reached the practice (RULES WL-04)."""

        PORTAL = "portal", _("Via het portaal")
        DESK = "desk", _("Aan de balie of telefoon")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="entries")
    location = models.ForeignKey(Location, models.PROTECT, related_name="entries")
    reference = models.CharField(max_length=8, unique=True, default=new_reference)
    route = models.CharField(max_length=8, choices=Route.choices)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    age_band = models.CharField(
        max_length=8, choices=[(band.value, band.value) for band in AgeBand]
    )
    # Keys such as "mon_morning"; empty means no answer, ["any"] no preference.
    availability = models.JSONField(default=list)
    # {"reason": one of Reason, "words": at most 500 characters}: the person's own
    # words are health data, so planners cannot read them (WL-04).
    complaint = SealedField("json", compartment="health", kind="E")
    registered_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = WaitlistEntryQuerySet.as_manager()

    # What with_status() adds; without it a row has no such attribute.
    status: str
    urgency: int | None
    therapist_id: uuid.UUID | None

    class Reason(models.TextChoices):
        """What it is about, in the person's own choice (UX P6)."""

        BACK = "back", _("Mijn rug")
        NECK = "neck", _("Mijn nek")
        LIMB = "limb", _("Mijn been of arm")
        OTHER = "other", _("Iets anders")
        LATER = "later", _("Dat zeg ik liever later")

    class Meta:
        verbose_name_plural = "waitlist entries"


class Triage(models.Model):
    """A therapist judged an entry; the newest judgement counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(WaitlistEntry, models.PROTECT, related_name="triages")
    urgency = models.SmallIntegerField(choices=Urgency.choices)
    therapist = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="triaged_to"
    )
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="triages"
    )
    at = models.DateTimeField(default=timezone.now)


class Departure(models.Model):
    """An entry left the list."""

    class Reason(models.TextChoices):
        """Why; RULES RET-08 names the end states."""

        WITHDRAWN = "withdrawn", _("Op eigen verzoek")
        REFUSED = "refused_by_practice", _("Past niet bij deze praktijk")
        NO_RESPONSE = "no_response", _("Geen reactie")
        REFERRED = "referred_without_assessment", _("Doorverwezen")
        DUPLICATE = "duplicate", _("Dubbel aangemeld")

    entry = models.OneToOneField(
        WaitlistEntry, models.PROTECT, related_name="departure"
    )
    reason = models.CharField(max_length=32, choices=Reason.choices)
    recorded_by = models.CharField(max_length=64)  # an Actor's id
    at = models.DateTimeField(default=timezone.now)
