"""The pages of reading: a therapist's intakes, and one intake (UX S8, S9)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import StaffRequest, staff_page
from accounts.roles import Role
from audit.actions import Action
from audit.trail import Outcome, record
from intake.reading.answers import parts
from intake.reading.listing import blocks, intakes
from intake.reading.verbs import UNDO_WITHIN, TooLateToUndo, mark_read, mark_unread
from intake.responses.models import Reading, Response
from intake.responses.reading import open_response
from patients.dates import age_on, local_date
from patients.door import NotVisible, Records, open_records
from patients.kinds import Kind, Purpose
from patients.models import Person

PER_PAGE = 50
SHORT_HASH = 12


@staff_page(Role.THERAPIST)
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """List the intakes of a therapist's own people."""
    page = Paginator(intakes(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    with open_records(
        [response.person for response in page],
        kinds={Kind.CONTACT},
        by=request.actor,
        purpose=Purpose.TREATMENT,
    ) as records:
        context = {
            "title": _("Intakes"),
            "page": page,
            "blocks": blocks(page, records),
            "now": timezone.now(),
        }
        return render(request, "intake/reading/index.html", context)


# Every role may come to the door; who is refused, the door refuses and logs.
@staff_page(*Role)
@require_safe
def show(request: StaffRequest, response_id: UUID) -> HttpResponse:
    """Show what somebody sent, to the therapist who treats them."""
    responses = Response.objects.select_related(
        "person", "submission", "version__questionnaire"
    )
    response = get_object_or_404(responses, id=response_id)
    if not hasattr(response, "submission"):
        return _still_busy(request, response)
    with (
        open_response(
            response,
            by=request.actor,
            purpose=Purpose.TREATMENT,
            holding=request.holding,
        ) as opened,
        open_records(
            [response.person],
            kinds={Kind.CONTACT},
            by=request.actor,
            purpose=Purpose.TREATMENT,
        ) as records,
    ):
        context = {
            **_who(response.person, records),
            "response": response,
            "parts": parts(opened),
            "about": _about(response),
            **_mark(request, response),
        }
        return render(request, "intake/reading/show.html", context)


@staff_page(Role.THERAPIST)
@require_POST
def read(request: StaffRequest, response_id: UUID) -> HttpResponseRedirect:
    """Mark an intake as read."""
    response = _submitted(request, response_id)
    mark_read(response, by=request.actor)
    undo = reverse("intake:reading_undone", args=[response.id])
    messages.success(request, _("Gemarkeerd als gelezen."), extra_tags=undo)
    return redirect("intake:reading_list")


@staff_page(Role.THERAPIST)
@require_POST
def unread(request: StaffRequest, response_id: UUID) -> HttpResponseRedirect:
    """Take the mark away again, shortly after it was made."""
    response = _submitted(request, response_id)
    try:
        mark_unread(response, by=request.actor)
    except TooLateToUndo:
        text = _("Dit kan alleen in de eerste 15 minuten. De intake blijft gelezen.")
        messages.warning(request, text)
    else:
        messages.success(request, _("Deze intake staat weer bij ‘Te lezen’."))
    return redirect("intake:reading", response.id)


def _submitted(request: StaffRequest, response_id: UUID) -> Response:
    """Find a response to act on; refused and logged where it is another's."""
    response = get_object_or_404(Response.objects.submitted(), id=response_id)
    if Response.objects.visible_to(request.actor).filter(pk=response.pk).exists():
        return response
    record(
        Action.ACCESS_REFUSED,
        by=request.actor,
        person=response.person_id,
        thing="response",
        thing_id=str(response_id),
        kind=Kind.HEALTH,
        outcome=Outcome.REFUSED,
    )
    raise NotVisible


def _still_busy(request: StaffRequest, response: Response) -> HttpResponse:
    """Say how far somebody is; what they filled in stays theirs until sent."""
    with open_records(
        [response.person],
        kinds={Kind.CONTACT},
        by=request.actor,
        purpose=Purpose.TREATMENT,
        thing=("response", str(response.id)),
    ) as records:
        total = len(response.version.layout.sections)
        progress = ngettext(
            "De patiënt is nog bezig: %(done)d van %(total)d deel.",
            "De patiënt is nog bezig: %(done)d van %(total)d delen.",
            total,
        ) % {"done": response.sections.count(), "total": total}
        context = {**_who(response.person, records), "progress": progress}
        return render(request, "intake/reading/busy.html", context)


def _who(person: Person, records: Records) -> dict[str, Any]:
    """Name the person and say how old they are."""
    name = records.name(person)
    birth_date = records.read(person.birth_date)
    facts = []
    if birth_date:
        age = age_on(birth_date, local_date())
        years = ngettext("%(age)d jaar", "%(age)d jaar", age) % {"age": age}
        facts = [
            {"label": _("Leeftijd"), "value": years},
            {"label": _("Geboren op"), "value": date_format(birth_date, "j F Y")},
        ]
    return {
        "title": _("Intake van %(name)s") % {"name": name},
        "name": name,
        "facts": facts,
        "back_url": reverse("intake:reading_list"),
    }


def _about(response: Response) -> list[dict[str, Any]]:
    """Say what was filled in, and when it was sent."""
    version = response.version
    sent_at = timezone.localtime(response.submission.at)
    day, time = date_format(sent_at, "l j F Y"), date_format(sent_at, "H.i")
    sent = _("%(day)s, %(time)s uur") % {"day": day, "time": time}
    return [
        {"label": _("Verstuurd"), "value": sent},
        {"label": _("Ingevuld in het"), "value": response.get_language_display()},
        {"label": _("Vragenlijst"), "value": version.questionnaire.title},
        {"label": _("Versie"), "value": version.content_hash[:SHORT_HASH]},
    ]


def _mark(request: StaffRequest, response: Response) -> dict[str, Any]:
    """Say whether this reader marked it, and whether that can still be undone."""
    mine = Reading.objects.filter(response=response, reader=request.user).first()
    since = timezone.now() - UNDO_WITHIN
    return {"reading": mine, "may_undo": bool(mine and mine.at > since)}
