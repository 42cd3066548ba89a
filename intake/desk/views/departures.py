"""Taking somebody off the list: a page that asks why (UX G7, level 2)."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import StaffRequest, staff_page
from accounts.once import once_only
from accounts.roles import Role
from intake.desk import words
from intake.desk.forms import TakeOffForm, posted
from intake.desk.loading import entry_for
from intake.desk.views.entry import ON_THE_LIST
from intake.waitlist.models import Status, WaitlistEntry
from intake.waitlist.verbs import NotPossibleNow, take_off
from patients.door import open_records
from patients.kinds import Kind, Purpose


@staff_page(Role.FRONT_DESK, Role.THERAPIST)
@require_http_methods(["GET", "POST"])
@once_only
def new(request: StaffRequest, entry_id: UUID) -> HttpResponse:
    """Take an entry off the list, with a reason."""
    entry = entry_for(request, entry_id)
    form = TakeOffForm(
        posted(request),
        role=request.role,
        initial={"reason": request.GET.get("reason")},
    )
    if entry.status not in ON_THE_LIST or not form.is_valid():
        return _page(request, entry, form)
    try:
        take_off(entry.id, form.cleaned_data["reason"], by=request.actor)
    except NotPossibleNow:
        return _page(request, entry_for(request, entry_id), form)
    messages.success(request, _("De aanmelding is van de wachtlijst gehaald."))
    return redirect("intake:waitlist")


def _page(
    request: StaffRequest, entry: WaitlistEntry, form: TakeOffForm
) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    waits = words.days_in_words(words.waiting_days(entry))
    with open_records(
        [entry.person],
        kinds={Kind.CONTACT, Kind.PLANNING},
        by=request.actor,
        purpose=Purpose.PLANNING,
        thing=("entry", str(entry.id)),
    ) as records:
        context = {
            "title": _("Van de wachtlijst halen"),
            "back_url": reverse("intake:entry", args=[entry.id]),
            "entry": entry,
            "form": form,
            "is_past": entry.status not in ON_THE_LIST,
            "status": Status(entry.status).label,
            "summary": [
                {"label": _("Wie"), "value": records.name(entry.person)},
                {"label": _("Nummer"), "value": entry.reference},
                {"label": _("Locatie"), "value": entry.location.name},
                {"label": _("Wacht"), "value": waits},
            ],
        }
        return render(request, "intake/desk/take_off.html", context, status=status)
