"""The unlocked key of a session: carried sealed under the cookie, used behind doors.

A password unlocks a member's key at sign-in, a link carries a person's. Either lies
in the session alone, which neither the databases nor the key file open; and
`accounts.middleware` hands it out as `request.holding` only once the second factor,
or the code, was given.
"""

from typing import Final
from uuid import UUID

from django.http import HttpRequest

from accounts.models import Account
from crypto import members
from crypto.holding import Holder, Keyholder

HELD_KEY: Final = "key"


def carry(request: HttpRequest, holder: Keyholder) -> None:
    """Let the session carry an unlocked key."""
    request.session[HELD_KEY] = [holder.kind, str(holder.key_id), holder.carried()]


def held(request: HttpRequest) -> Keyholder | None:
    """Return the key this session carries; only the middleware asks."""
    found = request.session.get(HELD_KEY)
    if not found:
        return None
    kind, key_id, seed = found
    return Keyholder(Holder(kind), UUID(key_id), bytes.fromhex(seed))


def unlock(request: HttpRequest, account: Account, password: str) -> bool:
    """Unlock a member's key with their password; tell whether it opened.

    It stays locked where the password opens the account and not the key: who
    forgot a password begins with a new key, which a colleague admits.
    """
    holder = members.unlock(account.id, password)
    if holder is not None:
        carry(request, holder)
    return holder is not None
