"""Two pages that belong to no app: is it well, and in which language."""

import os
from http import HTTPStatus
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from accounts.access import open_page


@open_page
@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Say ok or not ok, and nothing else: strangers read this page."""
    well = databases_answer() and key_is_readable() and queue_is_writable()
    status = HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE
    return HttpResponse(
        "ok\n" if well else "not ok\n", content_type="text/plain", status=status
    )


@open_page
@require_POST
def language(request: HttpRequest) -> HttpResponseBase:
    """Remember the language and go back; only to a page of our own."""
    return set_language(request)


def databases_answer() -> bool:
    """Tell whether both databases answer a question."""
    try:
        for name in connections:
            with connections[name].cursor() as cursor:
                cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def key_is_readable() -> bool:
    """Tell whether the key file can be read by this process."""
    return os.access(settings.KEY_FILE, os.R_OK)


def queue_is_writable() -> bool:
    """Tell whether a nudge to the worker would arrive; a server minds its own."""
    if not settings.CELERY_BROKER_URL.startswith("fsatomic"):
        return True
    folder = Path(settings.CELERY_QUEUE_FOLDER)
    return not folder.exists() or os.access(folder, os.W_OK)
