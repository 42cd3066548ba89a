"""Bytes of a value: exact types, length-prefixed lists, padding.

Everything here is deterministic and has no key; `README.md` gives the same in
words, so that somebody else can write a second reader.
"""

import json
from collections.abc import Iterable
from datetime import date
from struct import Struct
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
# A length as four bytes, little endian.
length: Final = Struct("<I").pack


def length_prefixed(parts: Iterable[bytes]) -> bytes:
    """Join byte strings so that no two different lists give the same bytes.

    Each part is preceded by its length as four bytes, little endian.
    """
    return b"".join([piece for part in parts for piece in (length(len(part)), part)])


def encode(value: Any, value_type: ValueType) -> bytes:
    """Turn a value into padded bytes; raise Unsealable for a wrong type."""
    try:
        if value_type == "text" and isinstance(value, str):
            payload = value.encode()
        elif value_type == "bytes" and isinstance(value, bytes):
            payload = value
        elif value_type == "date" and type(value) is date:
            payload = value.isoformat().encode()
        elif value_type == "json":
            payload = json.dumps(
                value, ensure_ascii=False, allow_nan=False, separators=(",", ":")
            ).encode()
        else:
            message = f"A {type(value).__name__} cannot be sealed as {value_type}."
            raise Unsealable(message)
    except (TypeError, ValueError, RecursionError):
        # UnicodeEncodeError is a ValueError: lone surrogates are refused here.
        # The cause is dropped: its text would quote the value.
        message = f"This value cannot be sealed as {value_type}."
        raise Unsealable(message) from None
    size = LENGTH_BYTES + len(payload)
    padding = -size % PADDING[value_type]
    return (length(len(payload)) + payload).ljust(size + padding, b"\0")


def decode(padded: bytes, value_type: ValueType) -> Any:
    """Turn padded bytes back into the value, of exactly the type it had."""
    end = LENGTH_BYTES + int.from_bytes(padded[:LENGTH_BYTES], "little")
    # What follows is zeros and nothing else: strip is quick, and tells.
    if end > len(padded) or padded[end:].strip(b"\0"):
        raise CannotOpen
    payload = padded[LENGTH_BYTES:end]
    if value_type == "text":
        return payload.decode()
    if value_type == "bytes":
        return payload
    if value_type == "date":
        return date.fromisoformat(payload.decode())
    return json.loads(payload.decode())
