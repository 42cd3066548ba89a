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
from audit.actions import Action
from audit.actors import Actor
from audit.trail import record
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

    Whoever has no key yet gets one. It stays locked where the password opens the
    account and not the key: that key ends with a forgotten password alone.
    """
    holder = members.unlock(account.id, password)
    if holder is None and members.current(account.id) is None:
        holder = begin_anew(account, password)
    if holder is not None:
        carry(request, holder)
    return holder is not None


def begin_anew(account: Account, password: str) -> Keyholder:
    """Make a member's key anew; it opens nothing until a colleague admits it."""
    by = Actor.staff(account.id, "")
    account.leave_team(by=by)
    holder = members.make(account.id, password)
    record(
        Action.MEMBER_KEY_MADE,
        by=by,
        thing="member_key",
        thing_id=str(holder.key_id),
    )
    return holder
