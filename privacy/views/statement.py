"""The privacy statement in force, and any version somebody was shown."""

import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import open_page
from consent.models import Text


@require_safe
@open_page
def current(request: HttpRequest) -> HttpResponse:
    """Show the newest version in the visitor's language, else in Dutch."""
    language = get_language() or settings.LANGUAGE_CODE
    return _page(request, Text.objects.shown_in(Text.Subject.PRIVACY, language))


@require_safe
@open_page
def version(request: HttpRequest, text_id: uuid.UUID) -> HttpResponse:
    """Show exactly the version that somebody was shown."""
    statement = get_object_or_404(Text, id=text_id, subject=Text.Subject.PRIVACY)
    return _page(request, statement)


def _page(request: HttpRequest, text: Text | None) -> HttpResponse:
    title = text.title if text else Text.Subject.PRIVACY.label
    return render(request, "privacy/statement.html", {"text": text, "title": title})


@require_safe
@open_page
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how accessible the portal is, what is known to be missing, whom to tell."""
    return render(
        request, "privacy/accessibility.html", {"title": _("Toegankelijkheid")}
    )
