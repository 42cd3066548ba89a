"""Lending a person's documents for a case, and taking them back (RULES ACC-03, 6).

Who treats somebody may lend named documents to the owner or the privacy officer,
or to a running worker that does a job for them: to read, for at most fourteen days.
The door lets the borrower read those and nothing else.
"""

import uuid
from collections.abc import Callable, Collection
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Account
from audit.actions import Action
from audit.actors import Actor
from audit.trail import Outcome, record
from crypto import grants
from crypto.errors import CannotOpen, CryptoError
from crypto.grants import AlreadyEnded
from crypto.holding import Keyholder
from crypto.models import DataKey, Grant, MemberKey, WorkerKey
from patients.door import Asked, require_access
from patients.kinds import Kind, Purpose
from patients.matrix import MAY_BORROW

SERVICE = Actor.service("patients.lending")


class MayNotBorrow(PermissionDenied):
    """Documents are lent to an owner, a privacy officer or a worker alone."""


def lend(
    person_id: uuid.UUID,
    documents: Collection[uuid.UUID],
    *,
    to: MemberKey | WorkerKey,
    ends_at: datetime,
    by: Actor,
    holding: Keyholder,
) -> Grant:
    """Lend one person's documents for a subject request; logged first.

    Raises NotVisible and KindForbidden where the giver does not treat this person,
    MayNotBorrow, and what `crypto.grants.lend` raises.
    """
    grant_id = uuid.uuid4()
    grant = ("grant", str(grant_id))
    require_access([person_id], Asked(by, {Kind.HEALTH}, Purpose.TREATMENT, grant))
    _require_borrower(to)
    _require_documents_of(person_id, documents)
    _log_given(grant_id, person_id, by, size=len(documents))
    try:
        return grants.lend(
            documents,
            of=person_id,
            to=to,
            purpose=grants.Purpose.SUBJECT_REQUEST,
            ends_at=ends_at,
            given_by=by.id,
            holding=holding,
            grant_id=grant_id,
        )
    except CryptoError:
        _log_given(grant_id, person_id, by, outcome=Outcome.FAILED)
        raise


def take_back(grant: Grant, *, by: Actor) -> None:
    """End a grant before its time; raises AlreadyEnded."""
    _end(grant, grants.withdraw, by=by)


def use_up(grant: Grant, *, by: Actor) -> None:
    """End a grant whose work is done; raises AlreadyEnded."""
    _end(grant, grants.use_up, by=by)


def end_overdue() -> None:
    """End every grant that ran out. What it lent opened no longer already."""
    for grant in grants.overdue():
        try:
            _end(grant, grants.expire, by=SERVICE)
        except AlreadyEnded:
            continue


@transaction.atomic
def _end(grant: Grant, end: Callable[[Grant], None], *, by: Actor) -> None:
    end(grant)
    for person_id in grants.people(grant):
        record(
            Action.GRANT_ENDED,
            by=by,
            person=person_id,
            kind=Kind.HEALTH,
            thing="grant",
            thing_id=str(grant.id),
            detail={"reason": grant.end.reason},
        )


def _require_borrower(to: MemberKey | WorkerKey) -> None:
    if isinstance(to, WorkerKey):
        return
    account = Account.objects.open().filter(id=to.member_id).first()
    if account is None or MAY_BORROW.isdisjoint(account.roles()):
        raise MayNotBorrow


def _require_documents_of(
    person_id: uuid.UUID, documents: Collection[uuid.UUID]
) -> None:
    keys = DataKey.objects.filter(document_id__in=documents)
    if not documents or keys.exclude(person_id=person_id).exists():
        raise CannotOpen


def _log_given(
    grant_id: uuid.UUID,
    person_id: uuid.UUID,
    by: Actor,
    *,
    outcome: Outcome = Outcome.SUCCESS,
    **detail: int,
) -> None:
    """Write it, and commit that, before anybody has what it says."""
    with transaction.atomic(durable=True):
        record(
            Action.GRANT_GIVEN,
            by=by,
            person=person_id,
            kind=Kind.HEALTH,
            purpose=Purpose.SUBJECT_REQUEST,
            outcome=outcome,
            thing="grant",
            thing_id=str(grant_id),
            detail=dict(detail),
        )
