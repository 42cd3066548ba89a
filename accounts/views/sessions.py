"""Signing in and out (UX S1, P29)."""

from http import HTTPStatus

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts import demo, lockout, signing_in
from accounts.access import (
    FirstFactorRequest,
    VisitorRequest,
    first_factor_page,
    open_page,
)
from accounts.forms import FactorForm, SignInForm
from accounts.models import RecoverySet, TOTPDevice

SECONDS_IN_MINUTE = 60


@open_page
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask for the address and the password."""
    form = SignInForm(request.POST or None)
    if not form.is_valid():
        return _sign_in(request, form)
    try:
        account = signing_in.check_password(request, **form.cleaned_data)
    except signing_in.SignInRefused:
        form.refuse()
        return _sign_in(request, form)
    except lockout.MustWait as wait:
        return must_wait(request, wait)
    signing_in.enter(
        request,
        account,
        password=form.cleaned_data["password"],
        then=request.GET.get("next", ""),
    )
    return redirect("accounts:second_factor")


def _sign_in(request: HttpRequest, form: SignInForm) -> HttpResponse:
    context = {
        "title": _("Inloggen"),
        "form": form,
        "was_away": "weg" in request.GET,
        "cast": demo.cast(),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "accounts/sign_in.html", context, status=status)


@first_factor_page
@require_http_methods(["GET", "POST"])
def second_factor(request: FirstFactorRequest) -> HttpResponse:
    """Ask for the code of the app, or a recovery code."""
    if not TOTPDevice.objects.filter(user=request.user).exists():
        return redirect("accounts:set_up_factor")
    form = FactorForm(request.POST or None)
    if form.is_valid():
        try:
            device = signing_in.check_factor(request.user, form.cleaned_data["code"])
        except signing_in.FactorRefused:
            form.add_error("code", wrong_code())
        except lockout.MustWait as wait:
            return must_wait(request, wait)
        else:
            signing_in.verify(request, request.user, device)
            return after_factor(request)
    context = {"title": _("Tweede stap"), "form": form, "cast": demo.cast()}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "accounts/second_factor.html", context, status=status)


def wrong_code() -> str:
    """Say what is most often wrong with a code that is typed right."""
    return _("Code klopt niet. Controleer of de tijd op uw telefoon goed staat")


def after_factor(request: FirstFactorRequest) -> HttpResponse:
    """Lead to recovery codes where none were kept yet, else to the work."""
    kept = RecoverySet.objects.filter(user=request.user, confirmed=True)
    if not kept.exists():
        return redirect("accounts:recovery_codes")
    return redirect(signing_in.next_page(request))


def must_wait(request: HttpRequest, wait: lockout.MustWait) -> HttpResponse:
    """Say in words how long to wait (UX G4: 429)."""
    seconds = max(1, round((wait.until - timezone.now()).total_seconds()))
    context = {"wait": _("over %(time)s") % {"time": in_words(seconds)}}
    status = HTTPStatus.TOO_MANY_REQUESTS
    return render(request, "errors/429.html", context, status=status)


def in_words(seconds: int) -> str:
    """Write a waiting time, rounded up."""
    if seconds < SECONDS_IN_MINUTE:
        return ngettext("%(count)d seconde", "%(count)d seconden", seconds) % {
            "count": seconds
        }
    minutes = -(-seconds // SECONDS_IN_MINUTE)
    return ngettext("%(count)d minuut", "%(count)d minuten", minutes) % {
        "count": minutes
    }


@open_page
@require_POST
def destroy(request: VisitorRequest) -> HttpResponse:
    """Sign out, whoever it is; a session that ended already is fine too."""
    address = "accounts:signed_out"
    if request.user.is_authenticated or hasattr(request, "person_id"):
        signing_in.leave(request, by=request.actor)
    else:
        logout(request)
    return redirect(address)


@open_page
@require_safe
def signed_out(request: HttpRequest) -> HttpResponse:
    """Say that it worked, and what to do on a shared computer (P29)."""
    ended = "patient" in request.GET
    title = _("U bent uitgelogd")
    context = {"title": title, "patient_ended": ended}
    return render(request, "accounts/signed_out.html", context)
