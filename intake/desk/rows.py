"""The lines of the waitlist, readable, for as long as the door is open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.roles import Role
from intake.desk import words
from intake.invitations.models import Invitation
from intake.invitations.verbs import CHILDREN
from intake.waitlist.models import Status, Urgency, WaitlistEntry
from patients.door import Records

MAY_ACT: Final = frozenset({Role.FRONT_DESK, Role.THERAPIST})


@dataclass(frozen=True, slots=True)
class Step:
    """What happens next: words, and where to do it when it is yours to do."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One entry in the list."""

    url: str
    name: str = field(repr=False)
    whom: str
    location: str
    waits: str
    availability: str
    status: str
    urgency: str
    urgency_colour: str
    therapist: str
    step: Step


@dataclass(frozen=True, slots=True)
class Batch:
    """The entries of one page and what their lines need, in a few queries."""

    entries: list[WaitlistEntry]
    invitations: Mapping[UUID, Invitation]

    @classmethod
    def of(cls, ids: Sequence[UUID]) -> "Batch":
        """Fetch entries in the order of their ids."""
        found = (
            WaitlistEntry.objects.with_status()
            .filter(id__in=ids)
            .select_related("person__email_confirmation", "location", "departure")
            .defer("complaint")
        )
        by_id = {entry.id: entry for entry in found}
        standing = Invitation.objects.filter(entry__in=by_id, withdrawal=None)
        invitations = {each.entry_id: each for each in standing.order_by("invited_at")}
        return cls([by_id[each] for each in ids if each in by_id], invitations)


def row(
    entry: WaitlistEntry,
    batch: Batch,
    records: Records,
    *,
    role: Role,
    names: Mapping[str, str],
) -> Row:
    """Write one line."""
    urgency = None if entry.urgency is None else Urgency(entry.urgency)
    return Row(
        url=reverse("intake:entry", args=[entry.id]),
        name=records.name_in_list(entry.person),
        whom=words.whom(entry),
        location=entry.location.name,
        waits=words.days_in_words(words.waiting_days(entry)),
        availability=words.availability(entry.availability),
        status=str(Status(entry.status).label),
        urgency=str(urgency.label) if urgency else "",
        urgency_colour=words.STATUS_COLOURS[urgency] if urgency else "",
        therapist=names.get(str(entry.therapist_id), ""),
        step=step(entry, batch.invitations.get(entry.id), role=role),
    )


def step(entry: WaitlistEntry, invitation: Invitation | None, *, role: Role) -> Step:
    """Say what an entry waits for."""
    match entry.status:
        case Status.NEW if role is Role.THERAPIST:
            return Step(_("Beoordelen"), reverse("intake:triage", args=[entry.id]))
        case Status.NEW:
            return Step(_("Wacht op beoordeling"))
        case Status.WAITING:
            return _invitation_step(entry, role)
        case Status.INVITED | Status.FILLING:
            until = words.near_day(invitation.expires_at) if invitation else ""
            return Step(_("Bij de patiënt, tot %(day)s") % {"day": until})
        case Status.SUBMITTED:
            return Step(_("Wacht op de behandelaar"))
        case _:
            return Step(str(entry.departure.get_reason_display()))


def _invitation_step(entry: WaitlistEntry, role: Role) -> Step:
    if entry.age_band in CHILDREN:
        return Step(_("Intake wacht: jonger dan 16"))
    if not entry.person.has_email:
        return Step(_("Bellen: geen e-mailadres"))
    url = reverse("intake:invite", args=[entry.id]) if role in MAY_ACT else ""
    return Step(_("Uitnodigen") if url else _("Wacht op uitnodiging"), url)
