"""P10: it was sent; and whether the address is the visitor's own."""

import contextlib
import uuid
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import codes
from accounts.access import VisitorRequest, open_page
from intake.signup.forms.code import Code
from intake.signup.submission import Receipt, may_be_mailed
from intake.signup.views import receipts
from outbox.recipients import Recipient
from patients.models import EmailConfirmation, Person
from patients.registration import confirm_email


@open_page
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show the reference to the browser that sent it, to others nothing."""
    receipt = receipts.of(request)
    if receipt is None:
        context = {"title": _("Uw aanmelding")}
        return render(request, "intake/signup/unknown.html", context)
    return _show(request, receipt, Code())


@open_page
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Accept the code: the visitor reads mail at the address they gave."""
    receipt = receipts.of(request)
    if receipt is None or not receipt.confirms:
        return redirect("intake:signup_done")
    form = Code(request.POST)
    if form.is_valid():
        try:
            typed = form.cleaned_data["code"]
            codes.redeem(request, subject=_subject(receipt), typed=typed)
        except codes.CodeRefused as refused:
            if isinstance(refused, codes.CodeExpired):
                send(request, receipt)
            form.add_error("code", str(refused.message))
        else:
            person = get_object_or_404(Person, id=receipt.confirms)
            confirm_email(person, by=cast("VisitorRequest", request).actor)
            messages.success(request, _("Uw e-mailadres is bevestigd."))
            return redirect("intake:signup_done")
    return _show(request, receipt, form)


@open_page
@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Send another code."""
    receipt = receipts.of(request)
    if receipt is not None and receipt.confirms:
        if send(request, receipt):
            messages.info(request, _("Wij hebben u een nieuwe code gestuurd."))
        else:
            messages.warning(request, str(codes.TooManyCodes.message) + ".")
    return redirect("intake:signup_done")


def send(request: HttpRequest, receipt: Receipt) -> bool:
    """Send a code to the visitor's own address; tell whether one can be sent.

    A mailbox that got enough today gets none, and the visitor is not told: it
    would tell them that somebody else signed up with that address.
    """
    person = Person.objects.filter(id=uuid.UUID(receipt.confirms)).first()
    if person is None:
        return False
    to = Recipient("person", str(person.id)) if may_be_mailed(person) else None
    with contextlib.suppress(codes.TooManyCodes):
        codes.send_code(
            request,
            subject=_subject(receipt),
            recipient=to,
            template="email_confirmation",
        )
        return True
    return False


def _subject(receipt: Receipt) -> str:
    return f"email:{receipt.confirms}"


def _show(request: HttpRequest, receipt: Receipt, form: Code) -> HttpResponse:
    is_open = bool(receipt.confirms) and not _is_confirmed(receipt)
    context: dict[str, Any] = {
        "title": _("Uw aanmelding is verstuurd"),
        "flow": _("Aanmelden"),
        "receipt": receipt,
        "asks_code": is_open,
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "intake/signup/done.html", context, status=status)


def _is_confirmed(receipt: Receipt) -> bool:
    return EmailConfirmation.objects.filter(person_id=receipt.confirms).exists()
