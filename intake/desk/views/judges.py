"""Who judges new entries: the owner lets therapists begin and stop (WL-05)."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import StaffRequest, staff_page
from accounts.models import Account, Location
from accounts.models.triage_duty import NotATherapist
from accounts.once import once_only
from accounts.roles import Role
from intake.desk import judges
from intake.waitlist.duties import NobodyLeftToJudge, NotOnDuty, end_duty, start_duty


@staff_page(Role.OWNER)
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """List per location who judges there, and who could."""
    return _page(request)


@staff_page(Role.OWNER)
@require_POST
@once_only
def start(request: StaffRequest, location_id: UUID, account_id: UUID) -> HttpResponse:
    """Let a therapist judge at a location."""
    location = get_object_or_404(Location, id=location_id)
    account = get_object_or_404(Account, id=account_id)
    try:
        start_duty(account, location, by=request.actor)
    except NotATherapist:
        messages.info(request, _("Deze medewerker is geen behandelaar meer."))
    else:
        text = _("%(name)s beoordeelt nu nieuwe aanmeldingen voor %(location)s.")
        messages.success(request, text % _facts(account, location))
    return redirect("intake:triage_duties")


@staff_page(Role.OWNER)
@require_POST
@once_only
def end(request: StaffRequest, location_id: UUID, account_id: UUID) -> HttpResponse:
    """Let a therapist judge no more at a location, unless nobody would be left."""
    location = get_object_or_404(Location, id=location_id)
    account = get_object_or_404(Account, id=account_id)
    try:
        end_duty(account, location, by=request.actor)
    except NobodyLeftToJudge:
        text = _(
            "%(name)s kan nog niet stoppen: er wachten nieuwe aanmeldingen voor "
            "%(location)s. Laat eerst iemand anders beoordelen."
        )
        return _page(request, refusal=text % _facts(account, location))
    except NotOnDuty:
        messages.info(request, _("Deze behandelaar was al gestopt."))
    else:
        text = _("%(name)s beoordeelt niet meer voor %(location)s.")
        messages.success(request, text % _facts(account, location))
    return redirect("intake:triage_duties")


def _facts(account: Account, location: Location) -> dict[str, str]:
    return {"name": account.opened_name(), "location": location.name}


def _page(request: StaffRequest, *, refusal: str = "") -> HttpResponse:
    context = {
        "title": _("Wie beoordeelt nieuwe aanmeldingen?"),
        "back_url": reverse("accounts:staff"),
        "places": judges.places(),
        "refusal": refusal,
    }
    status = HTTPStatus.CONFLICT if refusal else HTTPStatus.OK
    return render(request, "intake/desk/judges.html", context, status=status)
