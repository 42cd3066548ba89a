"""P1: what signing up is, before it begins."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import open_page
from intake.signup.draft import Draft
from intake.signup.opening import is_open


@open_page
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Say for whom, what is needed, and what cannot wait."""
    context = {
        "title": _("Aanmelden als patiënt"),
        "is_open": is_open(),
        "is_begun": not Draft(request.session).is_empty,
    }
    return render(request, "intake/signup/start.html", context)
