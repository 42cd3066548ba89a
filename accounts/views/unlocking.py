"""Unlocking one's key within a session, and being told that one is not let in yet."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts import care_team, lockout, signing_in
from accounts.access import (
    SecondFactorRequest,
    StaffRequest,
    second_factor_page,
    staff_page,
)
from accounts.forms import PasswordForm
from accounts.roles import Role
from accounts.views.sessions import must_wait


@second_factor_page
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def new(request: SecondFactorRequest) -> HttpResponse:
    """Ask for the password once, then go back to where the key was needed."""
    form = PasswordForm(request.POST or None)
    if form.is_valid():
        password = form.cleaned_data["password"]
        try:
            opened = signing_in.unlock(request, request.user, password)
        except signing_in.SignInRefused:
            form.add_error("password", wrong_password())
        except lockout.MustWait as wait:
            return must_wait(request, wait)
        else:
            if opened:
                return redirect(_back(request))
            form.add_error("password", _other_password())
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    context = {"title": _("Geef uw wachtwoord"), "form": form}
    return render(request, "accounts/unlock.html", context, status=status)


def wrong_password() -> str:
    """Say that this is not the password of who is signed in."""
    return _("Dit wachtwoord klopt niet")


def _other_password() -> str:
    return _(
        "Uw sleutel gaat met dit wachtwoord niet open. Kies een nieuw wachtwoord via "
        "‘Wachtwoord vergeten’; een collega laat u daarna weer toe"
    )


def _back(request: SecondFactorRequest) -> str:
    then = request.GET.get("next", "")
    return then if signing_in.is_ours(request, then) else signing_in.next_page(request)


@staff_page(*Role)
@require_safe
def not_admitted(request: StaffRequest) -> HttpResponse:
    """Say who can let somebody in, and what else there is."""
    is_waiting = care_team.is_waiting(request.user)
    not_yet = _("U kunt deze gegevens nog niet lezen")
    context = {
        "title": not_yet if is_waiting else _("Dit kan alleen het behandelteam"),
        "is_waiting": is_waiting,
        "colleagues": [each.opened_name() for each in care_team.on_team()],
    }
    status = HTTPStatus.FORBIDDEN
    return render(request, "accounts/not_admitted.html", context, status=status)
