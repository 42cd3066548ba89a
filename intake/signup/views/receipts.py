"""What this browser sent: kept in its session for the confirmation page."""

from dataclasses import asdict
from typing import Final

from django.http import HttpRequest

from intake.signup.submission import Receipt

SESSION_KEY: Final = "signup_receipt"


def give(request: HttpRequest, receipt: Receipt) -> None:
    """Keep a receipt; a later sign-up replaces it."""
    request.session[SESSION_KEY] = asdict(receipt)


def of(request: HttpRequest) -> Receipt | None:
    """Return the receipt of this browser's last sign-up, None without one."""
    found = request.session.get(SESSION_KEY)
    return Receipt(**found) if found else None
