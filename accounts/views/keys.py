"""Who holds the care team's key, and who waits for it: the page "Sleutels"."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts import care_team, resealing
from accounts.access import StaffRequest, staff_page
from accounts.models import Account
from accounts.once import once_only
from accounts.roles import Role
from crypto import recovery, team
from crypto.errors import KeyLocked, NotAdmitted, NotPinned

MAY_SEE = (Role.THERAPIST, Role.OWNER)


@staff_page(*MAY_SEE)
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Show who can read, who waits, and whether a new key is due."""
    last = recovery.last_test()
    context = {
        "title": _("Sleutels"),
        "has_team": team.exists(),
        "on_team": [
            {"name": each.opened_name(), "is_you": each.id == request.user.id}
            for each in care_team.on_team()
        ],
        "waiting": [
            {
                "id": each.account.id,
                "name": each.account.opened_name(),
                "since": each.since,
                "is_you": each.account.id == request.user.id,
            }
            for each in care_team.waiting()
        ],
        "may_admit": care_team.is_on_team(request.user),
        "is_locked": request.holding is None,
        "renewal_is_due": care_team.renewal_due_since() is not None,
        "older": resealing.standing(),
        "is_owner": request.role is Role.OWNER,
        "sheet_tested_at": last.at if last else None,
    }
    return render(request, "accounts/keys/index.html", context)


@staff_page(*MAY_SEE)
@require_http_methods(["GET", "POST"])
@once_only
def admit(request: StaffRequest, account_id: UUID) -> HttpResponse:
    """Let a colleague in, after a page that says who it is (G7 level 2)."""
    account = get_object_or_404(Account.objects.open(), id=account_id)
    found = {each.account.id: each for each in care_team.waiting()}
    if account.id not in found:
        messages.info(request, _("Deze collega wacht niet op toegang"))
        return redirect("accounts:keys")
    refusal = ""
    if request.method == "POST":
        try:
            care_team.admit(account, by=request.actor, holding=request.holding)
        except care_team.NotWaiting:
            raise Http404 from None
        except NotPinned:
            refusal = _("Deze sleutel is niet door dit portaal gemaakt")
        else:
            messages.success(request, _("Uw collega is toegelaten"))
            return redirect("accounts:keys")
    _require_team(request)
    status = HTTPStatus.CONFLICT if refusal else HTTPStatus.OK
    context = {
        "title": _("Collega toelaten"),
        "refusal": refusal,
        "summary": _summary(found[account.id]),
    }
    return render(request, "accounts/keys/admit.html", context, status=status)


def _require_team(request: StaffRequest) -> None:
    """Lead away before the question, where the answer could not be carried out."""
    if request.holding is None:
        raise KeyLocked
    if not request.holding.is_on_team():
        raise NotAdmitted


def _summary(waiting: care_team.Waiting) -> list[dict[str, object]]:
    since = date_format(localtime(waiting.since), "l j F Y, H.i")
    return [
        {"label": _("Naam"), "value": waiting.account.opened_name()},
        {"label": _("E-mailadres"), "value": waiting.account.opened_email()},
        {"label": _("Eigen sleutel sinds"), "value": since},
    ]


@staff_page(*MAY_SEE)
@require_POST
@once_only
def renew(request: StaffRequest) -> HttpResponse:
    """Put new documents under a new key, after somebody left."""
    if care_team.renewal_due_since():
        care_team.renew_key(by=request.actor, holding=request.holding)
        messages.success(request, _("Nieuwe intakes krijgen een nieuwe sleutel"))
    return redirect("accounts:keys")
