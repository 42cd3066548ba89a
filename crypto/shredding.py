"""Destroying data by destroying their key (DESIGN §4): ordered, approved, done.

Two people decide; a hold forbids it. What is done is said in the ledger first,
then every wrap of the key goes, then the database is asked again, and only then
the order counts as done. Each step may be taken again: whoever was interrupted
calls the same verb once more. People are ids here; this app knows none.
"""

import uuid
from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Final

from django.db import connections, transaction

from crypto import ledger
from crypto.errors import (
    Destroyed,
    Held,
    NotApproved,
    SameHands,
    StillThere,
    Uncovered,
)
from crypto.models import (
    DataKey,
    Hold,
    HoldRelease,
    ShredApproval,
    Shredded,
    ShredOrder,
    Wrap,
)

KEYS_DATABASE: Final = "keys"
# Whose word it is where a restored database knows of no order.
LEDGER: Final = "ledger"


def keys_of(document_id: uuid.UUID) -> list[uuid.UUID]:
    """Return the data keys of one document; several wrote to it, each with one."""
    keys = DataKey.objects.filter(document_id=document_id)
    return list(keys.values_list("id", flat=True))


@transaction.atomic(using=KEYS_DATABASE)
def order(
    data_keys: Collection[uuid.UUID], *, ground: str, by: str
) -> list[ShredOrder]:
    """Order the destruction of data keys: one order each, ordering twice is once.

    A document goes whole: with one of its keys go the others. `ground` is the id
    of a rule.
    """
    return [
        ShredOrder.objects.filter(data_key=key).first()
        or ShredOrder.objects.create(data_key=key, ground=ground, ordered_by=by)
        for key in _whole_documents(data_keys)
    ]


@transaction.atomic(using=KEYS_DATABASE)
def approve(ordered: ShredOrder, *, by: str) -> None:
    """Approve an order; from here on nothing new is wrapped or written.

    Raises SameHands for whoever ordered it, and Uncovered where the document got
    a key since that nobody ordered destroyed.
    """
    if ordered.ordered_by == by:
        raise SameHands
    if any(not key.orders.exists() for key in _whole_documents([ordered.data_key_id])):
        raise Uncovered
    ShredApproval.objects.get_or_create(order=ordered, defaults={"approved_by": by})


def shred(ordered: ShredOrder) -> None:
    """Destroy a data key; when this returns, nothing opens what lies under it.

    Raises NotApproved and Held, and StillThere or LedgerBroken where it is not
    finished; then it is called again.
    """
    with transaction.atomic(using=KEYS_DATABASE, durable=True):
        wraps = _locked_wraps(ordered.data_key_id)
        if not ShredApproval.objects.filter(order=ordered).exists():
            raise NotApproved
        if is_held(ordered.data_key_id):
            raise Held
        ledger.write(ordered.id, ordered.data_key_id)
        Wrap.objects.filter(id__in=wraps).delete()
    _leave_no_bytes()
    if Wrap.objects.filter(data_key=ordered.data_key_id).exists():
        raise StillThere
    Shredded.objects.get_or_create(order=ordered)


def replay() -> list[uuid.UUID]:
    """Destroy again what the ledger says was destroyed; name the keys that were back.

    For keys restored from an older backup, which may not know the order, or may
    still hold a key whose hold has ended since. Raises LedgerBroken.
    """
    came_back = []
    for entry in ledger.entries():
        data_key = uuid.UUID(entry.data_key)
        if not DataKey.objects.filter(id=data_key).exists():
            continue
        if Wrap.objects.filter(data_key=data_key).exists():
            came_back.append(data_key)
        shred(_decided_before(uuid.UUID(entry.order), data_key))
    return came_back


def is_held(data_key: uuid.UUID) -> bool:
    """Tell whether a hold keeps a data key today."""
    # The database's own day, which is UTC's: the trigger asks the same.
    today = datetime.now(UTC).date()
    holds = Hold.objects.filter(data_key=data_key, keep_through__gte=today)
    return holds.filter(release=None).exists()


@transaction.atomic(using=KEYS_DATABASE)
def hold(data_key: uuid.UUID, *, keep_through: date, ground: str, by: str) -> Hold:
    """Keep a data key through a day; raises Destroyed where it is too late."""
    if not _locked_wraps(data_key):
        raise Destroyed
    return Hold.objects.create(
        data_key_id=data_key, keep_through=keep_through, ground=ground, set_by=by
    )


def release(held: Hold, *, ground: str, by: str) -> None:
    """Lift a hold before its date, by decision. Lifting it twice is once."""
    HoldRelease.objects.get_or_create(
        hold=held, defaults={"ground": ground, "released_by": by}
    )


@transaction.atomic(using=KEYS_DATABASE)
def _decided_before(order_id: uuid.UUID, data_key: uuid.UUID) -> ShredOrder:
    """Write down anew what two people decided, where a backup is older than that."""
    ordered, _ = ShredOrder.objects.get_or_create(
        id=order_id,
        data_key_id=data_key,
        defaults={"ground": LEDGER, "ordered_by": LEDGER},
    )
    ShredApproval.objects.get_or_create(
        order=ordered, defaults={"approved_by": f"{LEDGER}.replay"}
    )
    for held in Hold.objects.filter(data_key=data_key, release=None):
        release(held, ground=LEDGER, by=LEDGER)
    return ordered


def _whole_documents(data_keys: Collection[uuid.UUID]) -> list[DataKey]:
    """Return the keys, and those beside them of the same documents."""
    found: dict[uuid.UUID, DataKey] = {}
    for key in DataKey.objects.filter(id__in=data_keys):
        beside = DataKey.objects.filter(
            person_id=key.person_id,
            compartment=key.compartment,
            document_id=key.document_id,
        )
        found.update({each.id: each for each in beside})
    return list(found.values())


def _locked_wraps(data_key: uuid.UUID) -> list[uuid.UUID]:
    """List a key's wraps and lock them: holding and destroying take turns.

    SQLite needs no row locks: each of its transactions has the file to itself.
    """
    wraps = Wrap.objects.select_for_update().filter(data_key=data_key)
    return list(wraps.values_list("id", flat=True))


def _leave_no_bytes() -> None:
    """Write the log of changes back to the file and empty it, on SQLite.

    The file itself is overwritten where a row was (secure_delete). PostgreSQL has
    a horizon instead, of vacuum and its log (docs/operating.md).
    """
    connection = connections[KEYS_DATABASE]
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if cursor.fetchone()[0]:
            # Somebody reads an older state for longer than we wait.
            raise StillThere
