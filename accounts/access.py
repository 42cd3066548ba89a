"""The only way a view is opened: a decorator that says who may come in.

A decorator only marks the view; `accounts.middleware.ClosedByDefault` reads the
mark before the view runs, and refuses every view that has none (DESIGN promise 4).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Concatenate, Final, ParamSpec, TypeVar, cast
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.models import Account
from accounts.roles import Role
from audit.actors import Actor
from crypto.holding import Keyholder


class Audience(StrEnum):
    """Whom a page is for."""

    EVERYBODY = "everybody"
    FIRST_FACTOR = "first_factor"
    SECOND_FACTOR = "second_factor"
    STAFF = "staff"
    PATIENT = "patient"


@dataclass(frozen=True, slots=True)
class Access:
    """Who may open a view."""

    audience: Audience
    roles: frozenset[Role] = frozenset()


class VisitorRequest(HttpRequest):
    """A request by anybody; the actor may still be somebody known."""

    actor: Actor
    # The unlocked key of who is known to be there; None before the second factor.
    holding: Keyholder | None


class FirstFactorRequest(VisitorRequest):
    """A request by a member of staff who gave a password, whatever came after."""

    user: Account


class SecondFactorRequest(FirstFactorRequest):
    """A request by a member of staff with both factors, before or between roles."""


class StaffRequest(SecondFactorRequest):
    """A request by a member of staff with both factors, in one active role."""

    role: Role


class PatientRequest(VisitorRequest):
    """A request by a person who came by link and code."""

    person_id: UUID
    invitation_id: UUID | None


P = ParamSpec("P")
RequestT = TypeVar("RequestT", bound=HttpRequest)
ResponseT = TypeVar("ResponseT", bound=HttpResponseBase)
View = Callable[Concatenate[RequestT, P], ResponseT]
OpenedView = Callable[Concatenate[HttpRequest, P], ResponseT]

EVERYBODY: Final = Access(Audience.EVERYBODY)


def open_page(view: View[RequestT, P, ResponseT]) -> OpenedView[P, ResponseT]:
    """Open a view to anybody."""
    return _mark(view, EVERYBODY)


def first_factor_page(
    view: View[FirstFactorRequest, P, ResponseT],
) -> OpenedView[P, ResponseT]:
    """Open a view to staff who gave their password, before the second factor."""
    return _mark(view, Access(Audience.FIRST_FACTOR))


def second_factor_page(
    view: View[SecondFactorRequest, P, ResponseT],
) -> OpenedView[P, ResponseT]:
    """Open a view to staff with both factors, whatever their role."""
    return _mark(view, Access(Audience.SECOND_FACTOR))


def staff_page(
    *roles: Role,
) -> Callable[[View[StaffRequest, P, ResponseT]], OpenedView[P, ResponseT]]:
    """Open a view to staff with a second factor, in one of the given active roles."""
    if not roles:
        raise TypeError("Say which roles; staff_page(*Role) opens a page to all.")

    def decorate(view: View[StaffRequest, P, ResponseT]) -> OpenedView[P, ResponseT]:
        return _mark(view, Access(Audience.STAFF, frozenset(roles)))

    return decorate


def patient_page(view: View[PatientRequest, P, ResponseT]) -> OpenedView[P, ResponseT]:
    """Open a view to a person who came by link and code."""
    return _mark(view, Access(Audience.PATIENT))


def access_of(view: object) -> Access | None:
    """Return who may open a view, None where nobody said."""
    return getattr(view, "access", None)


def _mark(
    view: View[RequestT, P, ResponseT], access: Access
) -> OpenedView[P, ResponseT]:
    view.access = access  # type: ignore[attr-defined]  # functools.wraps carries it on
    return cast("OpenedView[P, ResponseT]", view)
