"""Keyed HMAC-SHA-256 (RFC 2104), a key per purpose."""

import hmac

from crypto import root_keys


def mac(purpose: str, data: bytes) -> bytes:
    """Return 32 bytes that only this portal can make for this purpose."""
    return hmac.digest(root_keys.derived(root_keys.MAC, purpose), data, "sha256")


def same(one: bytes, other: bytes) -> bool:
    """Compare two MACs in constant time."""
    return hmac.compare_digest(one, other)
