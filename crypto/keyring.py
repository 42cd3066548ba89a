"""Data keys: made, wrapped, and handed out for sealing.

Order of writing (DESIGN §4): the key is committed in the `keys` database
before any value sealed under it reaches the other one, so a crash in between
leaves an unused key and never an unreadable value.
"""

import secrets
import uuid
from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Q

from crypto import kek, links, pins, team
from crypto.encoding import length_prefixed
from crypto.errors import CannotOpen, CryptoError, KeyLocked, KeysMissing, NotPinned
from crypto.holding import Keyholder
from crypto.mac import same
from crypto.models import PERSONAL, DataKey, LinkKey, ShredOrder, Wrap
from crypto.pairs import seal_to
from crypto.sealing import SealingKey
from crypto.wrapping import commitment, unwrap, wrap

KEYS_DATABASE: Final = "keys"
KEK: Final = Wrap.Recipient.KEK


class Wrapped(NamedTuple):
    """A data key as one recipient has it, with all that its wrap is bound to."""

    blob: bytes
    recipient_kind: str
    recipient_id: str
    key_id: uuid.UUID
    person_id: uuid.UUID
    compartment: str
    document_id: uuid.UUID
    commitment: bytes
    pin: bytes


def wrapped_keys(**asked: Any) -> Iterator[Wrapped]:
    """Fetch wraps in one query, as tuples: a list page needs one a person."""
    rows = Wrap.objects.filter(**asked).values_list(
        "blob",
        "recipient_kind",
        "recipient_id",
        "data_key_id",
        "data_key__person_id",
        "data_key__compartment",
        "data_key__document_id",
        "data_key__commitment",
        "data_key__pin",
    )
    return map(Wrapped._make, rows)


def for_writing(
    person_id: uuid.UUID,
    compartment: str,
    *,
    document_id: uuid.UUID | None = None,
    readers: Collection[uuid.UUID] = (),
    holding: Keyholder | None = None,
) -> SealingKey:
    """Return a key that seals one person's data, made on first use.

    `contact` and `numbers` have one key a person, under the key file. `health`
    and `files` have one a document, so there `document_id` is required: it is
    wrapped to the care team and to `readers` (link keys), and found again only
    with `holding`. Who writes to a document without holding its key gets
    another one beside it: sealing asks no right to read.

    Raises TeamKeyMissing before the practice has a team, and KeysMissing where
    the data were destroyed.
    """
    if (document_id is None) != (compartment in PERSONAL):
        message = "Health and files have a key per document, other data have none."
        raise ValueError(message)
    document = document_id or person_id
    asked = {
        "data_key__person_id": person_id,
        "data_key__compartment": compartment,
        "data_key__document_id": document,
    }
    found = _openable(wrapped_keys(**asked), holding)
    if found is None:
        try:
            found = _create(person_id, compartment, document, readers)
        except IntegrityError:
            # Somebody made it at the same instant; or its key-encryption key was
            # replaced, or its data destroyed, which another attempt then meets.
            found = _openable(wrapped_keys(**asked), holding)
            if found is None:
                found = _create(person_id, compartment, document, readers)
    return _sealing_key(*found)


def for_continuing(
    person_id: uuid.UUID,
    compartment: str,
    *,
    document_id: uuid.UUID,
    holding: Keyholder | None,
) -> SealingKey:
    """Return the key of a document that was begun, to whoever can read it.

    Never a second key beside it, which its other readers would not have. Raises
    KeyLocked and NotAdmitted.
    """
    wraps = wrapped_keys(
        data_key__person_id=person_id,
        data_key__compartment=compartment,
        data_key__document_id=document_id,
    )
    found = _openable(wraps, holding)
    if found is None:
        raise holding.refusal() if holding else KeyLocked
    return _sealing_key(*found)


