"""One entry: who, what is planned, and what happened (UX S7)."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, staff_page
from accounts.roles import Role
from intake.desk import colleagues, details, lost_links
from intake.desk.loading import entry_for
from intake.desk.rows import MAY_ACT, step
from intake.desk.timeline import timeline
from intake.invitations.models import Invitation
from intake.waitlist.models import Status, WaitlistEntry
from patients.door import open_records
from patients.kinds import Kind, Purpose
from patients.models import Person

ON_THE_LIST = frozenset({Status.NEW, Status.WAITING, Status.INVITED, Status.FILLING})


@staff_page(Role.FRONT_DESK, Role.THERAPIST, Role.OWNER)
@require_safe
def show(request: StaffRequest, entry_id: UUID) -> HttpResponse:
    """Show an entry; the person's own words to the treating therapist alone."""
    entry = entry_for(request, entry_id)
    visible = Person.objects.visible_to(request.actor)
    others = visible.filter(acts_for__person=entry.person)
    reads_words = request.role is Role.THERAPIST
    kinds = {Kind.CONTACT, Kind.PLANNING} | ({Kind.HEALTH} if reads_words else set())
    context = _context(request, entry)
    with open_records(
        [entry.person, *others],
        kinds=kinds,
        by=request.actor,
        purpose=_purpose(request.role, entry),
        holding=request.holding,
        thing=("entry", str(entry.id)),
    ) as records:
        context |= {
            "title": records.name(entry.person),
            "facts": details.bar(entry, records, therapist=context["therapist"]),
            "contact": details.contact(entry.person, records),
            "others": [
                {"name": records.name(each), "contact": details.contact(each, records)}
                for each in others
            ],
            "complaint": details.complaint(entry, records) if reads_words else None,
        }
        return render(request, "intake/desk/entry.html", context)


def _purpose(role: Role, entry: WaitlistEntry) -> Purpose:
    if role is not Role.THERAPIST:
        return Purpose.PLANNING
    return Purpose.TRIAGE if entry.status == Status.NEW else Purpose.TREATMENT


def _context(request: StaffRequest, entry: WaitlistEntry) -> dict[str, Any]:
    acts, treats = request.role in MAY_ACT, request.role is Role.THERAPIST
    standing = Invitation.objects.filter(entry=entry, withdrawal=None)
    invitation = standing.order_by("-invited_at").first()
    waits = entry.status == Status.WAITING
    names = colleagues.names([entry.therapist_id])
    is_out = entry.status in {Status.INVITED, Status.FILLING}
    return {
        "entry": entry,
        "therapist": names.get(str(entry.therapist_id), ""),
        "planning": details.planning(entry, invitation),
        "next_step": step(entry, invitation, role=request.role),
        "why_not": details.why_not_invited(entry) if waits else "",
        "events": timeline(entry, may_undo=acts),
        "may_judge": treats and waits,
        "lost_link": lost_links.offer(entry, role=request.role) if is_out else None,
        "may_take_back": acts and entry.status == Status.INVITED,
        "may_take_off": acts and entry.status in ON_THE_LIST,
        "reads": treats and entry.status == Status.SUBMITTED,
        "response": getattr(invitation, "response", None),
    }
