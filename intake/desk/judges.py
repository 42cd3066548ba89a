"""Who judges new entries, location by location (for the owner's page)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from accounts.models import Location, TriageDuty
from intake.desk import colleagues
from intake.waitlist.duties import new_entries


@dataclass(frozen=True, slots=True)
class Therapist:
    """Somebody who could judge at a location; `since` where they do."""

    id: str
    name: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Place:
    """A location: who judges there, and how many new entries wait."""

    location: Location
    therapists: list[Therapist]
    waiting: int

    @property
    def has_judge(self) -> bool:
        """Tell whether anybody judges there."""
        return any(each.since for each in self.therapists)


def places() -> list[Place]:
    """Return every location with every therapist."""
    duties = TriageDuty.objects.in_force()
    since = {(each.location_id, str(each.account_id)): each.since for each in duties}
    counted = new_entries().values_list("location").annotate(Count("pk"))
    waiting = dict(counted.order_by())
    therapists = colleagues.therapists()
    return [
        Place(
            location,
            [
                Therapist(who, name, since.get((location.id, who)))
                for who, name in therapists
            ],
            waiting.get(location.id, 0),
        )
        for location in Location.objects.all()
    ]


def without_judge() -> QuerySet[Location]:
    """Return the locations where a new entry is seen by no therapist."""
    duties = TriageDuty.objects.in_force()
    return Location.objects.exclude(id__in=duties.values("location_id"))
