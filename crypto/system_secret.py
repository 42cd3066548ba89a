"""Secrets of the system: sealed under a root key of the server.

For TOTP seeds, messages on their way, staff names and addresses. An import
contract keeps this module to `accounts` and `outbox`. The bytes are those of a
sealed value, with a header that names no key: there is one.
"""

import os
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models

from crypto import root_keys
from crypto.encoding import decode, encode
from crypto.errors import CannotOpen
from crypto.fields import SecretField
from crypto.sealing import NONCE_BYTES, Sealed

HEADER: Final = b"IS\x01"
USE: Final = "intakt/system-secret/v1"


def seal(instance: models.Model, **values: Any) -> None:
    """Set secret attributes on a row; None empties one. Raises Unsealable."""
    for name, value in values.items():
        field = _field(instance, name)
        if value is None:
            setattr(instance, name, None)
            continue
        slot = field.slot_of(instance)
        nonce = os.urandom(NONCE_BYTES)
        body = _cipher().encrypt(
            nonce, encode(value, field.value_type), slot.associated_data(HEADER)
        )
        setattr(instance, name, Sealed(HEADER + nonce + body))


def open(instance: models.Model, name: str) -> Any:  # noqa: A001 - the field's word
    """Return one secret of a row, None where none is stored; raise CannotOpen."""
    sealed: Sealed | None = getattr(instance, name)
    if sealed is None:
        return None
    field = _field(instance, name)
    slot = field.slot_of(instance)
    header, rest = sealed.blob[: len(HEADER)], sealed.blob[len(HEADER) :]
    if header != HEADER:
        raise CannotOpen
    nonce, body = rest[:NONCE_BYTES], rest[NONCE_BYTES:]
    try:
        padded = _cipher().decrypt(nonce, body, slot.associated_data(HEADER))
        return decode(padded, field.value_type)
    except (InvalidTag, ValueError):
        raise CannotOpen from None


def _cipher() -> AESGCM:
    return AESGCM(root_keys.derived(root_keys.SYSTEM, USE))


def _field(instance: models.Model, name: str) -> SecretField:
    field = instance._meta.get_field(name)
    if not isinstance(field, SecretField):
        message = f"{name} is not a system secret."
        raise TypeError(message)
    return field
