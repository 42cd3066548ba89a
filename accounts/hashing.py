"""Passwords as they are hashed: bound to one account and to the key file.

Argon2id is applied to a MAC of the password, under a key that only the key file
opens. Whoever has the databases alone can neither try passwords nor write a hash
that lets them in; and one account's hash is worth nothing in another's row.
"""

import threading
from typing import Final
from uuid import UUID

from crypto.mac import mac

# Each try takes 100 MiB (Django's Argon2): however many come at once, so many count
# at a time in one process, and the others wait.
AT_ONCE: Final = 2
turns: Final = threading.BoundedSemaphore(AT_ONCE)


def bound(account_id: UUID, password: str) -> str:
    """Return what is hashed in place of a password."""
    typed = password.encode("utf-8", "surrogatepass")
    return mac("accounts.password", account_id.bytes + typed).hex()
