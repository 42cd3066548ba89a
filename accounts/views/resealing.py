"""Older documents under the team's newest key: one button on the page of keys."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import resealing
from accounts.access import StaffRequest, staff_page
from accounts.once import once_only
from accounts.roles import Role
from crypto.errors import KeyLocked
from crypto.workers import NoWorker


@staff_page(Role.THERAPIST, Role.OWNER)
@require_POST
@once_only
def begin(request: StaffRequest) -> HttpResponse:
    """Let the workers bring older documents under the newest key of the team.

    Only a key that is on the team can: usually a therapist's, and the founding
    owner's while there is none.
    """
    if request.holding is None:
        raise KeyLocked
    try:
        reached = resealing.begin(by=request.actor, holding=request.holding)
    except NoWorker:
        reached = 0
    if reached:
        messages.success(request, _("Het vernieuwen is begonnen"))
    else:
        messages.error(
            request,
            _(
                "Het vernieuwen kan nu niet beginnen. Vraag uw beheerder de "
                "achtergrondtaken te starten"
            ),
        )
    return redirect("accounts:keys")
