"""django-axes with its privacy traps closed (TECH §3, RULES ACC-06).

axes stores what a failed request posted, its address and its browser. It is
therefore handed a request of our own making, in which nothing of that stands:
the name is a blind index, the address a keyed pseudonym, the rest is empty.
"""

import ipaddress
from datetime import datetime, timedelta
from typing import Any, Final

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.models import Account
from crypto.mac import mac

FREE_TRIES: Final = 5
# Of one name from all addresses together (NIST SP 800-63B-4, 3.2.2): whoever
# guesses from many addresses has not many more tries.
MOST_FAILURES: Final = 100
PSEUDONYM_BYTES: Final = 15
# fd00::/8 is for addresses nobody routes: the only kind axes' column can hold.
UNROUTED: Final = b"\xfd"


class MustWait(Exception):
    """Too many wrong passwords for this name."""

    def __init__(self, until: datetime) -> None:
        """Say until when."""
        super().__init__()
        self.until = until


def bare(request: HttpRequest) -> HttpRequest:
    """Return a request that holds nothing but where it came from."""
    empty = HttpRequest()
    empty.method = "POST"
    empty.META["REMOTE_ADDR"] = request.META.get("REMOTE_ADDR", "")
    empty.META["HTTP_X_FORWARDED_FOR"] = request.META.get("HTTP_X_FORWARDED_FOR", "")
    return empty


def pseudonym(
    _request: HttpRequest, credentials: dict[str, Any] | None = None
) -> str | None:
    """Return the name axes counts by: already a blind index when it gets here.

    Django's signals call it `username`; axes itself uses the model's own word.
    """
    named = credentials or {}
    return named.get("username") or named.get(Account.USERNAME_FIELD)


def address(request: HttpRequest) -> str:
    """Return a keyed pseudonym of where a request came from, in the shape of one.

    Over TLS a proxy stands before us (deploy.settings) and appends the address it
    saw; whatever stands before that in the header is the visitor's own claim.
    """
    seen = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
        seen = forwarded.rpartition(",")[2].strip() or seen
    digest = mac("accounts.lockout.address", seen.encode("utf-8", "replace"))
    return str(ipaddress.IPv6Address(UNROUTED + digest[:PSEUDONYM_BYTES]))


def refuse_haste(request: HttpRequest, index: str) -> None:
    """Raise MustWait where the wait after earlier failures is not over.

    From the fifth failure each next try waits 1, 2, 4, … seconds, from the tenth
    a quarter of an hour; and so after a hundred from all addresses together.
    Nobody sleeps in a worker: the page says when.
    """
    named = AccessAttempt.objects.filter(username=index).order_by("-attempt_time")
    here = named.filter(ip_address=address(request)).first()
    if here is not None:
        _refuse_before(here.attempt_time + _wait_after(here.failures_since_start))
    total = named.aggregate(total=Sum("failures_since_start"))["total"] or 0
    if total >= MOST_FAILURES:
        _refuse_before(named[0].attempt_time + settings.AXES_COOLOFF_TIME)


def _refuse_before(until: datetime) -> None:
    if until > timezone.now():
        raise MustWait(until)


def _wait_after(failures: int) -> timedelta:
    if failures < FREE_TRIES:
        return timedelta(0)
    if failures >= settings.AXES_FAILURE_LIMIT:
        cooloff: timedelta = settings.AXES_COOLOFF_TIME
        return cooloff
    return timedelta(seconds=2 ** (failures - FREE_TRIES))


def locked_out(_request: HttpRequest, *_: Any) -> HttpResponse:
    """Answer for axes' middleware, which our bare requests never reach."""
    return HttpResponse(status=429)