def unwrap_data_key(wrapped: Wrapped, holding: Keyholder | None = None) -> bytes:
    """Open one wrap and check the key's commitment.

    Raises CannotOpen; KeyLocked where nobody's key was given for it.
    """
    bound = _bound_to(wrapped)
    if wrapped.recipient_kind == KEK:
        key = unwrap(bytes(wrapped.blob), bound)
    elif holding is None:
        raise KeyLocked
    else:
        # Anybody can seal to a public key: only the pin says who made this one.
        require_ours(wrapped)
        pair = holding.pair_for(wrapped.recipient_kind, wrapped.recipient_id)
        key = pair.open(bytes(wrapped.blob), length_prefixed(bound))
    if not same(commitment(key, wrapped.key_id.bytes), bytes(wrapped.commitment)):
        raise CannotOpen
    return key


def share(
    documents: Iterable[uuid.UUID],
    *,
    of: uuid.UUID,
    kind: Wrap.Recipient,
    recipient_id: uuid.UUID,
    public: bytes,
    holding: Keyholder,
) -> list[uuid.UUID]:
    """Wrap the keys of one person's documents to one more recipient, unread.

    Returns the ids of the data keys; another person's document has none here,
    whatever row it was moved to. Sharing twice is once. Raises CannotOpen,
    NotAdmitted and KeyLocked; then nothing has changed.
    """
    by_key: dict[uuid.UUID, list[Wrapped]] = {}
    asked = {"data_key__document_id__in": list(documents), "data_key__person_id": of}
    for wrapped in wrapped_keys(**asked):
        by_key.setdefault(wrapped.key_id, []).append(wrapped)
    added = []
    for wraps in by_key.values():
        if any(
            (each.recipient_kind, each.recipient_id) == (kind, str(recipient_id))
            for each in wraps
        ):
            continue
        wrapped, key = _opened(wraps, holding)
        added.append(_wrap_to(wrapped, key, kind, str(recipient_id), public))
    with transaction.atomic(using=KEYS_DATABASE):
        Wrap.objects.bulk_create(added)
    return list(by_key)


def require_ours(wrapped: Wrapped) -> None:
    """Raise NotPinned where somebody else wrote this data key into the database."""
    pins.require(wrapped.pin, "data-key", *_facts(wrapped))


def under_kek(wrapped: Wrapped, key: bytes, newest: kek.KeyEncryptionKey) -> Wrap:
    """Return the row of a data key's wrap under a key-encryption key."""
    bound = wrapped._replace(recipient_kind=KEK, recipient_id=newest.id.hex())
    return _row(bound, wrap(key, _bound_to(bound), under=newest))


def wrapped_anew(
    wrapped: Wrapped,
    *,
    kind: Wrap.Recipient,
    recipient_id: uuid.UUID,
    public: bytes,
    holding: Keyholder,
) -> Wrap:
    """Return a data key's wrap to another recipient; raises CannotOpen."""
    key = unwrap_data_key(wrapped, holding)
    return _wrap_to(wrapped, key, kind, str(recipient_id), public)


def choose(wraps: Iterable[Wrapped], holding: Keyholder | None) -> Wrapped | None:
    """Return the wrap that can be opened, by recipient and never by trying.

    The key file opens what is personal alone, whatever somebody wrapped to it.
    """
    kept = list(wraps)
    for wrapped in kept:
        if wrapped.recipient_kind == KEK and wrapped.compartment in PERSONAL:
            return wrapped
    if holding is None:
        return None
    return next(
        (
            each
            for each in kept
            if holding.holds(each.recipient_kind, each.recipient_id)
        ),
        None,
    )


def _sealing_key(wrapped: Wrapped, key: bytes) -> SealingKey:
    return SealingKey(
        key,
        key_id=wrapped.key_id,
        compartment=wrapped.compartment,
        person_id=wrapped.person_id,
        document_id=wrapped.document_id,
    )


