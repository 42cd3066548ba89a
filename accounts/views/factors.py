"""Setting up the second factor and the recovery codes (UX S2, S2b)."""

import base64
import re
from http import HTTPStatus

import segno
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts import lockout, practice, signing_in
from accounts.access import (
    FirstFactorRequest,
    SecondFactorRequest,
    first_factor_page,
    second_factor_page,
)
from accounts.forms import EnrolForm, ProofForm
from accounts.models import RecoverySet, TOTPDevice
from accounts.models.second_factor import (
    accepted_step,
    enrolment_address,
    new_seed,
    readable_key,
)
from accounts.once import once_only
from accounts.views.sessions import must_wait, wrong_code
from audit.actors import Actor

SEED_KEY = "new_totp_seed"
CODES_KEY = "new_recovery_codes"


@first_factor_page
@require_http_methods(["GET", "POST"])
@once_only
def new(request: FirstFactorRequest) -> HttpResponse:
    """Connect an authenticator app, proven by its first code."""
    if TOTPDevice.objects.filter(user=request.user).exists():
        # Whoever has only the password must not bring a factor of their own.
        return redirect("accounts:second_factor")
    seed = _seed(request)
    form = EnrolForm(request.POST or None)
    if form.is_valid():
        step = accepted_step(seed, re.sub(r"[\s-]", "", form.cleaned_data["code"]))
        if step is not None:
            return _connect(request, seed, step)
        form.add_error("code", wrong_code())
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    context = {"title": _("Tweede stap instellen"), "form": form, **_shown(request)}
    return render(request, "accounts/set_up_factor.html", context, status=status)


def _seed(request: FirstFactorRequest) -> bytes:
    """Return the seed being set up: in the sealed session until it is proven."""
    if SEED_KEY not in request.session:
        request.session[SEED_KEY] = base64.b64encode(new_seed()).decode()
    return base64.b64decode(request.session[SEED_KEY])


def _connect(request: FirstFactorRequest, seed: bytes, step: int) -> HttpResponse:
    by = Actor.staff(request.user.id, "")
    device = TOTPDevice.enrol(request.user, seed, by=by, last_t=step)
    del request.session[SEED_KEY]
    signing_in.verify(request, request.user, device)
    _set, request.session[CODES_KEY] = RecoverySet.issue(request.user, by=by)
    return redirect("accounts:recovery_codes")


def _shown(request: FirstFactorRequest) -> dict[str, object]:
    seed = _seed(request)
    address = enrolment_address(
        seed, issuer=practice.current().name, label=request.user.opened_email()
    )
    code = segno.make(address, error="l", boost_error=False)
    # segno draws from our own address and writes attributes only: no style, no script.
    svg = code.svg_inline(light="#fff", omitsize=True)
    return {"qr": SafeString(svg), "key": readable_key(seed), "address": address}


@second_factor_page
@require_http_methods(["GET", "POST"])
@once_only
def codes(request: SecondFactorRequest) -> HttpResponse:
    """Show new recovery codes once, until one was typed back as proof."""
    form = ProofForm(request.POST or None)
    if CODES_KEY in request.session and form.is_valid():
        newest = RecoverySet.objects.filter(user=request.user).latest("created_at")
        if until := newest.wait_until():
            return must_wait(request, lockout.MustWait(until))
        if newest.verify_token(form.cleaned_data["code"]):
            del request.session[CODES_KEY]
            return redirect(signing_in.next_page(request))
        form.add_error("code", _("Deze code staat niet in de lijst hierboven"))
    confirmed = RecoverySet.objects.filter(user=request.user, confirmed=True)
    kept = confirmed.order_by("created_at").last()
    context = {
        "title": _("Herstelcodes"),
        "form": form,
        "codes": request.session.get(CODES_KEY),
        "left": kept.unspent() if kept else 0,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "accounts/recovery_codes.html", context, status=status)


@second_factor_page
@require_POST
@once_only
def new_codes(request: SecondFactorRequest) -> HttpResponse:
    """Make a new set; the old one holds until a code of the new one is typed."""
    request.session[CODES_KEY] = signing_in.renew_codes(request.user)
    return redirect("accounts:recovery_codes")


@second_factor_page
@require_safe
def codes_file(request: SecondFactorRequest) -> HttpResponse:
    """Give the codes as a text file, as long as they are shown."""
    if CODES_KEY not in request.session:
        raise Http404
    lines = [_("Herstelcodes"), practice.current().name, ""]
    text = "\r\n".join([*lines, *request.session[CODES_KEY], ""])
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="herstelcodes.txt"'
    return response
