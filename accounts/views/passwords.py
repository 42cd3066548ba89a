"""A forgotten password, in three pages: address, code, new password."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import codes, lockout, password_reset, signing_in
from accounts.access import open_page
from accounts.forms import ForgottenForm, MailedCodeForm, ResetForm
from accounts.once import once_only
from accounts.page_forms import PageForm
from accounts.views.sessions import must_wait, wrong_code


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
    form = ResetForm(request.POST or None, owner=account)
    if form.is_valid():
        try:
            password_reset.change(request, account, **form.cleaned_data)
        except signing_in.FactorRefused:
            form.add_error("code", wrong_code())
        except lockout.MustWait as wait:
            return must_wait(request, wait)
        else:
            messages.success(request, _("Uw wachtwoord is veranderd"))
            return redirect("accounts:sign_in")
    return _page(request, _("Kies een nieuw wachtwoord"), form)


def _page(
    request: HttpRequest, title: str, form: PageForm, *, asked: bool = False
) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    context = {"title": title, "form": form, "asked": asked}
    return render(request, "accounts/password.html", context, status=status)
