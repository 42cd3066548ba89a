"""Closed by default: no view runs before somebody said who may open it."""

from collections.abc import Callable, Sequence
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts import patient_session, unlocking
from accounts.access import (
    Access,
    Audience,
    PatientRequest,
    StaffRequest,
    VisitorRequest,
    access_of,
)
from accounts.models import Account
from accounts.roles import Role
from accounts.sessions import ROLE_KEY, SessionStore
from audit.actions import Action
from audit.actors import Actor
from audit.trail import Outcome, record
from crypto.errors import KeyLocked, NotAdmitted


class ClosedByDefault:
    """Says who acts, lets in whom the view's mark names, and refuses the rest."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Stand before the views."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; what a session had a part in is kept by no cache (UX P29)."""
        visitor = cast("VisitorRequest", request)
        visitor.actor = Actor.anonymous()
        visitor.holding = None
        response = self.get_response(request)
        match = request.resolver_match
        access = access_of(match.func) if match else None
        is_public = access is not None and access.audience is Audience.EVERYBODY
        if not is_public or not request.session.is_empty():
            response["Cache-Control"] = "no-store"
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        _args: Sequence[Any],
        _kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        """Refuse before the view runs. Raises Http404 and PermissionDenied."""
        visitor = cast("VisitorRequest", request)
        _introduce(visitor)
        access = access_of(view)
        if access is None:
            _log_refusal(visitor, "undeclared")
            raise Http404
        if isinstance(request.session, SessionStore):
            request.session.touch()
        return DOORS[access.audience](visitor, access)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        """Answer where the rules let somebody read and their key does not."""
        if isinstance(exception, KeyLocked):
            return _to_key(cast("VisitorRequest", request))
        if isinstance(exception, NotAdmitted):
            return HttpResponseRedirect(reverse("accounts:not_admitted"))
        return None


def _introduce(request: VisitorRequest) -> None:
    """Say who acts and with which key: staff with both factors, or a person."""
    role = _active_role(request)
    patient = patient_session.current(request)
    if role is not None:
        cast("StaffRequest", request).role = role
        request.actor = Actor.staff(str(request.user.pk), role)
        request.holding = unlocking.held(request)
    elif patient is not None:
        named = cast("PatientRequest", request)
        named.person_id, named.invitation_id = patient
        request.actor = Actor.person(patient[0])
        request.holding = unlocking.held(request)


def _active_role(request: HttpRequest) -> Role | None:
    if not isinstance(request.user, Account) or not is_verified(request):
        return None
    held = request.user.roles()
    chosen = request.session.get(ROLE_KEY)
    if chosen in held:
        return Role(chosen)
    # Rights are never summed: with several roles the person picks one first.
    return held[0] if len(held) == 1 else None


def is_verified(request: HttpRequest) -> bool:
    """Tell whether both factors were given in this session."""
    return bool(getattr(request.user, "otp_device", None))


def _everybody(_request: VisitorRequest, _access: Access) -> None:
    return None


def _first_factor(request: VisitorRequest, _access: Access) -> HttpResponse | None:
    return None if request.user.is_authenticated else _to_sign_in(request)


def _second_factor(request: VisitorRequest, access: Access) -> HttpResponse | None:
    if is_verified(request):
        return None
    missing = _first_factor(request, access)
    return missing or _to("accounts:second_factor", request)


def _staff(request: VisitorRequest, access: Access) -> HttpResponse | None:
    missing = _second_factor(request, access)
    if missing:
        return missing
    role = getattr(request, "role", None)
    if role is None:
        return _to("accounts:role", request)
    if role not in access.roles:
        _log_refusal(request, "role")
        raise PermissionDenied
    return None


def _patient(request: VisitorRequest, _access: Access) -> HttpResponse | None:
    return None if hasattr(request, "person_id") else _patient_again()


def _patient_again() -> HttpResponse:
    address = reverse("accounts:signed_out")
    return HttpResponseRedirect(f"{address}?patient=1")


DOORS: dict[Audience, Callable[[VisitorRequest, Access], HttpResponse | None]] = {
    Audience.EVERYBODY: _everybody,
    Audience.FIRST_FACTOR: _first_factor,
    Audience.SECOND_FACTOR: _second_factor,
    Audience.STAFF: _staff,
    Audience.PATIENT: _patient,
}


def _to_key(request: VisitorRequest) -> HttpResponse:
    """Lead staff to where a password unlocks their key, a person to their link."""
    if hasattr(request, "person_id"):
        return _patient_again()
    return _to("accounts:unlock", request)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    # A cookie without a session: the session ended, and the page says so.
    ended = settings.SESSION_COOKIE_NAME in request.COOKIES
    return _to("accounts:sign_in", request, **({"weg": "1"} if ended else {}))


def _to(name: str, request: HttpRequest, **query: str) -> HttpResponse:
    if request.method == "GET":
        query["next"] = request.get_full_path()
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode(query)}")


def _log_refusal(request: VisitorRequest, reason: str) -> None:
    match = request.resolver_match
    record(
        Action.ACCESS_REFUSED,
        by=request.actor,
        thing="page",
        thing_id=(match.view_name if match else "")[:64],
        outcome=Outcome.REFUSED,
        detail={"reason": reason},
    )
