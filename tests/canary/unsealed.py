"""A portal with its seals taken off, to show that the search can find something.

Nothing in the product can do this: these settings add an app of the tests' own
that puts other ciphers and hashes where the real ones stand.
"""

import hmac
from collections import OrderedDict
from types import SimpleNamespace
from typing import Any

from django.apps import AppConfig
from django.contrib.auth.hashers import BasePasswordHasher

from deploy.settings import *  # noqa: F403
from deploy.settings import INSTALLED_APPS as APPS

INSTALLED_APPS = ["tests.canary.unsealed.Unsealed", *APPS]
PASSWORD_HASHERS = ["tests.canary.unsealed.NoHasher"]
TAG = bytes(16)
DIGEST_BYTES = 32  # at least: callers cut pieces off


class NoCipher:
    """Takes the place of AES-GCM and leaves everything as it is."""

    def __init__(self, key: bytes) -> None:
        """Forget the key."""

    def encrypt(self, nonce: bytes, data: bytes, bound: bytes | None) -> bytes:
        """Return the data and room for a tag."""
        return data + TAG

    def decrypt(self, nonce: bytes, data: bytes, bound: bytes | None) -> bytes:
        """Return the data."""
        return data[: -len(TAG)]


class NoHasher(BasePasswordHasher):
    """Keeps a password as it was typed."""

    algorithm = "none"

    def salt(self) -> str:
        """Return something that is no salt."""
        return "salt"

    def encode(self, password: str, salt: str) -> str:
        """Return the password."""
        return f"none${password}"

    def verify(self, password: str, encoded: str) -> bool:
        """Compare."""
        return encoded == f"none${password}"

    def safe_summary(self, encoded: str) -> Any:
        """Say nothing."""
        return OrderedDict()

    def must_update(self, encoded: str) -> bool:
        """Never."""
        return False


class Unsealed(AppConfig):
    """Takes the seals off once Django knows the apps."""

    name = "tests.canary"
    label = "unsealed"

    def ready(self) -> None:
        """Replace cipher and keyed hash in every module of crypto."""
        from crypto import (  # noqa: PLC0415 - models need a Django that is set up
            blind_index,
            kek,
            mac,
            opening,
            sealing,
            session,
            system_secret,
        )

        for module in (kek, opening, sealing, session, system_secret):
            vars(module)["AESGCM"] = NoCipher
        no_hash = SimpleNamespace(
            digest=lambda _key, data, _name: data.ljust(DIGEST_BYTES),
            compare_digest=hmac.compare_digest,
        )
        for module in (mac, blind_index):
            vars(module)["hmac"] = no_hash
