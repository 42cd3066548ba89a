"""Opening sealed values. Only `patients.door` may import this module."""

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crypto.encoding import decode
from crypto.errors import CannotOpen, KeyLocked
from crypto.holding import Keyholder
from crypto.keyring import Wrapped, choose, unwrap_data_key, wrapped_keys
from crypto.models import PERSONAL, Wrap
from crypto.sealing import HEADER_BYTES, NONCE_BYTES, Sealed, Slot


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
        self._ciphers: dict[uuid.UUID, AESGCM] = {}

    def __repr__(self) -> str:
        return "<opening keys>"

    def open(self, sealed: Sealed) -> Any:
        """Return the value; raise CannotOpen, without a reason."""
        if sealed.slot is None:
            raise CannotOpen
        return open_value(self._cipher(sealed.key_id), sealed.blob, sealed.slot)

    def close(self) -> None:
        """Forget every key."""
        self._wraps.clear()
        self._ciphers.clear()
        self._holding = None

    def _cipher(self, key_id: uuid.UUID) -> AESGCM:
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            cipher = AESGCM(unwrap_data_key(self._wrap(key_id), self._holding))
            self._ciphers[key_id] = cipher
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
) -> OpeningKeys:
    """Fetch the wraps of some people's data keys, in one query."""
    asked = {
        "data_key__person_id__in": people,
        "data_key__compartment__in": compartments,
    }
    if PERSONAL.issuperset(compartments):
        asked["recipient_kind"] = Wrap.Recipient.KEK
    return OpeningKeys(wrapped_keys(**asked), holding)


def open_value(cipher: AESGCM, blob: bytes, slot: Slot) -> Any:
    """Open stored bytes under a cipher; raise CannotOpen, without a reason."""
    header, rest = blob[:HEADER_BYTES], blob[HEADER_BYTES:]
    nonce, body = rest[:NONCE_BYTES], rest[NONCE_BYTES:]
    try:
        padded = cipher.decrypt(nonce, body, slot.associated_data(header))
        return decode(padded, slot.place.value_type)
    except (InvalidTag, ValueError):
        raise CannotOpen from None
