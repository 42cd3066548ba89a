"""Finding an entry for somebody: refused and logged where they may not know it."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from accounts.access import StaffRequest
from audit.actions import Action
from audit.trail import Outcome, record
from intake.waitlist.models import WaitlistEntry
from patients.door import NotVisible


def entry_for(request: StaffRequest, entry_id: UUID) -> WaitlistEntry:
    """Return an entry with its status. Raises Http404, or NotVisible and logs it."""
    entries = WaitlistEntry.objects.with_status().select_related(
        "person", "person__email_confirmation", "location", "departure"
    )
    entry = get_object_or_404(entries, id=entry_id)
    if WaitlistEntry.objects.visible_to(request.actor).filter(id=entry_id).exists():
        return entry
    record(
        Action.ACCESS_REFUSED,
        by=request.actor,
        person=entry.person_id,
        thing="entry",
        thing_id=str(entry_id),
        kind="D",
        outcome=Outcome.REFUSED,
    )
    raise NotVisible
