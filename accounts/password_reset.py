"""A forgotten password: a code by mail, then the second factor (UX S1, ACC-06).

Neither alone is enough, and no answer tells whether an address is known: for an
unknown one the same code is made, and sent to nobody.
"""

import contextlib
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts import codes, notices, recipients, signing_in
from accounts.models import Account
from accounts.models.account import email_index
from audit.actions import Action
from audit.actors import Actor
from audit.trail import record

ASKED_KEY: Final = "password_asked"
PROVEN_KEY: Final = "password_proven"
LIFETIME: Final = timedelta(minutes=30)


class NotAsked(Exception):
    """This browser did not ask for a new password, or too long ago."""


def ask(request: HttpRequest, *, email: str) -> None:
    """Send a code, if the address is somebody's. The answer is always the same."""
    account = Account.objects.open().with_email(email).first()
    request.session[ASKED_KEY] = email_index(email)
    request.session.pop(PROVEN_KEY, None)
    with contextlib.suppress(codes.TooManyCodes):
        codes.send_code(
            request,
            subject=_subject(request),
            recipient=recipients.account(account) if account else None,
        )


def prove(request: HttpRequest, *, code: str) -> None:
    """Accept the mailed code. Raises NotAsked, and a CodeRefused."""
    codes.redeem(request, subject=_subject(request), typed=code)
    until = timezone.now() + LIFETIME
    request.session[PROVEN_KEY] = until.timestamp()
    request.session.cycle_key()


def proven_account(request: HttpRequest) -> Account:
    """Return the account whose mailbox was proven; raises NotAsked."""
    until = request.session.get(PROVEN_KEY, 0)
    index = request.session.get(ASKED_KEY, "")
    account = Account.objects.open().filter(email_index=index).first()
    if account is None or until < timezone.now().timestamp():
        raise NotAsked
    return account


def change(request: HttpRequest, account: Account, *, password: str, code: str) -> None:
    """Set the password and end every session of the account, this one too.

    Raises signing_in.FactorRefused and lockout.MustWait.
    """
    signing_in.check_factor(account, code)
    by = Actor.staff(account.id, "")
    with transaction.atomic():
        account.set_password(password)
        account.save(update_fields=["password"])
        record(
            Action.PASSWORD_CHANGED, by=by, thing="account", thing_id=str(account.id)
        )
        notices.tell_password_changed(account, by=by)
    request.session.flush()


def _subject(request: HttpRequest) -> str:
    index = request.session.get(ASKED_KEY)
    if not index:
        raise NotAsked
    return f"password:{index}"
