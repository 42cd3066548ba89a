"""The first page after signing in: what there is to do (UX S3)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, staff_page
from accounts.roles import Role
from intake.desk import duties, worklist
from patients.door import open_records
from patients.kinds import Kind, Purpose


@staff_page(*Role)
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """List the tasks of whoever is signed in, for the role they act in."""
    blocks = duties.blocks(request)
    with open_records(
        worklist.people(blocks),
        kinds={Kind.CONTACT, Kind.PLANNING},
        by=request.actor,
        purpose=Purpose.PLANNING,
    ) as records:
        context = {
            "title": _("Taken"),
            "blocks": [(block, worklist.lines(block, records)) for block in blocks],
            "now": timezone.localtime(),
        }
        return render(request, "intake/desk/tasks.html", context)
