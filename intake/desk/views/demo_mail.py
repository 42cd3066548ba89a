"""The mailbox of everybody in the demo, since no mail leaves it."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import VisitorRequest, open_page
from outbox.delivery import demo_mails


@open_page
@require_safe
def index(request: VisitorRequest) -> HttpResponse:
    """Show the mails of invented people; outside the demo this page is not there."""
    if not settings.DEMO:
        raise Http404
    context = {"title": _("Postvak van de demo"), "mails": demo_mails()}
    response = render(request, "intake/desk/demo_mail.html", context)
    # It holds links and codes: no cache keeps it, though the page is open.
    response["Cache-Control"] = "no-store"
    return response
