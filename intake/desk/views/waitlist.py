"""The waitlist (UX S4)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, staff_page
from accounts.roles import Role
from intake.desk import colleagues
from intake.desk.forms import SearchForm
from intake.desk.listing import Listing
from intake.desk.rows import Batch, row
from patients.door import open_records
from patients.kinds import Kind, Purpose


@staff_page(Role.FRONT_DESK, Role.THERAPIST, Role.OWNER)
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """List who waits: one opening of the door, one line in the log per person."""
    therapists = colleagues.therapists()
    listing = Listing(request.GET, therapists=therapists)
    page = listing.page(request.actor)
    batch = Batch.of(list(page.object_list))
    context = {
        "title": _("Wachtlijst"),
        "search": SearchForm(),
        "listing": listing,
        "page": page,
        "query": f"{listing.query()}&" if listing.query() else "",
        "count_text": _count(page.paginator.count),
    }
    with open_records(
        [entry.person for entry in batch.entries],
        kinds={Kind.CONTACT, Kind.PLANNING},
        by=request.actor,
        purpose=Purpose.PLANNING,
    ) as records:
        context["rows"] = [
            row(entry, batch, records, role=request.role, names=dict(therapists))
            for entry in batch.entries
        ]
        return render(request, "intake/desk/waitlist.html", context)


def _count(count: int) -> str:
    return ngettext("%(count)d aanmelding", "%(count)d aanmeldingen", count) % {
        "count": count
    }
