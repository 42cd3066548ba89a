"""Lending documents: to a colleague's key or a running worker's, and taking back.

Who can open some documents wraps their keys to a grant, for one purpose and until
a moment. Used up, taken back or run out: the grant stays as a row, and its wraps
are gone. Whether somebody may lend to somebody is `patients.lending`'s question.
"""

import uuid
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from django.db import models, transaction
from django.utils import timezone

from crypto import keyring, pins, team, workers
from crypto.errors import CannotOpen, CryptoError
from crypto.holding import Holder, Keyholder, grant_facts
from crypto.models import (
    PERSONAL,
    DataKey,
    Grant,
    GrantedKey,
    GrantEnd,
    MemberKey,
    WorkerKey,
    Wrap,
)

KEYS_DATABASE: Final = "keys"
Reason = GrantEnd.Reason


class Purpose(StrEnum):
    """What documents are lent for."""

    SUBJECT_REQUEST = "subject_request"


# RULES ACC-03, note 6.
LONGEST: Final = {Purpose.SUBJECT_REQUEST: timedelta(days=14)}


class TooLong(CryptoError):
    """A grant for this purpose ends sooner."""


class AlreadyLent(CryptoError):
    """This recipient has one of these documents already, by a grant that runs."""


class AlreadyEnded(CryptoError):
    """The grant, or the key it would be given to, has ended."""


def lend(
    documents: Collection[uuid.UUID],
    *,
    of: uuid.UUID,
    to: MemberKey | WorkerKey,
    purpose: Purpose,
    ends_at: datetime,
    given_by: str,
    holding: Keyholder,
    grant_id: uuid.UUID | None = None,
) -> Grant:
    """Wrap the keys of one person's documents to somebody for a while, unread.

    Raises TooLong, AlreadyEnded, AlreadyLent, NotPinned, NotAdmitted and
    CannotOpen; then nothing has changed.
    """
    _require_term(purpose, ends_at)
    kind = _require_recipient(to)
    grant = Grant(
        id=grant_id or uuid.uuid4(),
        purpose=purpose,
        recipient_kind=kind,
        recipient_id=str(to.id),
        given_by=given_by,
        # As a database gives it back, since the pin covers it.
        ends_at=ends_at.astimezone(UTC),
    )
    grant.pin = pins.pin("grant", *grant_facts(grant))
    with transaction.atomic(using=KEYS_DATABASE):
        _refuse_twice(documents, grant)
        grant.save(force_insert=True)
        _wrap(documents, of, grant, bytes(to.public), holding)
    return grant


def use_up(grant: Grant) -> None:
    """End a grant whose work is done; raises AlreadyEnded."""
    _end(grant, Reason.USED)


def withdraw(grant: Grant) -> None:
    """Take a grant back; raises AlreadyEnded."""
    _end(grant, Reason.WITHDRAWN)


def expire(grant: Grant) -> None:
    """End a grant that ran out; raises AlreadyEnded."""
    _end(grant, Reason.EXPIRED)


@transaction.atomic(using=KEYS_DATABASE)
def withdraw_all(recipient_id: uuid.UUID) -> None:
    """Take back whatever runs for a key that has ended."""
    for grant in Grant.objects.filter(recipient_id=str(recipient_id), end=None):
        withdraw(grant)


def overdue() -> models.QuerySet[Grant]:
    """Return the grants that ran out and were not ended yet."""
    return Grant.objects.filter(end=None, ends_at__lte=timezone.now())


def people(grant: Grant) -> set[uuid.UUID]:
    """Return whose documents a grant lends, or lent."""
    return set(grant.keys.values_list("data_key__person_id", flat=True))


def is_lent(
    document_id: str, *, of: uuid.UUID, to: Keyholder, purpose: Purpose
) -> bool:
    """Tell whether a key opens this person's document by a grant that runs."""
    lines = GrantedKey.objects.filter(
        grant__purpose=purpose,
        grant__recipient_kind=to.kind,
        grant__recipient_id=str(to.key_id),
        data_key__person_id=of,
    ).values_list("grant_id", "data_key__document_id")
    return any(
        str(document) == document_id and to.holds(Wrap.Recipient.GRANT, str(grant))
        for grant, document in lines
    )


def _require_term(purpose: Purpose, ends_at: datetime) -> None:
    now = timezone.now()
    if ends_at <= now:
        raise AlreadyEnded
    if ends_at > now + LONGEST[purpose]:
        raise TooLong


def _require_recipient(to: MemberKey | WorkerKey) -> Holder:
    """Refuse a key that was forged, or that nobody uses any more."""
    if isinstance(to, WorkerKey):
        workers.require_ours(to)
        return Holder.WORKER
    team.require_members(to)
    if hasattr(to, "end"):
        raise AlreadyEnded
    return Holder.MEMBER


def _refuse_twice(documents: Collection[uuid.UUID], grant: Grant) -> None:
    earlier = GrantedKey.objects.filter(
        grant__recipient_id=grant.recipient_id,
        grant__end=None,
        grant__ends_at__gt=timezone.now(),
        data_key__document_id__in=documents,
    )
    if earlier.exists():
        raise AlreadyLent


def _wrap(
    documents: Collection[uuid.UUID],
    person_id: uuid.UUID,
    grant: Grant,
    public: bytes,
    holding: Keyholder,
) -> None:
    shared = keyring.share(
        documents,
        of=person_id,
        kind=Wrap.Recipient.GRANT,
        recipient_id=grant.id,
        public=public,
        holding=holding,
    )
    keys = DataKey.objects.filter(id__in=shared)
    found = set(keys.exclude(compartment__in=PERSONAL).values_list("document_id"))
    # A person's contact has their own id for a document, and is not lent.
    if found != {(each,) for each in documents}:
        raise CannotOpen
    GrantedKey.objects.bulk_create(
        GrantedKey(grant=grant, data_key_id=key_id) for key_id in shared
    )


@transaction.atomic(using=KEYS_DATABASE)
def _end(grant: Grant, reason: GrantEnd.Reason) -> None:
    _end_row, is_first = GrantEnd.objects.get_or_create(
        grant=grant, defaults={"reason": reason}
    )
    if not is_first:
        raise AlreadyEnded
    Wrap.objects.filter(
        recipient_kind=Wrap.Recipient.GRANT, recipient_id=str(grant.id)
    ).delete()
