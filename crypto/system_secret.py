"""Secrets of the system: sealed under the key-encryption key itself.

For TOTP seeds, messages on their way, staff names and addresses. An import
contract keeps this module to `accounts` and `outbox`. The bytes are those of a
sealed value, with the key file's id in the header instead of a data key's.
"""

import os
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from django.db import models

from crypto import kek
from crypto.encoding import decode, encode
from crypto.errors import CannotOpen
from crypto.fields import SecretField
from crypto.sealing import NONCE_BYTES, Sealed

START: Final = b"IS\x01"
HEADER_BYTES: Final = len(START) + kek.ID_BYTES
USE: Final = "intakt/system-secret/v1"


def seal(instance: models.Model, **values: Any) -> None:
    """Set secret attributes on a row; None empties one. Raises Unsealable."""
    for name, value in values.items():
        field = _field(instance, name)
        if value is None:
            setattr(instance, name, None)
            continue
        slot, _ = field.slot_of(instance)
        kek_id = kek.current().id
        header, nonce = START + kek_id, os.urandom(NONCE_BYTES)
        body = kek.cipher(kek_id, USE).encrypt(
            nonce, encode(value, field.value_type), slot.associated_data(header)
        )
        setattr(instance, name, Sealed(header + nonce + body))


def open(instance: models.Model, name: str) -> Any:  # noqa: A001 - the field's word
    """Return one secret of a row, None where none is stored; raise CannotOpen."""
    sealed: Sealed | None = getattr(instance, name)
    if sealed is None:
        return None
    field = _field(instance, name)
    slot, _ = field.slot_of(instance)
    header, rest = sealed.blob[:HEADER_BYTES], sealed.blob[HEADER_BYTES:]
    if len(header) != HEADER_BYTES or not header.startswith(START):
        raise CannotOpen
    nonce, body = rest[:NONCE_BYTES], rest[NONCE_BYTES:]
    try:
        padded = kek.cipher(header[len(START) :], USE).decrypt(
            nonce, body, slot.associated_data(header)
        )
        return decode(padded, field.value_type)
    except (InvalidTag, ValueError):
        raise CannotOpen from None


def _field(instance: models.Model, name: str) -> SecretField:
    field = instance._meta.get_field(name)
    if not isinstance(field, SecretField):
        message = f"{name} is not a system secret."
        raise TypeError(message)
    return field