def _openable(
    wraps: Iterator[Wrapped], holding: Keyholder | None
) -> tuple[Wrapped, bytes] | None:
    chosen = choose(wraps, holding)
    return (chosen, unwrap_data_key(chosen, holding)) if chosen else None


def _opened(wraps: list[Wrapped], holding: Keyholder) -> tuple[Wrapped, bytes]:
    chosen = choose(wraps, holding)
    if chosen is None:
        raise holding.refusal()
    return chosen, unwrap_data_key(chosen, holding)


def _create(
    person_id: uuid.UUID,
    compartment: str,
    document_id: uuid.UUID,
    readers: Collection[uuid.UUID],
) -> tuple[Wrapped, bytes]:
    """Make a data key with all its wraps, or nothing."""
    if _is_destroyed(person_id, compartment, document_id):
        raise _destroyed()
    key, key_id = secrets.token_bytes(kek.KEY_BYTES), uuid.uuid4()
    made = Wrapped(
        blob=b"",
        recipient_kind=KEK,
        recipient_id="",
        key_id=key_id,
        person_id=person_id,
        compartment=compartment,
        document_id=document_id,
        commitment=commitment(key, key_id.bytes),
        pin=b"",
    )
    made = made._replace(pin=pins.pin("data-key", *_facts(made)))
    with transaction.atomic(using=KEYS_DATABASE):
        # Within, so that its team key is not put away in between.
        wraps = list(_first_wraps(made, key, readers))
        DataKey.objects.create(
            id=key_id,
            person_id=person_id,
            compartment=compartment,
            document_id=document_id,
            commitment=made.commitment,
            pin=made.pin,
        )
        Wrap.objects.bulk_create(wraps)
    return made, key


def _first_wraps(
    made: Wrapped, key: bytes, readers: Collection[uuid.UUID]
) -> Iterator[Wrap]:
    if made.compartment in PERSONAL:
        yield under_kek(made, key, kek.current())
        return
    newest = team.locked()
    yield _wrap_to(made, key, Wrap.Recipient.TEAM, str(newest.id), bytes(newest.public))
    for link_key in LinkKey.objects.filter(id__in=readers, end=None):
        links.require_ours(link_key)
        if link_key.person_id != made.person_id:
            raise NotPinned
        yield _wrap_to(
            made, key, Wrap.Recipient.LINK, str(link_key.id), bytes(link_key.public)
        )


def _wrap_to(
    wrapped: Wrapped, key: bytes, kind: str, recipient_id: str, public: bytes
) -> Wrap:
    bound = wrapped._replace(recipient_kind=kind, recipient_id=recipient_id)
    return _row(bound, seal_to(public, key, length_prefixed(_bound_to(bound))))


def _row(bound: Wrapped, blob: bytes) -> Wrap:
    return Wrap(
        data_key_id=bound.key_id,
        recipient_kind=bound.recipient_kind,
        recipient_id=bound.recipient_id,
        blob=blob,
    )


def _is_destroyed(
    person_id: uuid.UUID, compartment: str, document_id: uuid.UUID
) -> bool:
    """Tell whether destruction of these data was ordered and approved."""
    return ShredOrder.objects.filter(
        Q(data_key__person_id=person_id, data_key__document_id=document_id),
        data_key__compartment=compartment,
        approval__isnull=False,
    ).exists()


def _destroyed() -> CryptoError:
    return KeysMissing("This data key has been destroyed; nothing new is sealed.")


def _facts(wrapped: Wrapped) -> tuple[bytes, ...]:
    return (
        wrapped.key_id.bytes,
        wrapped.person_id.bytes,
        wrapped.compartment.encode(),
        wrapped.document_id.bytes,
        bytes(wrapped.commitment),
    )


def _bound_to(wrapped: Wrapped) -> list[bytes]:
    return [
        b"data-key",
        *_facts(wrapped),
        wrapped.recipient_kind.encode(),
        wrapped.recipient_id.encode(),
    ]
