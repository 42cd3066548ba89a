"""A new password while signed in: the key goes along, other sessions end (ACC-06).

In three commits, each of which leaves a state that works: the key under the new
password beside the old, the account's new password, the key under the new alone.
"""

from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest

from accounts import notices, signing_in, unlocking
from accounts.models import Account
from audit.actions import Action
from audit.actors import Actor
from audit.trail import record
from crypto import members


def change(request: HttpRequest, account: Account, *, old: str, password: str) -> None:
    """Set a new password; raises signing_in.SignInRefused and lockout.MustWait."""
    signing_in.confirm_password(request, account, old)
    holder = members.unlock(account.id, old)
    if holder is None:
        # Nobody can open the key that stands there any more.
        holder = unlocking.begin_anew(account, password)
    else:
        members.reseal(holder, password)
    set_password(account, password)
    members.settle(account.id, holder, password)
    update_session_auth_hash(request, account)
    unlocking.carry(request, holder)


@transaction.atomic
def set_password(account: Account, password: str) -> None:
    """Let the account open with another password; its sessions end."""
    by = Actor.staff(account.id, "")
    account.set_password(password)
    account.save(update_fields=["password"])
    record(Action.PASSWORD_CHANGED, by=by, thing="account", thing_id=str(account.id))
    notices.tell_password_changed(account, by=by)
