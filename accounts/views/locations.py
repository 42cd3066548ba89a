"""Where the practice works: people sign up for a location."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import StaffRequest, staff_page
from accounts.forms import LocationForm
from accounts.models.practice import LocationExists, open_location
from accounts.once import once_only
from accounts.roles import Role


@staff_page(Role.OWNER)
@require_http_methods(["GET", "POST"])
@once_only
def new(request: StaffRequest) -> HttpResponse:
    """Add a location; from then on people can choose it."""
    form = LocationForm(request.POST or None)
    if form.is_valid():
        try:
            open_location(**form.cleaned_data, by=request.actor)
        except LocationExists:
            form.add_error("name", _("Er is al een locatie met deze naam"))
        else:
            messages.success(request, _("De locatie is toegevoegd."))
            return redirect("intake:triage_duties")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    context = {"title": _("Locatie toevoegen"), "form": form}
    return render(request, "accounts/location_new.html", context, status=status)
