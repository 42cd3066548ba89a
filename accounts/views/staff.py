"""The staff: who has access, in which role, behind which factors (UX O11)."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts import care_team
from accounts.access import StaffRequest, staff_page
from accounts.forms import LastOnTeamForm, StaffInvitationForm
from accounts.models import Account, RecoverySet, StaffInvitation, TOTPDevice
from accounts.models.account import AlreadyClosed, LastOwner, OwnAccount
from accounts.models.staff_invitation import (
    MAY_INVITE,
    AlreadyDecided,
    AlreadyOnStaff,
)
from accounts.once import once_only
from accounts.roles import Role
from accounts.staffing import invite_by_mail
from crypto.errors import KeyLocked

MAY_MANAGE = (Role.OWNER, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Member:
    """One line of the list."""

    id: UUID
    name: str
    email: str
    roles: list[Promise]
    is_open: bool
    has_app: bool
    has_codes: bool
    is_you: bool


@dataclass(frozen=True, slots=True)
class Invited:
    """One line of the list of invitations."""

    id: UUID
    name: str
    email: str
    role: Promise
    expires_at: datetime


@staff_page(*MAY_MANAGE)
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """List the staff and the invitations that were not answered."""
    accounts = Account.objects.select_related("closure").order_by("created_at")
    apps = set(TOTPDevice.objects.values_list("user_id", flat=True))
    sets = RecoverySet.objects.filter(confirmed=True)
    codes = set(sets.values_list("user_id", flat=True))
    context = {
        "title": _("Medewerkers"),
        "judges_url": _judges_url(request.role),
        "members": [
            Member(
                id=account.id,
                name=account.opened_name(),
                email=account.opened_email(),
                roles=[role.label for role in account.roles()],
                is_open=account.is_active,
                has_app=account.id in apps,
                has_codes=account.id in codes,
                is_you=account.id == request.user.id,
            )
            for account in accounts
        ],
        "invited": [
            _invited(invitation) for invitation in StaffInvitation.objects.live()
        ],
    }
    return render(request, "accounts/staff.html", context)


def _judges_url(role: Role) -> str:
    return reverse("intake:triage_duties") if role is Role.OWNER else ""


def _invited(invitation: StaffInvitation) -> Invited:
    return Invited(
        id=invitation.id,
        name=invitation.opened_name(),
        email=invitation.opened_email(),
        role=Role(invitation.role).label,
        expires_at=invitation.expires_at,
    )


@staff_page(*MAY_MANAGE)
@require_http_methods(["GET", "POST"])
@once_only
def invite(request: StaffRequest) -> HttpResponse:
    """Invite somebody by mail."""
    form = StaffInvitationForm(request.POST or None, roles=MAY_INVITE[request.role])
    if form.is_valid():
        facts = form.cleaned_data | {"role": Role(form.cleaned_data["role"])}
        try:
            invite_by_mail(**facts, by=request.actor, holding=request.holding)
        except (AlreadyOnStaff, OwnAccount):
            text = _("Dit e-mailadres hoort al bij een medewerker")
            form.add_error("email", text)
        else:
            messages.success(request, _("De uitnodiging is onderweg"))
            return redirect("accounts:staff")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    context = {"title": _("Medewerker uitnodigen"), "form": form}
    return render(request, "accounts/staff_invite.html", context, status=status)


@staff_page(*MAY_MANAGE)
@require_POST
@once_only
def withdraw(request: StaffRequest, invitation_id: UUID) -> HttpResponse:
    """Make an invitation's link worthless."""
    invitation = get_object_or_404(StaffInvitation, id=invitation_id)
    try:
        invitation.withdraw(by=request.actor)
    except AlreadyDecided:
        messages.info(request, _("Deze uitnodiging was al gebruikt of ingetrokken"))
    else:
        messages.success(request, _("De uitnodiging is ingetrokken"))
    return redirect("accounts:staff")


@staff_page(*MAY_MANAGE)
@require_http_methods(["GET", "POST"])
@once_only
def close(request: StaffRequest, account_id: UUID) -> HttpResponse:
    """End somebody's access, after a page that says what that means (G7 level 2)."""
    account = get_object_or_404(Account.objects.open(), id=account_id)
    renews_key = care_team.would_renew_key(account)
    if renews_key and request.holding is None:
        raise KeyLocked
    form = LastOnTeamForm(request.POST or None) if care_team.is_last(account) else None
    refusal, status = "", HTTPStatus.OK
    if request.method == "POST" and form is not None and not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    elif request.method == "POST":
        refusal, status = _close(request, account, knowing=form is not None)
        if not refusal:
            return redirect("accounts:staff")
    context = {
        "title": _("Toegang beëindigen"),
        "name": account.opened_name(),
        "refusal": refusal,
        "form": form,
        "renews_key": renews_key,
    }
    return render(request, "accounts/staff_close.html", context, status=status)


def _close(
    request: StaffRequest, account: Account, *, knowing: bool
) -> tuple[str, HTTPStatus]:
    """End the access, and say why not where that is refused."""
    try:
        care_team.close(
            account, by=request.actor, holding=request.holding, knowing=knowing
        )
    except LastOwner:
        refusal = _("De praktijk houdt minstens één praktijkhouder met toegang")
    except OwnAccount:
        refusal = _("Uw eigen toegang beëindigt een andere praktijkhouder")
    except AlreadyClosed:
        return "", HTTPStatus.OK
    else:
        messages.success(request, _("De toegang is beëindigd"))
        return "", HTTPStatus.OK
    return refusal, HTTPStatus.CONFLICT
