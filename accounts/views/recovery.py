"""The recovery sheet: made, tried and used by the owner (CRYPTO D.5)."""

from collections.abc import Callable, Mapping
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import (
    sensitive_post_parameters,
    sensitive_variables,
)
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.access import StaffRequest, staff_page
from accounts.models import Account
from accounts.once import once_only
from accounts.recovery import ceremony
from accounts.recovery.forms import PutBackForm, SharesForm
from accounts.recovery.pdf import pdf_of
from accounts.recovery.sheet import printed
from accounts.roles import Role
from crypto import recovery
from crypto.errors import KeyLocked
from crypto.holding import Keyholder
from crypto.pairs import fingerprint
from crypto.recovery import Sheet

typed = sensitive_post_parameters("first", "second")


@staff_page(Role.OWNER)
@require_safe
def show(request: StaffRequest) -> HttpResponse:
    """Say what the sheet is for, how it stands, and offer a new one."""
    needed = ceremony.needs_former(_holding(request))
    wanted = needed or recovery.is_only_copy()
    return _explained(request, SharesForm(optional=not needed) if wanted else None)


@staff_page(Role.OWNER)
@typed
@require_POST
@once_only
def download(request: StaffRequest) -> HttpResponse:
    """Make a sheet and give it as a PDF, once."""
    return _make(request, _as_pdf)


@staff_page(Role.OWNER)
@typed
@require_POST
@once_only
def reveal(request: StaffRequest) -> HttpResponse:
    """Make a sheet and show it on the screen, once."""
    return _make(request, lambda sheet: _on_screen(request, sheet))


@staff_page(Role.OWNER)
@typed
@require_http_methods(["GET", "POST"])
@once_only
def test(request: StaffRequest) -> HttpResponse:
    """Ask for two shares, and see whether they open everything."""
    if recovery.current() is None:
        return redirect("accounts:recovery")
    form = SharesForm(request.POST or None)
    if form.is_valid():
        try:
            ceremony.try_sheet(form.words(), by=request.actor)
        except ceremony.Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("accounts:recovery_tested")
    context = {"title": _("Typ twee delen over"), "form": form}
    return _page(request, "accounts/recovery_test.html", context)


@staff_page(Role.OWNER)
@require_safe
def tested(request: StaffRequest) -> HttpResponse:
    """Say that it worked, and what may happen now."""
    last = recovery.last_test()
    if last is None:
        return redirect("accounts:recovery")
    context = {
        "title": _("Het herstelblad werkt"),
        "fingerprint": fingerprint(bytes(last.recovery_key.public)),
        "at": last.at,
        "again_at": last.at + recovery.DRILL_EVERY,
        "is_first": recovery.is_first(last),
    }
    return _page(request, "accounts/recovery_tested.html", context)


@staff_page(Role.OWNER)
@typed
@require_http_methods(["GET", "POST"])
@once_only
def put_back(request: StaffRequest) -> HttpResponse:
    """Put a therapist on the team with two shares, where no colleague can."""
    form = PutBackForm(request.POST or None, accounts=ceremony.outside())
    if form.is_valid():
        account = get_object_or_404(Account, id=form.cleaned_data["account"])
        try:
            ceremony.put_back(account, form.words(), by=request.actor)
        except ceremony.Refused as refusal:
            form.refuse(refusal)
        except ceremony.NotOutside:
            form.add_error("account", _("Deze collega is al toegelaten"))
        else:
            messages.success(request, _("De behandelaar is weer toegelaten"))
            return redirect("accounts:keys")
    context = {"title": _("Laat een behandelaar weer toe"), "form": form}
    return _page(request, "accounts/recovery_put_back.html", context)


@sensitive_variables("sheet")
def _make(
    request: StaffRequest, answer: Callable[[Sheet], HttpResponse]
) -> HttpResponse:
    holding = _holding(request)
    needed = ceremony.needs_former(holding)
    form = SharesForm(request.POST, optional=not needed)
    if not form.is_valid():
        return _explained(request, form)
    try:
        sheet = ceremony.make_sheet(holding, by=request.actor, words=form.words())
    except ceremony.Refused as refusal:
        form.refuse(refusal)
        return _explained(request, form)
    return answer(sheet)


def _holding(request: StaffRequest) -> Keyholder:
    if request.holding is None:
        raise KeyLocked
    return request.holding


@sensitive_variables("sheet")
def _as_pdf(sheet: Sheet) -> HttpResponse:
    response = HttpResponse(pdf_of(printed(sheet)), content_type="application/pdf")
    name = f"herstelblad-{sheet.fingerprint}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@sensitive_variables("sheet")
def _on_screen(request: StaffRequest, sheet: Sheet) -> HttpResponse:
    context = {"title": _("Uw herstelblad"), "sheet": printed(sheet)}
    return render(request, "accounts/recovery_sheet.html", context)


def _explained(request: StaffRequest, form: SharesForm | None) -> HttpResponse:
    current, last = recovery.current(), recovery.last_test()
    context = {
        "title": _("Herstelblad"),
        "form": form,
        "fingerprint": fingerprint(bytes(current.public)) if current else "",
        "made_at": current.created_at if current else None,
        "tested_at": last.at if last else None,
        "waits": len(recovery.standing()) > 1 or bool(current and not last),
        "outside": bool(last and ceremony.outside()),
    }
    return _page(request, "accounts/recovery.html", context)


def _page(
    request: StaffRequest, template: str, context: Mapping[str, object]
) -> HttpResponse:
    form = context.get("form")
    wrong = isinstance(form, SharesForm) and form.is_bound
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return render(request, template, dict(context), status=status)
