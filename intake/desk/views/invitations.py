"""Inviting, sending a new link, taking an invitation back (UX S6, G8)."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import StaffRequest, staff_page
from accounts.once import once_only
from accounts.roles import Role
from intake.desk import words
from intake.desk.details import why_not_invited
from intake.desk.forms import InviteForm, posted
from intake.desk.loading import entry_for
from intake.invitations.models import Invitation
from intake.invitations.renewing import NeedsTherapist, ask_for_link, renew
from intake.invitations.verbs import (
    TEMPLATE,
    VALID_FOR,
    ChildsIntakeWaits,
    InvitedMeanwhile,
    NoWayToReach,
    PracticeNotLive,
    invite,
    withdraw,
    words_of,
)
from intake.questionnaires.models import QuestionnaireVersion
from intake.waitlist.models import Status, WaitlistEntry
from intake.waitlist.verbs import NotPossibleNow
from outbox import policy
from outbox.models import State
from outbox.rendering import Mail
from outbox.rendering import render as render_mail
from patients.door import open_records
from patients.kinds import Kind, Purpose
from patients.models import Person

INVITABLE = frozenset({Status.WAITING, Status.INVITED})
NOT_INVITABLE = (PracticeNotLive, ChildsIntakeWaits, NoWayToReach)


@staff_page(Role.FRONT_DESK, Role.THERAPIST)
@require_http_methods(["GET", "POST"])
@once_only
def new(request: StaffRequest, entry_id: UUID) -> HttpResponse:
    """Invite somebody to fill in an intake, after showing what will be sent."""
    entry = entry_for(request, entry_id)
    form = _form(entry, posted(request))
    if _refusal(entry) or not form.is_valid():
        return _page(request, entry, form)
    try:
        _invitation, message = invite(
            entry.id,
            form.chosen_version(),
            by=request.actor,
            instead_of=form.cleaned_data["instead_of"],
        )
    except InvitedMeanwhile:
        return _invited_meanwhile(request, entry, form)
    except (NotPossibleNow, *NOT_INVITABLE):
        return _page(request, entry_for(request, entry_id), form)
    text = _("De uitnodiging gaat om %(time)s uur weg.") % {
        "time": words.clock(message.release_at)
    }
    messages.success(
        request, text, extra_tags=reverse("intake:take_back", args=[entry.id])
    )
    return redirect("intake:entry", entry.id)


@staff_page(Role.FRONT_DESK, Role.THERAPIST)
@require_POST
@once_only
def new_link(request: StaffRequest, entry_id: UUID) -> HttpResponseRedirect:
    """Send a new link, or ask a therapist to; what was filled in stays."""
    entry = entry_for(request, entry_id)
    try:
        text = _renewed(request, entry)
    except (NotPossibleNow, *NOT_INVITABLE):
        messages.warning(request, _not_now(entry_for(request, entry_id)))
    else:
        messages.success(request, text)
    return redirect("intake:entry", entry.id)


def _renewed(request: StaffRequest, entry: WaitlistEntry) -> str:
    """Do what can be done for a lost link, and say what that was."""
    try:
        message = renew(entry.id, by=request.actor, holding=request.holding)
    except NeedsTherapist:
        ask_for_link(entry.id, by=request.actor)
        return _(
            "Er staat een taak klaar voor de behandelaar. Tot de nieuwe link weg is, "
            "blijft de oude link werken zolang die geldig is."
        )
    return _(
        "Een nieuwe link gaat om %(time)s uur weg. De oude link werkt niet meer."
    ) % {"time": words.clock(message.release_at)}


@staff_page(Role.FRONT_DESK, Role.THERAPIST)
@require_POST
def take_back(request: StaffRequest, entry_id: UUID) -> HttpResponseRedirect:
    """Take an invitation back, and hold its mail if it has not left."""
    entry = entry_for(request, entry_id)
    standing = Invitation.objects.filter(entry=entry, withdrawal=None)
    invitation = standing.select_related("message").order_by("invited_at").last()
    # Whoever has begun keeps the way back to what they filled in.
    if entry.status != Status.INVITED or invitation is None:
        messages.warning(request, _not_now(entry))
        return redirect("intake:entry", entry.id)
    try:
        withdraw(invitation, by=request.actor)
    except NotPossibleNow:
        messages.warning(request, _not_now(entry_for(request, entry_id)))
    else:
        messages.success(request, _taken_back(invitation))
    return redirect("intake:entry", entry.id)


def _taken_back(invitation: Invitation) -> str:
    message = invitation.message
    if message is not None and message.state is State.STOPPED:
        return _("De uitnodiging is ingetrokken. De e-mail gaat niet weg.")
    return _(
        "De uitnodiging is ingetrokken. De e-mail was al weg; de link daarin werkt "
        "niet meer."
    )


def _not_now(entry: WaitlistEntry) -> str:
    return _("Dat kan nu niet: deze aanmelding staat op ‘%(status)s’.") % {
        "status": Status(entry.status).label
    }


def _versions() -> list[QuestionnaireVersion]:
    active = QuestionnaireVersion.objects.active().select_related("questionnaire")
    return list(active.defer("source").order_by("questionnaire__title"))


def _refusal(entry: WaitlistEntry) -> str:
    """Say why this entry cannot be invited; empty when it can."""
    if entry.status == Status.NEW:
        return _("Een behandelaar moet deze aanmelding eerst beoordelen.")
    if entry.status not in INVITABLE:
        return _not_now(entry)
    return why_not_invited(entry)


def _form(
    entry: WaitlistEntry, data: QueryDict | None = None, **initial: str
) -> InviteForm:
    standing = Invitation.objects.standing(entry)
    seen = {"instead_of": standing.id if standing else None}
    return InviteForm(data, versions=_versions(), initial={**seen, **initial})


def _invited_meanwhile(
    request: StaffRequest, entry: WaitlistEntry, form: InviteForm
) -> HttpResponse:
    """Say that there is an invitation; sent again, the form replaces it."""
    again = _form(entry, version=form.cleaned_data["version"])
    entry = entry_for(request, entry.id)
    return _page(request, entry, again, status=HTTPStatus.CONFLICT)


def _page(
    request: StaffRequest,
    entry: WaitlistEntry,
    form: InviteForm,
    *,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    if form.is_bound:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    with open_records(
        [entry.person],
        kinds={Kind.CONTACT, Kind.PLANNING},
        by=request.actor,
        purpose=Purpose.PLANNING,
        thing=("entry", str(entry.id)),
    ) as records:
        context = {
            "title": _("Uitnodigen voor de intake"),
            "back_url": reverse("intake:entry", args=[entry.id]),
            "entry": entry,
            "form": form,
            "refusal": _refusal(entry),
            "name": records.name(entry.person),
            "email": records.read(entry.person.email),
            "is_confirmed": hasattr(entry.person, "email_confirmation"),
            "is_again": entry.status == Status.INVITED,
            "mail": _preview(entry.person),
            "hold_minutes": int(policy.HOLD.total_seconds() // 60),
        }
        return render(request, "intake/desk/invite.html", context, status=status)


def _preview(person: Person) -> Mail:
    """Write the mail as it will be sent; nobody but the patient sees the link."""
    language = person.language
    with translation.override(language):
        link = _("[hier staat de geheime link]")
    variables = words_of(person, timezone.now() + VALID_FOR, link)
    return render_mail(TEMPLATE, variables, language=language)
