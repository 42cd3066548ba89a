"""The owner's ceremony: make the recovery sheet, try it, use it; all is logged."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import transaction

from accounts import care_team
from accounts.models import Account, Practice
from audit.actions import Action
from audit.actors import Actor
from audit.trail import Outcome, record
from crypto import members, recovery, team
from crypto.errors import NotAdmitted
from crypto.holding import Keyholder
from crypto.models import MemberKey, RecoveryTest
from crypto.pairs import fingerprint
from crypto.recovery import Sheet, SheetIncomplete
from crypto.shares import WordsRefused

# What is wrong with what was typed; the page says it in a sentence.
Refused = (WordsRefused, SheetIncomplete)


class NotOutside(Exception):
    """Only an open therapist with a key, who is not on the team, is put back."""


def needs_former(holding: Keyholder) -> bool:
    """Tell whether a new sheet takes two shares of the one before it."""
    return team.exists() and not holding.is_on_team()


def make_sheet(holding: Keyholder, *, by: Actor, words: Sequence[str] = ()) -> Sheet:
    """Make a sheet; the first one founds the care team's key with it.

    `words` are two shares of the former sheet, for an owner who is not on the
    team, and for keys that only that sheet holds. Raises Refused, and NotAdmitted
    where they are missing.
    """
    with _failures_logged(by):
        former = recovery.unlocked(words) if words else None
        with transaction.atomic():
            # Two owners at once would found two teams.
            Practice.objects.select_for_update().first()
            sheet = recovery.make(holding, former=former)
            if not team.exists():
                _found_team(holding, sheet, by=by)
            _log(Action.RECOVERY_SHEET_MADE, bytes(sheet.key.public), by=by)
    return sheet


def try_sheet(words: Sequence[str], *, by: Actor) -> RecoveryTest:
    """Try the sheet with two typed shares: the first test, or the drill; or Refused."""
    with _failures_logged(by):
        row = recovery.test(words, tested_by=by.id)
    _log(Action.RECOVERY_TESTED, bytes(row.recovery_key.public), by=by)
    return row


def outside() -> list[Account]:
    """Return the therapists whom nobody on the team has let in."""
    return [each.account for each in care_team.waiting()]


def put_back(account: Account, words: Sequence[str], *, by: Actor) -> None:
    """Put a therapist on the team with the sheet; raises Refused and NotOutside."""
    key = _key_of(account)
    with _failures_logged(by):
        holder = recovery.unlocked(words)
        with transaction.atomic():
            _log(
                Action.RECOVERY_USED,
                holder.pair.public,
                by=by,
                thing_id=str(account.id),
            )
            team.admit(key, by=holder)
            care_team.let_founder_go(by=by)


def _key_of(account: Account) -> MemberKey:
    key = members.current(account.id)
    if key is None or account not in outside():
        raise NotOutside
    return key


def _found_team(holding: Keyholder, sheet: Sheet, *, by: Actor) -> None:
    made = team.found(by=holding, recovery=sheet.key)
    _log(Action.TEAM_KEY_FOUNDED, bytes(made.public), by=by)


@contextmanager
def _failures_logged(by: Actor) -> Iterator[None]:
    """Log what kind of mistake was made, outside whatever it undoes."""
    try:
        yield
    except Refused as refusal:
        record(
            Action.RECOVERY_TEST_FAILED,
            by=by,
            outcome=Outcome.FAILED,
            detail={"reason": type(refusal).__name__},
        )
        raise
    except NotAdmitted:
        record(Action.RECOVERY_TEST_FAILED, by=by, outcome=Outcome.REFUSED)
        raise


def _log(action: Action, public: bytes, *, by: Actor, thing_id: str = "") -> None:
    record(
        action,
        by=by,
        thing="account" if thing_id else "",
        thing_id=thing_id,
        detail={"fingerprint": fingerprint(public)},
    )
