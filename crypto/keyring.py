"""Data keys: made, wrapped, and handed out for sealing.

Order of writing (DESIGN §4): the key is committed in the `keys` database
before any value sealed under it reaches the other one, so a crash in between
leaves an unused key and never an unreadable value.
"""

import secrets
import uuid

from django.db import IntegrityError, transaction

from crypto import kek
from crypto.errors import CannotOpen, KeysMissing
from crypto.mac import same
from crypto.models import PERSONAL, DataKey, Wrap
from crypto.sealing import SealingKey
from crypto.wrapping import commitment, unwrap, wrap

KEYS_DATABASE = "keys"


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
    wanted = Wrap.objects.select_related("data_key").filter(
        data_key__person_id=person_id,
        data_key__compartment=compartment,
        data_key__document_id=document,
        recipient_kind=Wrap.Recipient.KEK,
    )
    wrapped = wanted.first()
    if wrapped is None:
        try:
            wrapped = _create(person_id, compartment, document)
        except IntegrityError:
            # Somebody made it at the same instant, or its wraps are gone.
            wrapped = wanted.first()
            if wrapped is None:
                message = "This data key has been destroyed; nothing new is sealed."
                raise KeysMissing(message) from None
    return SealingKey(
        unwrap_data_key(wrapped.data_key, wrapped),
        key_id=wrapped.data_key_id,
        compartment=compartment,
        person_id=person_id,
        document_id=document,
    )


def unwrap_data_key(data_key: DataKey, wrapped: Wrap) -> bytes:
    """Open one wrap and check the key's commitment; raise CannotOpen."""
    key = unwrap(bytes(wrapped.blob), _bound_to(data_key, wrapped.recipient_id))
    if not same(commitment(key, data_key.id.bytes), bytes(data_key.commitment)):
        raise CannotOpen
    return key


def _create(person_id: uuid.UUID, compartment: str, document_id: uuid.UUID) -> Wrap:
    key = secrets.token_bytes(kek.KEY_BYTES)
    data_key = DataKey(
        person_id=person_id, compartment=compartment, document_id=document_id
    )
    data_key.commitment = commitment(key, data_key.id.bytes)
    recipient_id = kek.current().id.hex()
    with transaction.atomic(using=KEYS_DATABASE):
        data_key.save(force_insert=True)
        return Wrap.objects.create(
            data_key=data_key,
            recipient_kind=Wrap.Recipient.KEK,
            recipient_id=recipient_id,
            blob=wrap(key, _bound_to(data_key, recipient_id)),
        )


def _bound_to(data_key: DataKey, recipient_id: str) -> list[bytes]:
    return [
        b"data-key",
        data_key.id.bytes,
        data_key.person_id.bytes,
        data_key.compartment.encode(),
        data_key.document_id.bytes,
        bytes(data_key.commitment),
        Wrap.Recipient.KEK.encode(),
        recipient_id.encode(),
    ]
