"""Sign-in data of invented staff, for the sign-in page of a demo.

Three things must be true before anything shows: the portal runs as a demo, the
seed entered the person here, and the person still has that account. No other
code writes these rows, and no page asks for secrets of an account not entered.
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise

from accounts.models import Account, DemoSignIn, TOTPDevice
from accounts.models.second_factor import current_code, readable_key
from crypto import system_secret


class NoDemo(Exception):
    """The portal does not run as a demo."""


@dataclass(frozen=True, slots=True)
class Player:
    """One invented member of staff and how to sign in as them."""

    name: str
    email: str
    roles: tuple[str | Promise, ...]
    password: str
    key: str
    code: str


def enter(account: Account, *, password: str) -> DemoSignIn:
    """Let the sign-in page show this invented account. Raises NoDemo."""
    if not settings.DEMO:
        raise NoDemo
    entry = DemoSignIn(account=account)
    system_secret.seal(entry, password=password)
    entry.save(force_insert=True)
    return entry


def cast() -> list[Player]:
    """Return the invented staff in the order entered; nobody outside a demo."""
    if not settings.DEMO:
        return []
    entries = DemoSignIn.objects.select_related("account")
    return [
        _player(entry)
        for entry in entries.filter(account__closure=None).order_by(
            "account__created_at"
        )
    ]


def _player(entry: DemoSignIn) -> Player:
    account = entry.account
    device = TOTPDevice.objects.filter(user=account).order_by("created_at").last()
    seed = device.opened_seed() if device else None
    return Player(
        name=account.opened_name(),
        email=account.opened_email(),
        roles=tuple(role.label for role in account.roles()),
        password=str(system_secret.open(entry, "password")),
        key=readable_key(seed) if seed else "",
        code=current_code(seed) if seed else "",
    )
