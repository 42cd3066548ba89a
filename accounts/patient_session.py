"""A person's session after link and code (UX G12, G10)."""

from uuid import UUID

from django.contrib.auth import logout
from django.http import HttpRequest

from accounts import unlocking
from accounts.sessions import PATIENT_KEY, STARTED_KEY
from crypto.holding import Keyholder


def begin(
    request: HttpRequest,
    *,
    person_id: UUID,
    invitation_id: UUID | None,
    holding: Keyholder | None = None,
) -> None:
    """Let a person in under a new session id; staff in this browser are out.

    `holding` is the key of the link they came by; without a link nothing that lies
    under it opens.
    """
    if request.user.is_authenticated:
        logout(request)
    request.session[PATIENT_KEY] = [
        str(person_id),
        str(invitation_id) if invitation_id else None,
    ]
    if holding is not None:
        unlocking.carry(request, holding)
    request.session.pop(STARTED_KEY, None)
    request.session.cycle_key()


def current(request: HttpRequest) -> tuple[UUID, UUID | None] | None:
    """Return the person and the invitation of this session, None without one."""
    found = request.session.get(PATIENT_KEY)
    if not found:
        return None
    person_id, invitation_id = found
    return UUID(person_id), UUID(invitation_id) if invitation_id else None


def end(request: HttpRequest) -> None:
    """End the session on the server and in the browser."""
    request.session.flush()
