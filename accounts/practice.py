"""The practice this installation serves."""

from django.utils.translation import gettext as _

from accounts.models import Practice


def current() -> Practice:
    """Return the practice; before it is set up, one that says so."""
    found = Practice.objects.first()
    return found or Practice(name=_("Praktijk"), phone="", hours="", sender_name="")


def mail_variables() -> dict[str, str]:
    """Return what every mail says of its sender (`outbox.templates.ALWAYS`)."""
    practice = current()
    return {
        "practice_name": practice.sender_name or practice.name,
        "contact": practice.phone,
    }
