"""Whether somebody can sign up here now, and the text they must be able to read."""

from django.conf import settings
from django.utils.translation import get_language

from accounts.going_live import is_live
from accounts.models import Location
from consent.models import Text


def is_open() -> bool:
    """Tell whether there is a place to wait for, and a text that says how.

    Without a published privacy text nothing may be asked (RULES CON-06), and
    before the recovery sheet was tried nothing may be kept.
    """
    return is_live() and privacy_text() is not None and Location.objects.exists()


def privacy_text() -> Text | None:
    """Return the text in the visitor's language, else in Dutch, else None."""
    language = get_language() or settings.LANGUAGE_CODE
    return Text.objects.shown_in(Text.Subject.PRIVACY, language)
