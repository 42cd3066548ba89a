"""Mail that tells a member of staff that something about their account changed."""

from accounts import practice, recipients
from accounts.models import Account
from audit.actors import Actor
from outbox.messages import post


def tell_factor_changed(account: Account, *, by: Actor) -> None:
    """Tell of a recovery code spent or a new set made (UX S2b)."""
    _tell("account_factor_changed", account, by=by)


def tell_password_changed(account: Account, *, by: Actor) -> None:
    """Tell of a new password."""
    _tell("password_changed", account, by=by)


def _tell(template: str, account: Account, *, by: Actor) -> None:
    to = recipients.account(account)
    post(template, to=to, variables=practice.mail_variables(), by=by)
