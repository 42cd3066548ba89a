"""Looking somebody up: by name, birth date, telephone number or e-mail (UX S13)."""

from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.access import StaffRequest, staff_page
from accounts.roles import Role
from intake.desk import colleagues
from intake.desk.forms import SearchForm
from intake.desk.rows import Batch, row
from intake.waitlist.models import WaitlistEntry
from patients.door import open_records
from patients.finding import Found, find
from patients.kinds import Kind, Purpose

# What was looked for last: in the sealed session, because an address is kept.
ASKED: Final = "desk_search"


@staff_page(Role.FRONT_DESK, Role.THERAPIST, Role.OWNER)
@sensitive_post_parameters("query")
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: StaffRequest) -> HttpResponse:
    """Take what is looked for, and list who it is: one search, one line in the log."""
    if request.method == "POST":
        form = SearchForm(request.POST)
        if form.is_valid():
            request.session[ASKED] = form.cleaned_data["query"]
            return redirect("intake:search")
        context = _page(form)
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return render(request, "intake/desk/search.html", context, status=status)
    asked = request.session.get(ASKED)
    if not asked:
        return render(request, "intake/desk/search.html", _page(SearchForm()))
    return _results(request, asked)


def _results(request: StaffRequest, asked: str) -> HttpResponse:
    found = find(asked, by=request.actor)
    batch = Batch.of(_entries(request, found))
    names = dict(colleagues.therapists())
    with open_records(
        [entry.person for entry in batch.entries],
        kinds={Kind.CONTACT, Kind.PLANNING},
        by=request.actor,
        purpose=Purpose.PLANNING,
    ) as records:
        context = _page(SearchForm(initial={"query": asked})) | {
            "was_asked": True,
            "has_more": found.has_more,
            "rows": [
                row(entry, batch, records, role=request.role, names=names)
                for entry in batch.entries
            ],
        }
        return render(request, "intake/desk/search.html", context)


def _page(form: SearchForm) -> dict[str, Any]:
    return {"title": _("Zoeken"), "form": form}


def _entries(request: StaffRequest, found: Found) -> list[UUID]:
    """Return the entries of who was found and of whom they act for, newest first."""
    people = [person.id for person in found.people]
    visible = WaitlistEntry.objects.visible_to(request.actor)
    own = visible.filter(person_id__in=people)
    children = visible.filter(person__related_persons__representative_id__in=people)
    entries = (own | children).distinct().order_by("-registered_at", "id")
    return list(entries.values_list("id", flat=True))
