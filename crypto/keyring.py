"""Data keys: made, wrapped, and handed out for sealing.

Order of writing (DESIGN §4): the key is committed in the `keys` database
before any value sealed under it reaches the other one, so a crash in between
leaves an unused key and never an unreadable value.
"""

import secrets
import uuid
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction

from crypto import kek
from crypto.errors import CannotOpen, KeysMissing
from crypto.mac import same
from crypto.models import PERSONAL, DataKey, Wrap
from crypto.sealing import SealingKey
from crypto.wrapping import commitment, unwrap, wrap

KEYS_DATABASE = "keys"


class Wrapped(NamedTuple):
    """A data key under the key file, with all that its wrap is bound to."""

    blob: bytes
    recipient_id: str
    key_id: uuid.UUID
    person_id: uuid.UUID
    compartment: str
    document_id: uuid.UUID
    commitment: bytes


def wrapped_keys(**asked: Any) -> Iterator[Wrapped]:
    """Fetch data keys in one query, as tuples: a list page needs one a person."""
    rows = Wrap.objects.filter(recipient_kind=Wrap.Recipient.KEK, **asked)
    return map(
        Wrapped._make,
        rows.values_list(
            "blob",
            "recipient_id",
            "data_key_id",
            "data_key__person_id",
            "data_key__compartment",
            "data_key__document_id",
            "data_key__commitment",
        ),
    )


def for_writing(
    person_id: uuid.UUID, compartment: str, *, document_id: uuid.UUID | None = None
) -> SealingKey:
    """Return the key that seals one person's data, made on first use.

    `contact` and `numbers` have one key a person; `health` and `files` one a
    document, so there `document_id` is required.
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
    wrapped = next(wrapped_keys(**asked), None)
    if wrapped is None:
        try:
            wrapped = _create(person_id, compartment, document)
        except IntegrityError:
            # Somebody made it at the same instant, or its wraps are gone.
            wrapped = next(wrapped_keys(**asked), None)
            if wrapped is None:
                message = "This data key has been destroyed; nothing new is sealed."
                raise KeysMissing(message) from None
    return SealingKey(
        unwrap_data_key(wrapped),
        key_id=wrapped.key_id,
        compartment=compartment,
        person_id=person_id,
        document_id=document,
    )


def unwrap_data_key(wrapped: Wrapped) -> bytes:
    """Open one wrap and check the key's commitment; raise CannotOpen."""
    key = unwrap(bytes(wrapped.blob), _bound_to(wrapped))
    if not same(commitment(key, wrapped.key_id.bytes), bytes(wrapped.commitment)):
        raise CannotOpen
    return key


def _create(person_id: uuid.UUID, compartment: str, document_id: uuid.UUID) -> Wrapped:
    key = secrets.token_bytes(kek.KEY_BYTES)
    data_key = DataKey(
        person_id=person_id, compartment=compartment, document_id=document_id
    )
    data_key.commitment = commitment(key, data_key.id.bytes)
    wrapped = Wrapped(
        b"",
        kek.current().id.hex(),
        data_key.id,
        person_id,
        compartment,
        document_id,
        data_key.commitment,
    )
    wrapped = wrapped._replace(blob=wrap(key, _bound_to(wrapped)))
    with transaction.atomic(using=KEYS_DATABASE):
        data_key.save(force_insert=True)
        Wrap.objects.create(
            data_key=data_key,
            recipient_kind=Wrap.Recipient.KEK,
            recipient_id=wrapped.recipient_id,
            blob=wrapped.blob,
        )
    return wrapped


def _bound_to(wrapped: Wrapped) -> list[bytes]:
    return [
        b"data-key",
        wrapped.key_id.bytes,
        wrapped.person_id.bytes,
        wrapped.compartment.encode(),
        wrapped.document_id.bytes,
        bytes(wrapped.commitment),
        Wrap.Recipient.KEK.encode(),
        wrapped.recipient_id.encode(),
    ]
