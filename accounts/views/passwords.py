"""A forgotten password, in three pages: address, code, new password; or a known one."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import (
    care_team,
    changing_password,
    codes,
    lockout,
    password_reset,
    signing_in,
)
from accounts.access import SecondFactorRequest, open_page, second_factor_page
from accounts.forms import (
    ChangePasswordForm,
    ForgottenForm,
    LastResetForm,
    MailedCodeForm,
    ResetForm,
)
from accounts.models import Account
from accounts.once import once_only
from accounts.page_forms import PageForm
from accounts.roles import Role
from accounts.views.sessions import must_wait, wrong_code
from accounts.views.unlocking import wrong_password


@open_page
@require_http_methods(["GET", "POST"])
@once_only
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the address; the answer never tells whether it is known."""
    form = ForgottenForm(request.POST or None)
    if form.is_valid():
        password_reset.ask(request, **form.cleaned_data)
        return redirect("accounts:password_code")
    return _page(request, _("Wachtwoord vergeten"), form)


@open_page
@require_http_methods(["GET", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Ask for the mailed code."""
    form = MailedCodeForm(request.POST or None)
    if form.is_valid():
        try:
            password_reset.prove(request, **form.cleaned_data)
        except password_reset.NotAsked:
            return redirect("accounts:forgotten_password")
        except codes.CodeExpired:
            form.add_error("code", _("Deze code is verlopen. Vraag een nieuwe aan"))
        except codes.CodeRefused as refused:
            form.add_error("code", str(refused.message))
        else:
            return redirect("accounts:new_password")
    return _page(request, _("Vul de code uit de e-mail in"), form, asked=True)


@open_page
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor and a new password."""
    try:
        account = password_reset.proven_account(request)
    except password_reset.NotAsked:
        return redirect("accounts:forgotten_password")
    if password_reset.has_factor(request, account) and care_team.is_last(account):
        return _change_as_last(request, account)
    form = ResetForm(request.POST or None, owner=account)
    if form.is_valid():
        try:
            password_reset.prove_factor(request, account, form.cleaned_data["code"])
            return _change(request, account, form.cleaned_data["password"])
        except signing_in.FactorRefused:
            form.add_error("code", wrong_code())
        except lockout.MustWait as wait:
            return must_wait(request, wait)
        except care_team.LastOnTeam:
            return redirect("accounts:new_password")
    return _page(request, _("Kies een nieuw wachtwoord"), form, is_reset=True)


def _change_as_last(request: HttpRequest, account: Account) -> HttpResponse:
    """Ask again where nobody is left to let this therapist in afterwards.

    Only who proved both factors is told so.
    """
    form = LastResetForm(request.POST or None, owner=account)
    if form.is_valid():
        return _change(request, account, form.cleaned_data["password"], knowing=True)
    return _page(request, _("Kies een nieuw wachtwoord"), form, is_last=True)


def _change(
    request: HttpRequest, account: Account, password: str, *, knowing: bool = False
) -> HttpResponse:
    is_therapist = Role.THERAPIST in account.roles()
    password_reset.change(request, account, password=password, knowing=knowing)
    messages.success(request, _("Uw wachtwoord is veranderd"))
    if is_therapist:
        text = _("Een collega moet u nog toelaten voordat u weer intakes kunt lezen")
        messages.info(request, text)
    return redirect("accounts:sign_in")


@second_factor_page
@sensitive_post_parameters("old", "password")
@require_http_methods(["GET", "POST"])
@once_only
def edit(request: SecondFactorRequest) -> HttpResponse:
    """Ask for the password of now and a new one."""
    form = ChangePasswordForm(request.POST or None, owner=request.user)
    if form.is_valid():
        try:
            changing_password.change(request, request.user, **form.cleaned_data)
        except signing_in.SignInRefused:
            form.add_error("old", wrong_password())
        except lockout.MustWait as wait:
            return must_wait(request, wait)
        else:
            messages.success(request, _("Uw wachtwoord is veranderd"))
            return redirect(signing_in.next_page(request))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    context = {"title": _("Wachtwoord wijzigen"), "form": form}
    return render(request, "accounts/change_password.html", context, status=status)


def _page(
    request: HttpRequest, title: str, form: PageForm, **about: bool
) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    context = {"title": title, "form": form, **about}
    return render(request, "accounts/password.html", context, status=status)
