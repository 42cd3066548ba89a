"""A forgotten password: a code by mail, then the second factor (UX S1, ACC-06).

Neither alone is enough, and no answer tells whether an address is known: for an
unknown one the same code is made, and sent to nobody. A new password comes with a
new key of one's own, and none of the team's: whoever resets an account reads
nothing by it (DESIGN §4).
"""

import contextlib
from datetime import timedelta
from typing import Final

from django.http import HttpRequest
from django.utils import timezone

from accounts import care_team, codes, recipients, signing_in, unlocking
from accounts.changing_password import set_password
from accounts.models import Account
from accounts.models.account import email_index

ASKED_KEY: Final = "password_asked"
PROVEN_KEY: Final = "password_proven"
FACTOR_KEY: Final = "password_factor"
LIFETIME: Final = timedelta(minutes=30)


class NotAsked(Exception):
    """This browser did not ask for a new password, or too long ago."""


def ask(request: HttpRequest, *, email: str) -> None:
    """Send a code, if the address is somebody's. The answer is always the same."""
    account = Account.objects.open().with_email(email).first()
    request.session[ASKED_KEY] = email_index(email)
    request.session.pop(PROVEN_KEY, None)
    request.session.pop(FACTOR_KEY, None)
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


def prove_factor(request: HttpRequest, account: Account, code: str) -> None:
    """Accept the second factor, for as long as the mailed code counts.

    Raises signing_in.FactorRefused and lockout.MustWait.
    """
    signing_in.check_factor(account, code)
    request.session[FACTOR_KEY] = str(account.id)
    request.session.cycle_key()


def has_factor(request: HttpRequest, account: Account) -> bool:
    """Tell whether both proofs were given in this browser."""
    return request.session.get(FACTOR_KEY) == str(account.id)


def change(
    request: HttpRequest, account: Account, *, password: str, knowing: bool = False
) -> None:
    """Set the password and end every session of the account, this one too.

    The new key is committed before the new password counts; between the two the
    account opens with the old one, and nothing to read with either. `knowing` says
    that the last one on the team was told what that means: raises
    care_team.LastOnTeam, and NotAsked without the second factor.
    """
    if not has_factor(request, account):
        raise NotAsked
    if care_team.is_last(account) and not knowing:
        raise care_team.LastOnTeam
    unlocking.begin_anew(account, password)
    set_password(account, password)
    request.session.flush()


def _subject(request: HttpRequest) -> str:
    index = request.session.get(ASKED_KEY)
    if not index:
        raise NotAsked
    return f"password:{index}"
