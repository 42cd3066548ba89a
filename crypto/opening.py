"""Opening sealed values. Only `patients.door` may import this module."""

import uuid
from collections.abc import Collection, Iterable
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crypto.encoding import decode
from crypto.errors import CannotOpen, KeyLocked
from crypto.holding import Keyholder
from crypto.keyring import Wrapped, choose, unwrap_data_key, wrapped_keys
from crypto.models import PERSONAL, Wrap
from crypto.sealing import (
    HEADER_BYTES,
    NONCE_BYTES,
    Sealed,
    associated_data,
    key_id_of,
)

# Where the ciphertext begins.
BODY: Final = HEADER_BYTES + NONCE_BYTES


class OpeningKeys:
    """The data keys of some people, each unwrapped when first needed."""

    def __init__(
        self, wraps: Iterable[Wrapped], holding: Keyholder | None = None
    ) -> None:
        """Take the wraps that one query found, and whose key may open them."""
        self._wraps: dict[uuid.UUID, list[Wrapped]] = {}
        for wrap in wraps:
            self._wraps.setdefault(wrap.key_id, []).append(wrap)
        self._holding = holding
        # By a value's whole header: its form was looked at when it came in here.
        self._ciphers: dict[bytes, AESGCM] = {}

    def __repr__(self) -> str:
        return "<opening keys>"

    def open(self, sealed: Sealed) -> Any:
        """Return the value; raise CannotOpen, without a reason."""
        header = sealed.blob[:HEADER_BYTES]
        cipher = self._ciphers.get(header) or self._unlocked(header)
        return open_value(cipher, sealed)

    def may_open(self, sealed: Sealed) -> bool:
        """Tell whether a wrap of this value's data key is here."""
        return sealed.key_id in self._wraps

    def close(self) -> None:
        """Forget every key."""
        self._wraps.clear()
        self._ciphers.clear()
        self._holding = None

    def _unlocked(self, header: bytes) -> AESGCM:
        """Unwrap the data key that a value's header names, once."""
        wrapped = self._wrap(key_id_of(header))
        cipher = AESGCM(unwrap_data_key(wrapped, self._holding))
        self._ciphers[header] = cipher
        return cipher

    def _wrap(self, key_id: uuid.UUID) -> Wrapped:
        wraps = self._wraps.get(key_id)
        if not wraps:
            raise CannotOpen
        chosen = choose(wraps, self._holding)
        if chosen is None:
            raise self._holding.refusal() if self._holding else KeyLocked
        return chosen


def keys_for(
    people: Collection[uuid.UUID],
    compartments: Collection[str],
    *,
    holding: Keyholder | None = None,
    lent: uuid.UUID | None = None,
) -> OpeningKeys:
    """Fetch the wraps of some people's data keys, in one query.

    `lent` is a document: then its keys alone, and only as a grant lends them.
    """
    asked: dict[str, Any] = {
        "data_key__person_id__in": people,
        "data_key__compartment__in": compartments,
    }
    if PERSONAL.issuperset(compartments):
        asked["recipient_kind"] = Wrap.Recipient.KEK
    if lent:
        asked["data_key__document_id"] = lent
        asked["recipient_kind"] = Wrap.Recipient.GRANT
    return OpeningKeys(wrapped_keys(**asked), holding)


def open_value(cipher: AESGCM, sealed: Sealed) -> Any:
    """Open a value under its data key; raise CannotOpen, without a reason."""
    blob, place = sealed.blob, sealed.place
    record_id, person_id = sealed.record_id, sealed.person_id
    if place is None or record_id is None or person_id is None:
        raise CannotOpen
    bound = associated_data(place, blob[:HEADER_BYTES], record_id, person_id)
    try:
        padded = cipher.decrypt(blob[HEADER_BYTES:BODY], blob[BODY:], bound)
        return decode(padded, place.value_type)
    except (InvalidTag, ValueError):
        raise CannotOpen from None
