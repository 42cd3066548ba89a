"""Signing in, step by step: password, second factor, role (RULES ACC-05, ACC-07).

Each step gives the session a new key: what somebody knew of it before is worth
nothing afterwards.
"""

import re
from typing import Final

import django_otp
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import lockout, notices, unlocking
from accounts.models import Account, RecoverySet, TOTPDevice
from accounts.models.account import email_index
from accounts.models.second_factor import TOTP_CODE, UUIDDevice
from accounts.roles import Role
from accounts.sessions import ROLE_KEY
from audit.actions import Action
from audit.actors import Actor
from audit.trail import Outcome, record

BACKEND: Final = "accounts.backends.EmailBackend"
NEXT_KEY: Final = "next"


class SignInRefused(Exception):
    """The address and the password do not belong together, or nobody has them."""


class FactorRefused(Exception):
    """The code is wrong, used before, or not this account's."""


class RoleNotHeld(Exception):
    """The account does not hold this role."""


def check_password(request: HttpRequest, *, email: str, password: str) -> Account:
    """Return the account. Raises SignInRefused, and lockout.MustWait."""
    return _authenticate(request, email_index(email), password)


def confirm_password(request: HttpRequest, account: Account, password: str) -> None:
    """Ask a signed-in member of staff for their password again.

    Guessing here counts as guessing at sign-in. Raises SignInRefused and MustWait.
    """
    _authenticate(request, account.email_index, password)


def _authenticate(request: HttpRequest, index: str, password: str) -> Account:
    lockout.refuse_haste(request, index)
    account = authenticate(lockout.bare(request), username=index, password=password)
    if isinstance(account, Account):
        return account
    known = Account.objects.filter(email_index=index).values_list("id", flat=True)
    record(
        Action.ACCOUNT_SIGN_IN_FAILED,
        by=Actor.anonymous(),
        thing="account",
        thing_id=str(known.first() or ""),
        outcome=Outcome.REFUSED,
    )
    raise SignInRefused


def enter(
    request: HttpRequest, account: Account, *, password: str, then: str = ""
) -> None:
    """Begin a session of somebody who gave a password; it opens no patient page.

    It carries their unlocked key, which counts from the second factor on.

    `then` is where they wanted to go; an address elsewhere is forgotten.
    """
    request.session.flush()
    login(request, account, backend=BACKEND)
    unlocking.unlock(request, account, password)
    if is_ours(request, then):
        request.session[NEXT_KEY] = then


def unlock(request: HttpRequest, account: Account, password: str) -> bool:
    """Unlock the key within a session that has none; tell whether it opened.

    The session gets a new key of its own. Raises SignInRefused and MustWait.
    """
    confirm_password(request, account, password)
    if not unlocking.unlock(request, account, password):
        return False
    request.session.cycle_key()
    record(
        Action.MEMBER_KEY_UNLOCKED,
        by=Actor.staff(account.id, ""),
        thing="account",
        thing_id=str(account.id),
    )
    return True


def is_ours(request: HttpRequest, address: str) -> bool:
    """Tell whether an address leads to this portal (no open redirect)."""
    return url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )


def check_factor(account: Account, typed: str) -> UUIDDevice:
    """Return the factor that accepts what was typed, an app's code or a recovery code.

    Raises FactorRefused, and lockout.MustWait after earlier mistakes.
    """
    # The count of mistakes must outlive the refusal: nothing is raised inside.
    with transaction.atomic():
        typed = re.sub(r"[\s-]", "", typed)
        device = _asked(account, typed)
        until = device.wait_until() if device else None
        accepts = bool(device and not until and device.verify_token(typed))
        if not accepts:
            _log_factor(Action.FACTOR_REFUSED, account, device, Outcome.REFUSED)
    if until:
        raise lockout.MustWait(until)
    if not accepts or device is None:
        raise FactorRefused
    return device


def _asked(account: Account, typed: str) -> UUIDDevice | None:
    if TOTP_CODE.fullmatch(typed):
        apps = TOTPDevice.objects.filter(user=account).select_for_update()
        return apps.order_by("created_at").last()
    sets = RecoverySet.objects.filter(user=account, confirmed=True)
    return sets.select_for_update().order_by("created_at").last()


def verify(request: HttpRequest, account: Account, device: UUIDDevice) -> None:
    """Note the second factor in the session, under a new key."""
    django_otp.login(request, device)
    request.session.cycle_key()
    with transaction.atomic():
        _log_factor(Action.ACCOUNT_SIGNED_IN, account, device)
        if isinstance(device, RecoverySet):
            _log_factor(Action.RECOVERY_CODE_SPENT, account, device)
            notices.tell_factor_changed(account, by=Actor.staff(account.id, ""))


def renew_codes(account: Account) -> list[str]:
    """Make new recovery codes and tell their owner by mail; return the codes."""
    by = Actor.staff(account.id, "")
    with transaction.atomic():
        _set, codes = RecoverySet.issue(account, by=by)
        notices.tell_factor_changed(account, by=by)
    return codes


def choose_role(request: HttpRequest, account: Account, role: str) -> None:
    """Act in one of the roles held, under a new key. Raises RoleNotHeld."""
    if role not in account.roles():
        raise RoleNotHeld
    request.session[ROLE_KEY] = role
    request.session.cycle_key()
    record(Action.ROLE_SWITCHED, by=Actor.staff(account.id, Role(role)))


def next_page(request: HttpRequest) -> str:
    """Return where a signed-in member of staff goes next, once."""
    return str(request.session.pop(NEXT_KEY, "")) or resolve_url(
        settings.LOGIN_REDIRECT_URL
    )


def leave(request: HttpRequest, *, by: Actor) -> None:
    """End the session on the server and in the browser."""
    record(Action.ACCOUNT_SIGNED_OUT, by=by)
    logout(request)


def _log_factor(
    action: Action,
    account: Account,
    device: UUIDDevice | None,
    outcome: Outcome = Outcome.SUCCESS,
) -> None:
    record(
        action,
        by=Actor.staff(account.id, ""),
        thing="account",
        thing_id=str(account.id),
        outcome=outcome,
        detail={"factor": device.name if device else "none"},
    )
