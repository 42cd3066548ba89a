"""Bytes of a value: exact types, length-prefixed lists, padding.

Everything here is deterministic and has no key; `README.md` gives the same in
words, so that somebody else can write a second reader.
"""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any, Final, Literal, get_args

from crypto.errors import CannotOpen, Unsealable

ValueType = Literal["text", "date", "json", "bytes"]
VALUE_TYPES: Final = frozenset(get_args(ValueType))

# A short text hides its length among texts of 32 bytes, a form section among
# sections of 256: "ja" and "nee" must not be told apart by size (CRYPTO D.2).
PADDING: Final[dict[ValueType, int]] = {
    "text": 32,
    "date": 16,
    "json": 256,
    "bytes": 32,
}
LENGTH_BYTES: Final = 4


def length_prefixed(parts: Iterable[bytes]) -> bytes:
    """Join byte strings so that no two different lists give the same bytes.

    Each part is preceded by its length as four bytes, little endian.
    """
    return b"".join(len(part).to_bytes(LENGTH_BYTES, "little") + part for part in parts)


def encode(value: Any, value_type: ValueType) -> bytes:
    """Turn a value into padded bytes; raise Unsealable for a wrong type."""
    payload = _payload(value, value_type)
    step = PADDING[value_type]
    padding = -(len(payload) + LENGTH_BYTES) % step
    return len(payload).to_bytes(LENGTH_BYTES, "little") + payload + bytes(padding)


def decode(padded: bytes, value_type: ValueType) -> Any:
    """Turn padded bytes back into the value, of exactly the type it had."""
    length = int.from_bytes(padded[:LENGTH_BYTES], "little")
    payload = padded[LENGTH_BYTES : LENGTH_BYTES + length]
    if len(payload) != length or any(padded[LENGTH_BYTES + length :]):
        raise CannotOpen
    if value_type == "bytes":
        return payload
    text = payload.decode("utf-8")
    if value_type == "text":
        return text
    if value_type == "date":
        return date.fromisoformat(text)
    return json.loads(text)


def _payload(value: Any, value_type: ValueType) -> bytes:
    try:
        if value_type == "text" and isinstance(value, str):
            return value.encode("utf-8")
        if value_type == "bytes" and isinstance(value, bytes):
            return value
        if value_type == "date" and type(value) is date:
            return value.isoformat().encode("ascii")
        if value_type == "json":
            return json.dumps(
                value, ensure_ascii=False, allow_nan=False, separators=(",", ":")
            ).encode("utf-8")
    except (TypeError, ValueError, RecursionError):
        # UnicodeEncodeError is a ValueError: lone surrogates are refused here.
        # The cause is dropped: its text would quote the value.
        message = f"This value cannot be sealed as {value_type}."
        raise Unsealable(message) from None
    message = f"A {type(value).__name__} cannot be sealed as {value_type}."
    raise Unsealable(message)
