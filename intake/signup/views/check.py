"""P9: everything once more, and the button that sends it."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import VisitorRequest, open_page
from intake.signup.draft import Draft
from intake.signup.forms.sending import FASTEST, Sending
from intake.signup.opening import is_open
from intake.signup.path import first_missing, path
from intake.signup.submission import submit
from intake.signup.views import confirmations, receipts
from intake.signup.views.steps import leave


@open_page
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Show all answers; sent, they become an entry on the waitlist."""
    if not is_open():
        return redirect("intake:start")
    draft = Draft(request.session)
    if first_missing(draft):
        return leave(request, draft)
    draft.reach_the_end()
    problem = _problem(request, draft) if request.method == "POST" else ""
    if request.method == "POST" and not problem:
        return _send(cast("VisitorRequest", request), draft)
    context = {
        "title": _("Controleer uw aanmelding"),
        "flow": _("Aanmelden"),
        "rows": _rows(draft),
        "problem": problem,
        "back_url": reverse("intake:signup_step", args=[list(path(draft))[-1].slug]),
    }
    status = 422 if problem else 200
    return render(request, "intake/signup/check.html", context, status=status)


def _send(request: VisitorRequest, draft: Draft) -> HttpResponse:
    receipt = submit(draft, by=request.actor)
    draft.discard()
    receipts.give(request, receipt)
    if receipt.confirms:
        confirmations.send(request, receipt)
    return redirect("intake:signup_done")


def _problem(request: HttpRequest, draft: Draft) -> str:
    """Return what a machine would do wrong; a person can read it and go on."""
    if Sending(request.POST).is_tempted:
        return _("Wij konden uw aanmelding niet aannemen. Bel ons, dan helpen wij u.")
    if draft.age < FASTEST:
        return _(
            "Dat ging heel snel. Kijk uw antwoorden na en verstuur ze nog een keer."
        )
    return ""


def _rows(draft: Draft) -> list[dict[str, object]]:
    """Return each answer with the way to change it."""
    rows: list[dict[str, object]] = []
    for step in path(draft):
        url = reverse("intake:signup_step", args=[step.slug])
        form = step.form(about=step.about, draft=draft)
        for label, value in form.rows(draft.said(step.key)):
            rows.append({"label": label, "value": value, "change_url": url})
    return rows
