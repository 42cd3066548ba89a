"""Accepting an invitation to the staff: link, password, then the second factor."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import (
    sensitive_post_parameters,
    sensitive_variables,
)
from django.views.decorators.http import require_http_methods, require_safe

from accounts import signing_in, staffing
from accounts.access import open_page
from accounts.forms import NewPasswordForm
from accounts.models import Account, StaffInvitation
from accounts.models.staff_invitation import InvitationRefusal
from accounts.once import once_only
from crypto import system_secret

SECRET_KEY = "staff_invitation"  # noqa: S105 - where it stands, not what it is


@open_page
@require_safe
@sensitive_variables("secret")
def show(request: HttpRequest, secret: str) -> HttpResponse:
    """Take the secret out of the address bar; nothing else happens on a GET."""
    if not StaffInvitation.objects.live().with_secret(secret).exists():
        return _worthless(request)
    request.session[SECRET_KEY] = secret
    return redirect("accounts:join")


@open_page
@sensitive_post_parameters("password")
@sensitive_variables("secret")
@require_http_methods(["GET", "POST"])
@once_only
def new(request: HttpRequest) -> HttpResponse:
    """Ask for a password, and open the account."""
    secret = str(request.session.get(SECRET_KEY, ""))
    invitation = StaffInvitation.objects.live().with_secret(secret).first()
    if invitation is None:
        return _worthless(request)
    form = NewPasswordForm(request.POST or None, owner=_future(invitation))
    if form.is_valid():
        try:
            account = staffing.join(invitation, secret=secret, **form.cleaned_data)
        except InvitationRefusal:
            return _worthless(request)
        signing_in.enter(request, account, password=form.cleaned_data["password"])
        return redirect("accounts:set_up_factor")
    context = {
        "title": _("Maak uw account"),
        "form": form,
        "name": invitation.opened_name(),
        "email": invitation.opened_email(),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "accounts/join.html", context, status=status)


def _future(invitation: StaffInvitation) -> Account:
    """Return the account-to-be: a password may not repeat its name or address."""
    account = Account()
    name, email = invitation.opened_name(), invitation.opened_email()
    system_secret.seal(account, name=name, email=email)
    return account


def _worthless(request: HttpRequest) -> HttpResponse:
    context = {"title": _("Deze link werkt niet meer")}
    status = HTTPStatus.NOT_FOUND
    return render(request, "accounts/join_worthless.html", context, status=status)
