"""Judging a new entry: how soon, and who will treat (UX S5)."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import StaffRequest, staff_page
from accounts.once import once_only
from accounts.roles import Role
from intake.desk import colleagues, details, words
from intake.desk.forms import TriageForm, posted
from intake.desk.loading import entry_for
from intake.waitlist.models import Status, Triage, Urgency, WaitlistEntry
from intake.waitlist.verbs import NotPossibleNow, triage
from patients.door import NotVisible, open_records
from patients.kinds import Kind, Purpose
from patients.models import CareRelation

JUDGEABLE = frozenset({Status.NEW, Status.WAITING})


@staff_page(Role.THERAPIST)
@require_http_methods(["GET", "POST"])
@once_only
def edit(request: StaffRequest, entry_id: UUID) -> HttpResponse:
    """Judge an entry; a judgement made meanwhile is shown, never overwritten."""
    try:
        entry = entry_for(request, entry_id)
    except NotVisible:
        return _judged_by_another(request, entry_id)
    newest = entry.triages.order_by("-at").first()
    form = _form(request, newest)
    if entry.status not in JUDGEABLE or not form.is_valid():
        return _page(request, entry, form)
    try:
        _save(form, entry, request)
    except NotPossibleNow:
        return _stale_page(request, entry_for(request, entry_id), form)
    messages.success(request, _("De beoordeling is opgeslagen."))
    return _next(request)


def _form(request: StaffRequest, newest: Triage | None) -> TriageForm:
    initial = {
        "instead_of": newest.id if newest else None,
        "urgency": newest.urgency if newest else None,
        "therapist": str(newest.therapist_id if newest else request.user.id),
    }
    therapists = colleagues.therapists()
    return TriageForm(posted(request), initial=initial, therapists=therapists)


def _save(form: TriageForm, entry: WaitlistEntry, request: StaffRequest) -> None:
    triage(
        entry.id,
        urgency=form.cleaned_data["urgency"],
        therapist=form.chosen_therapist(),
        instead_of=form.cleaned_data["instead_of"],
        by=request.actor,
    )


def _page(
    request: StaffRequest, entry: WaitlistEntry, form: TriageForm
) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    if form.is_bound and entry.status not in JUDGEABLE:
        status = HTTPStatus.CONFLICT
    return _render(request, entry, form, status=status)


def _stale_page(
    request: StaffRequest, entry: WaitlistEntry, form: TriageForm
) -> HttpResponse:
    again = _again(request, entry) if entry.status in JUDGEABLE else form
    return _render(request, entry, again, status=HTTPStatus.CONFLICT)


def _render(
    request: StaffRequest, entry: WaitlistEntry, form: TriageForm, *, status: HTTPStatus
) -> HttpResponse:
    may_judge = entry.status in JUDGEABLE
    has_changed = status is HTTPStatus.CONFLICT or not may_judge
    with open_records(
        [entry.person],
        kinds={Kind.CONTACT, Kind.PLANNING, Kind.HEALTH},
        by=request.actor,
        purpose=Purpose.TRIAGE,
        holding=request.holding,
        thing=("entry", str(entry.id)),
    ) as records:
        context = {
            "title": _("Beoordelen"),
            "back_url": reverse("intake:tasks"),
            "entry": entry,
            "form": form,
            "may_judge": may_judge,
            "changed": _what_changed(entry) if has_changed else "",
            "name": records.name(entry.person),
            "facts": _facts(entry, age=details.age(entry.person, records)),
            "complaint": details.complaint(entry, records),
        }
        return render(request, "intake/desk/triage.html", context, status=status)


def _facts(entry: WaitlistEntry, *, age: str) -> details.Facts:
    waits = words.days_in_words(words.waiting_days(entry))
    return [
        {"label": _("Leeftijd"), "value": age},
        {"label": _("Locatie"), "value": entry.location.name},
        {"label": _("Wacht"), "value": waits},
        {"label": _("Kan"), "value": words.availability(entry.availability)},
    ]


def _again(request: StaffRequest, entry: WaitlistEntry) -> TriageForm:
    """Keep what was chosen; saved again it replaces the judgement now shown."""
    posted = request.POST.copy()
    newest = entry.triages.order_by("-at").first()
    posted["instead_of"] = str(newest.id) if newest else ""
    return TriageForm(posted, therapists=colleagues.therapists())


def _what_changed(entry: WaitlistEntry) -> str:
    newest = entry.triages.order_by("-at").first()
    if entry.status not in JUDGEABLE or newest is None:
        return _("Deze aanmelding staat nu op ‘%(status)s’.") % {
            "status": Status(entry.status).label
        }
    names = colleagues.names([newest.judged_by_id, newest.therapist_id])
    return _(
        "%(who)s heeft dit op %(day)s om %(time)s uur al beoordeeld: %(urgency)s, "
        "behandelaar %(therapist)s."
    ) % {
        "who": names.get(str(newest.judged_by_id), _("Iemand")),
        "day": words.day(newest.at),
        "time": words.clock(newest.at),
        "urgency": Urgency(newest.urgency).label,
        "therapist": names.get(str(newest.therapist_id), ""),
    }


def _judged_by_another(request: StaffRequest, entry_id: UUID) -> HttpResponse:
    """Tell who was first to one whose turn it was; to all others: not found."""
    mine = CareRelation.objects.filter(
        account=request.user,
        person__entries=entry_id,
        kind=CareRelation.Kind.TRIAGE,
        end__reason="triaged",
    )
    if not mine.exists():
        raise NotVisible
    newest = Triage.objects.filter(entry=entry_id).order_by("-at").first()
    names = colleagues.names([newest.judged_by_id] if newest else [])
    context = {
        "title": _("Al beoordeeld"),
        "who": next(iter(names.values()), _("Iemand")),
        "at": newest.at if newest else None,
    }
    status = HTTPStatus.CONFLICT
    return render(request, "intake/desk/triage_done.html", context, status=status)


def _next(request: StaffRequest) -> HttpResponseRedirect:
    """Go to whoever waits longest for a judgement of mine, else to the tasks."""
    mine = WaitlistEntry.objects.visible_to(request.actor)
    new = mine.between(Status.NEW, Status.NEW)
    entry = new.order_by("registered_at").first()
    if entry is None:
        return redirect("intake:tasks")
    return redirect("intake:triage", entry.id)
