"""Trying a restored copy: what must open does, and what must not does not.

It looks below the door, at a copy that nobody is served from, and keeps nothing of
what it opens. The care team's documents it cannot open: there it looks whether the
wraps are there.
"""

import uuid
from collections import Counter
from collections.abc import Collection, Iterator
from enum import StrEnum
from typing import Any, Final, TypeVar

from django.apps import apps
from django.db.models import Model

from crypto import ledger, system_secret
from crypto.errors import CryptoError
from crypto.fields import SealedField, SecretField
from crypto.models import PERSONAL, DataKey, Wrap
from crypto.opening import keys_for
from crypto.sealing import Sealed

SAMPLE: Final = 25
Kind = TypeVar("Kind", SecretField, SealedField)


class Found(StrEnum):
    """How it was with one value, or with one key that the ledger names."""

    OPENED = "opened"
    WRAPPED = "wrapped"  # the care team's: its wraps are there
    NEWER = "newer"  # its key was made after this backup of the keys
    DESTROYED = "destroyed"  # and it stays so
    CAME_BACK = "came_back"  # destroyed, and readable again
    UNREADABLE = "unreadable"


def look_over() -> Counter[Found]:
    """Try a sample of every sealed column, and all of what was destroyed."""
    destroyed = {uuid.UUID(entry.data_key) for entry in ledger.entries()}
    found: Counter[Found] = Counter()
    for secret in _fields(SecretField):
        found.update(_secret(secret, row) for row in _sample(secret))
    for field in _fields(SealedField):
        rows = [*_sample(field), *_of_destroyed(field, destroyed)]
        found.update(_value(field, row, destroyed) for row in rows)
    found.update(_key(key_id) for key_id in destroyed)
    return found


def _fields(kind: type[Kind]) -> Iterator[Kind]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, kind):
                yield field


def _sample(field: SealedField | SecretField) -> list[Model]:
    """Choose rows by chance."""
    return list(_rows(field).order_by("?")[:SAMPLE])


def _of_destroyed(field: SealedField, destroyed: Collection[uuid.UUID]) -> list[Model]:
    """Choose every row of whom something in this compartment was destroyed."""
    keys = DataKey.objects.filter(id__in=destroyed, compartment=field.compartment)
    people = list(keys.values_list("person_id", flat=True))
    return list(_rows(field).filter(**{f"{field.person}__in": people}))


def _rows(field: SealedField | SecretField) -> Any:
    return field.model._default_manager.filter(  # noqa: SLF001 - Django offers no other
        **{f"{field.name}__isnull": False}
    )


def _secret(field: SecretField, row: Model) -> Found:
    try:
        system_secret.open(row, field.name)
    except CryptoError:
        return Found.UNREADABLE
    return Found.OPENED


def _value(field: SealedField, row: Any, destroyed: Collection[uuid.UUID]) -> Found:
    sealed: Sealed = getattr(row, field.name)
    key_id = sealed.key_id
    is_readable = _is_readable(field, row, sealed)
    if key_id in destroyed:
        return Found.CAME_BACK if is_readable else Found.DESTROYED
    if is_readable:
        return Found.OPENED if field.compartment in PERSONAL else Found.WRAPPED
    is_known = DataKey.objects.filter(id=key_id).exists()
    return Found.UNREADABLE if is_known else Found.NEWER


def _is_readable(field: SealedField, row: Any, sealed: Sealed) -> bool:
    if field.compartment not in PERSONAL:
        return Wrap.objects.filter(data_key=sealed.key_id).exists()
    try:
        keys_for([getattr(row, field.person)], [field.compartment]).open(sealed)
    except CryptoError:
        return False
    return True


def _key(key_id: uuid.UUID) -> Found:
    is_wrapped = Wrap.objects.filter(data_key=key_id).exists()
    return Found.CAME_BACK if is_wrapped else Found.DESTROYED
