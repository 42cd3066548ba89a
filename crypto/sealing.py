"""Sealing a value: AES-256-GCM under a data key, bound to its place.

`README.md` gives the bytes. What is bound as associated data (the header, and
the slot: model, field, record, person, compartment and type) is why a value
copied to another row, column or person does not open.
"""

import dataclasses
import os
import uuid
from typing import Any, Final, NamedTuple, NoReturn

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crypto.encoding import ValueType, encode, length, length_prefixed
from crypto.errors import CannotOpen, NotSealed, Unsealable

FORMAT: Final = b"intakt/value/v1"
MAGIC: Final = b"IV"
SUITE_AES_256_GCM: Final = b"\x01"
START: Final = MAGIC + SUITE_AES_256_GCM
KEY_ID_BYTES: Final = 16
NONCE_BYTES: Final = 12
HEADER_BYTES: Final = len(START) + KEY_ID_BYTES
ID_BYTES: Final = 16
ID_LENGTH: Final = length(ID_BYTES)
HEADER_LENGTH: Final = length(HEADER_BYTES)


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """The part of a slot that is the same for every row: one sealed field."""

    model: str
    field: str
    compartment: str
    value_type: ValueType
    # What the door calls this kind of data (RULES ACC-03, A to M). It decides
    # who may read, not how the bytes are bound.
    kind: str
    # The place's share of the associated data, joined once.
    bound: bytes = dataclasses.field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Join what the place binds."""
        names = (self.model, self.field, self.compartment, self.value_type)
        bound = length_prefixed([FORMAT, *(name.encode() for name in names)])
        object.__setattr__(self, "bound", bound)


class Slot(NamedTuple):
    """Where one sealed value belongs."""

    place: Place
    record_id: uuid.UUID
    person_id: uuid.UUID

    def associated_data(self, header: bytes) -> bytes:
        """Return what AES-GCM authenticates beside the value."""
        place, record_id, person_id = self
        size = length(len(header))
        return associated_data(place, header, record_id, person_id, size)


def associated_data(
    place: Place,
    header: bytes,
    record_id: uuid.UUID,
    person_id: uuid.UUID,
    header_length: bytes = HEADER_LENGTH,
) -> bytes:
    """Return what AES-GCM authenticates beside the value of one slot."""
    # length_prefixed written out, and UUID.bytes too: every value passes here.
    return (
        place.bound
        + header_length
        + header
        + ID_LENGTH
        + record_id.int.to_bytes(ID_BYTES, "big")
        + ID_LENGTH
        + person_id.int.to_bytes(ID_BYTES, "big")
    )


class Sealed:
    """A sealed value as a model's attribute holds it. It shows nothing.

    Printing it, formatting it, rendering it in a template or serialising it
    gives no text and no bytes; only the door opens it. Where it belongs is known
    once it was read as a row's attribute.
    """

    __slots__ = ("blob", "person_id", "place", "record_id")

    def __init__(
        self,
        blob: bytes,
        place: Place | None = None,
        record_id: uuid.UUID | None = None,
        person_id: uuid.UUID | None = None,
    ) -> None:
        """Hold the stored bytes and, when known, the slot they belong to."""
        self.blob = blob
        self.place = place
        self.record_id = record_id
        self.person_id = person_id

    def __repr__(self) -> str:
        return "<sealed>"

    def __str__(self) -> str:
        return ""

    def __format__(self, specification: str) -> str:
        return ""

    def __html__(self) -> str:
        return ""

    def __reduce__(self) -> NoReturn:
        message = "A sealed value is not pickled: it would leave its row."
        raise NotSealed(message)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and self.blob == other.blob

    def __hash__(self) -> int:
        return hash(self.blob)

    @property
    def key_id(self) -> uuid.UUID:
        """Return the id of the data key; raise CannotOpen for a strange header."""
        return key_id_of(self.blob[:HEADER_BYTES])


def key_id_of(header: bytes) -> uuid.UUID:
    """Return the id of the data key; raise CannotOpen for a strange header."""
    if len(header) != HEADER_BYTES or not header.startswith(START):
        raise CannotOpen
    return uuid.UUID(bytes=header[len(START) :])


class SealingKey:
    """A data key that can only seal. Reading needs the door."""

    __slots__ = ("_cipher", "_header", "compartment", "document_id", "person_id")

    def __init__(
        self,
        key: bytes,
        *,
        key_id: uuid.UUID,
        compartment: str,
        person_id: uuid.UUID,
        document_id: uuid.UUID,
    ) -> None:
        """Take an unwrapped data key and what it belongs to."""
        self._cipher = AESGCM(key)
        self._header = START + key_id.bytes
        self.compartment = compartment
        self.person_id = person_id
        self.document_id = document_id

    def __repr__(self) -> str:
        return "<sealing key>"

    def seal(self, instance: Any, **values: Any) -> None:
        """Set sealed attributes on an unsaved or loaded row; None empties one.

        Raises Unsealable when a value is not of the field's type, or when the
        field belongs to another compartment, person or document than the key.
        """
        for name, value in values.items():
            field = instance._meta.get_field(name)
            slot: Slot = field.slot_of(instance)
            its = slot.place.compartment, slot.person_id, field.document_of(instance)
            if its != (self.compartment, self.person_id, self.document_id):
                message = f"{name} is not under this data key."
                raise Unsealable(message)
            sealed = None if value is None else self.seal_value(value, slot)
            setattr(instance, name, sealed)

    def seal_value(self, value: Any, slot: Slot, nonce: bytes | None = None) -> Sealed:
        """Seal one value for one slot. The nonce is given only by test vectors.

        A data key seals far fewer than the 2^32 values that random 96-bit
        nonces allow (SP 800-38D): it serves one person or one document.
        """
        place, record_id, person_id = slot
        nonce, header = nonce or os.urandom(NONCE_BYTES), self._header
        body = self._cipher.encrypt(
            nonce,
            encode(value, place.value_type),
            associated_data(place, header, record_id, person_id),
        )
        return Sealed(header + nonce + body, place, record_id, person_id)
