"""Six-digit codes by mail, bound to the browser that asked (UX G12, ACC-06).

A link alone opens nothing: mail scanners follow links and press buttons. The
code works only in the session that asked for it, once, for 15 minutes.
"""

import hashlib
import re
import secrets
from datetime import timedelta
from enum import Enum, auto
from typing import Final

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts import practice
from accounts.models import SignInCode
from accounts.models.sign_in_code import LIFETIME, TRIES
from audit.actions import Action
from audit.actors import Actor
from audit.trail import Outcome, record
from crypto.mac import mac, same
from outbox.messages import post
from outbox.recipients import Recipient

PER_HOUR: Final = 5
HOUR: Final = timedelta(hours=1)
NO_HOLD: Final = timedelta(0)
DIGITS: Final = 6
BROWSER_KEY: Final = "code_browser"
IGNORED: Final = re.compile(r"[\s\-.\u200b-\u200f\u2060\ufeff]")


class CodeRefused(Exception):
    """A code was not accepted; `message` tells the person what to do."""

    message: str | Promise = ""


class CodeMalformed(CodeRefused):
    """What was typed cannot be a code; it costs no try."""

    message = _("De code heeft 6 cijfers")


class CodeWrong(CodeRefused):
    """The code is not one of those sent to this browser."""

    def __init__(self, tries_left: int) -> None:
        """Say how many tries are left."""
        super().__init__()
        self.tries_left = tries_left
        self.message = ngettext_lazy(
            "Deze code klopt niet. U kunt het nog %(count)d keer proberen",
            "Deze code klopt niet. U kunt het nog %(count)d keer proberen",
            "count",
        ) % {"count": tries_left}


class TooManyTries(CodeRefused):
    """Five wrong tries end the round: a new code is needed."""

    message = _("U vulde 5 keer een verkeerde code in. Vraag een nieuwe code aan")


class CodeExpired(CodeRefused):
    """Older than 15 minutes. The caller sends a new one: the sentence says so."""

    message = _("Deze code is verlopen. Wij hebben een nieuwe gestuurd")


class CodeUsed(CodeRefused):
    """The code did its work before."""

    message = _("Deze code is al gebruikt. Vraag een nieuwe code aan")


class CodeElsewhere(CodeRefused):
    """This browser asked for no code; perhaps another one did."""

    message = _("U vroeg de code op een ander apparaat aan. Vraag hier een nieuwe aan")


class TooManyCodes(CodeRefused):
    """Five codes in an hour is enough for a person and little for a machine."""

    message = _("U vroeg al 5 codes aan. Wacht een uur, of bel de praktijk")


def send_code(
    request: HttpRequest,
    *,
    subject: str,
    recipient: Recipient | None,
    template: str = "sign_in_code",
) -> None:
    """Send a new code; earlier ones stay valid in their time. Raises TooManyCodes.

    `subject` names what the code is for (`invitation:<id>`), never a person's data.
    Without a recipient the same is done and nothing is sent, so that an answer
    does not tell whom the portal knows.
    """
    if subject_is_exhausted(subject):
        raise TooManyCodes
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    row = SignInCode(subject=subject, browser=_browser(request))
    row.code_mac = _code_mac(row, code)
    with transaction.atomic():
        row.save(force_insert=True)
        if recipient is not None:
            variables = {**practice.mail_variables(), "code": code}
            by = Actor.anonymous()
            post(template, to=recipient, variables=variables, by=by, hold=NO_HOLD)
        _log(Action.CODE_SENT, subject)


def subject_is_exhausted(subject: str) -> bool:
    """Tell whether as many codes were sent as an hour allows."""
    since = timezone.now() - HOUR
    sent = SignInCode.objects.filter(subject=subject, sent_at__gt=since)
    return sent.count() >= PER_HOUR


def redeem(request: HttpRequest, *, subject: str, typed: str) -> None:
    """Accept a code once. Raises a CodeRefused: what was wrong and what to do."""
    code = IGNORED.sub("", typed)
    if not (len(code) == DIGITS and code.isascii() and code.isdecimal()):
        raise CodeMalformed
    # The count of tries must outlive the refusal, so nothing is raised inside.
    with transaction.atomic():
        found, tries_left = _try(subject, _browser(request), code)
        _log(
            Action.CODE_REDEEMED if found is Found.RIGHT else Action.CODE_REFUSED,
            subject,
            Outcome.SUCCESS if found is Found.RIGHT else Outcome.REFUSED,
        )
    if found is Found.WRONG:
        raise CodeWrong(tries_left) if tries_left else TooManyTries
    if found in REFUSALS:
        raise REFUSALS[found]


class Found(Enum):
    """What became of a try."""

    RIGHT = auto()
    WRONG = auto()
    SPENT = auto()
    USED = auto()
    EXPIRED = auto()
    NOTHING = auto()


REFUSALS: Final[dict[Found, type[CodeRefused]]] = {
    Found.SPENT: TooManyTries,
    Found.USED: CodeUsed,
    Found.EXPIRED: CodeExpired,
    Found.NOTHING: CodeElsewhere,
}


def _try(subject: str, browser: str, code: str) -> tuple[Found, int]:
    asked = SignInCode.objects.filter(subject=subject, browser=browser)
    live = list(asked.live().select_for_update())
    for row in live:
        if same(bytes(row.code_mac), _code_mac(row, code)):
            row.redeemed_at = timezone.now()
            row.save(update_fields=["redeemed_at"])
            return Found.RIGHT, 0
    if not live:
        return _why_nothing_is_live(asked.order_by("-sent_at").first()), 0
    # A round ends as one: every code of it shares the tries.
    tries = max(row.tries for row in live) + 1
    asked.live().update(tries=tries)
    return Found.WRONG, TRIES - tries


def _why_nothing_is_live(newest: SignInCode | None) -> Found:
    if newest is None:
        return Found.NOTHING
    if newest.redeemed_at is not None:
        return Found.USED
    if newest.sent_at <= timezone.now() - LIFETIME:
        return Found.EXPIRED
    return Found.SPENT


def _browser(request: HttpRequest) -> str:
    """Return what names this browser's session, also after its key was cycled."""
    if BROWSER_KEY not in request.session:
        request.session[BROWSER_KEY] = secrets.token_urlsafe(32)
    name: str = request.session[BROWSER_KEY]
    return hashlib.sha256(name.encode()).hexdigest()


def _code_mac(row: SignInCode, code: str) -> bytes:
    # The row's id in front: equal codes in two rows do not look equal.
    return mac("accounts.sign_in_code", row.id.bytes + code.encode())


def _log(action: Action, subject: str, outcome: Outcome = Outcome.SUCCESS) -> None:
    kind, _separator, subject_id = subject.partition(":")
    record(
        action,
        by=Actor.anonymous(),
        thing=kind,
        thing_id=subject_id,
        outcome=outcome,
    )
