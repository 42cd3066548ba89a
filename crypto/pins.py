"""Pins: a MAC on each public key and data key that this portal itself made.

Whoever can write to the databases but does not have the key file cannot put a
key of their own in a colleague's place, nor plant a data key whose bytes they
know: an unpinned row is refused wherever it would be used.
"""

from crypto.encoding import length_prefixed
from crypto.errors import NotPinned
from crypto.mac import mac, same


def pin(kind: str, *facts: bytes) -> bytes:
    """Return 32 bytes over the facts of one row."""
    return mac("crypto.pin", length_prefixed([kind.encode(), *facts]))


def is_ours(stored: bytes | memoryview, kind: str, *facts: bytes) -> bool:
    """Tell whether this portal made a row, and it is as it was."""
    return same(bytes(stored), pin(kind, *facts))


def require(stored: bytes | memoryview, kind: str, *facts: bytes) -> None:
    """Raise NotPinned where a row was not made by this portal, or was changed."""
    if not is_ours(stored, kind, *facts):
        raise NotPinned
