"""Opening sealed values. Only `patients.door` may import this module."""

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crypto.encoding import decode
from crypto.errors import CannotOpen
from crypto.keyring import Wrapped, unwrap_data_key, wrapped_keys
from crypto.sealing import HEADER_BYTES, NONCE_BYTES, Sealed, Slot


class OpeningKeys:
    """The data keys of some people, each unwrapped when first needed."""

    def __init__(self, wraps: Iterable[Wrapped]) -> None:
        """Take the wraps that one query found."""
        self._wraps = {wrap.key_id: wrap for wrap in wraps}
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

    def _cipher(self, key_id: uuid.UUID) -> AESGCM:
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            wrap = self._wraps.get(key_id)
            if wrap is None:
                raise CannotOpen
            cipher = AESGCM(unwrap_data_key(wrap))
            self._ciphers[key_id] = cipher
        return cipher


def keys_for(
    people: Collection[uuid.UUID], compartments: Collection[str]
) -> OpeningKeys:
    """Fetch the wraps of some people's data keys, in one query."""
    return OpeningKeys(
        wrapped_keys(
            data_key__person_id__in=people, data_key__compartment__in=compartments
        )
    )


def open_value(cipher: AESGCM, blob: bytes, slot: Slot) -> Any:
    """Open stored bytes under a cipher; raise CannotOpen, without a reason."""
    header, rest = blob[:HEADER_BYTES], blob[HEADER_BYTES:]
    nonce, body = rest[:NONCE_BYTES], rest[NONCE_BYTES:]
    try:
        padded = cipher.decrypt(nonce, body, slot.associated_data(header))
        return decode(padded, slot.place.value_type)
    except (InvalidTag, ValueError):
        raise CannotOpen from None
