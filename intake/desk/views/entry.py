"""One entry: who, what is planned, and what happened (UX S7)."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, staff_page
from accounts.roles import Role
from intake.desk import colleagues, words
from intake.desk.loading import entry_for
from intake.desk.rows import MAY_ACT, step
from intake.desk.timeline import timeline
from intake.invitations.models import Invitation
from intake.invitations.verbs import ChildsIntakeWaits, NoWayToReach, require_invitable
from intake.waitlist.models import Status, Urgency, WaitlistEntry
from patients.dates import age_on, local_date
from patients.door import Records, open_records
from patients.kinds import Kind, Purpose
from patients.models import Person

Facts = list[dict[str, Any]]


@staff_page(Role.FRONT_DESK, Role.THERAPIST, Role.OWNER)
@require_safe
def show(request: StaffRequest, entry_id: UUID) -> HttpResponse:
    """Show an entry; the person's own words to the treating therapist alone."""
    entry = entry_for(request, entry_id)
    others = Person.objects.visible_to(request.actor).filter(
        acts_for__person=entry.person
    )
    reads_words = request.role is Role.THERAPIST
    context = _context(request, entry)
    with open_records(
        [entry.person, *others],
        kinds={Kind.CONTACT, Kind.PLANNING} | ({Kind.HEALTH} if reads_words else set()),
        by=request.actor,
        purpose=_purpose(request.role, entry),
        thing=("entry", str(entry.id)),
    ) as records:
        name = records.name(entry.person)
        context |= {
            "title": name,
            "facts": _bar(entry, records, therapist=context["therapist"]),
            "contact": _contact(entry.person, records),
            "others": [
                {"name": records.name(other), "contact": _contact(other, records)}
                for other in others
            ],
            "complaint": complaint(entry, records) if reads_words else None,
        }
        return render(request, "intake/desk/entry.html", context)


def _purpose(role: Role, entry: WaitlistEntry) -> Purpose:
    if role is not Role.THERAPIST:
        return Purpose.PLANNING
    return Purpose.TRIAGE if entry.status == Status.NEW else Purpose.TREATMENT


def complaint(entry: WaitlistEntry, records: Records) -> dict[str, str]:
    """Return why somebody asks for help, in their own choice and words."""
    told: dict[str, str] = records.read(entry.complaint) or {}
    reasons = dict(WaitlistEntry.Reason.choices)
    reason = told.get("reason", "")
    return {"reason": str(reasons.get(reason, "")), "words": told.get("words", "")}


def _context(request: StaffRequest, entry: WaitlistEntry) -> dict[str, Any]:
    acts = request.role in MAY_ACT
    invitation = (
        Invitation.objects.filter(entry=entry, withdrawal=None)
        .order_by("-invited_at")
        .first()
    )
    therapist = colleagues.names([entry.therapist_id]).get(str(entry.therapist_id), "")
    return {
        "entry": entry,
        "therapist": therapist,
        "planning": _planning(entry, invitation),
        "step": step(entry, invitation, role=request.role),
        "why_not": why_not_invited(entry) if entry.status == Status.WAITING else "",
        "events": timeline(entry, may_undo=acts),
        "may_judge": request.role is Role.THERAPIST and entry.status == Status.WAITING,
        "may_renew": acts and entry.status in {Status.INVITED, Status.FILLING},
        "may_take_back": acts and entry.status == Status.INVITED,
        "may_take_off": acts and entry.status not in {Status.SUBMITTED, Status.LEFT},
        "reads": request.role is Role.THERAPIST and entry.status == Status.SUBMITTED,
        "response": getattr(invitation, "response", None),
    }


def why_not_invited(entry: WaitlistEntry) -> str:
    """Say why no invitation can go out; empty when it can."""
    try:
        require_invitable(entry)
    except ChildsIntakeWaits:
        return _(
            "De intake van een kind wacht tot het portaal de toestemming van ouders "
            "kan vastleggen. Onder de 16 jaar geven ouders ook toestemming. Bel de "
            "ouder voor een afspraak."
        )
    except NoWayToReach:
        return _("Er is geen e-mailadres. Bel om de intake samen te doen.")
    return ""


def _bar(entry: WaitlistEntry, records: Records, *, therapist: str) -> Facts:
    birth_date = records.read(entry.person.birth_date)
    age = str(age_on(birth_date, local_date())) if birth_date else _("onbekend")
    return [
        {"label": _("Leeftijd"), "value": age},
        {"label": _("Status"), "value": Status(entry.status).label},
        {"label": _("Behandelaar"), "value": therapist or _("nog niemand")},
        {"label": _("Nummer"), "value": entry.reference},
    ]


def _planning(entry: WaitlistEntry, invitation: Invitation | None) -> Facts:
    urgency = None if entry.urgency is None else Urgency(entry.urgency)
    waits = words.days_in_words(words.waiting_days(entry))
    facts = [
        (_("Locatie"), entry.location.name),
        (_("Aangemeld op"), f"{words.day(entry.registered_at)} ({waits})"),
        (_("Voor wie"), words.whom(entry)),
        (_("Kan komen"), words.availability(entry.availability)),
        (
            _("Urgentie"),
            urgency.label if urgency is not None else _("Nog niet beoordeeld"),
        ),
    ]
    if invitation:
        facts.append((_("Uitnodiging geldig tot"), words.day(invitation.expires_at)))
    return [{"label": label, "value": value} for label, value in facts]


def _contact(person: Person, records: Records) -> Facts:
    email = records.read(person.email) or ""
    is_confirmed = hasattr(person, "email_confirmation")
    return [
        {
            "label": _("E-mail"),
            "value": email,
            "unconfirmed": bool(email) and not is_confirmed,
        },
        {"label": _("Telefoon"), "value": records.read(person.phone) or ""},
        {"label": _("Liever per"), "value": person.get_channel_display()},
    ]
