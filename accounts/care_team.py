"""Who holds the care team's key, who waits for it, and what follows a leaving.

A role is a word of the owner's; the key is handed on by a colleague who holds it
(DESIGN §4). So somebody can be a therapist and still wait, and somebody who may do
everything with accounts gains nothing to read by it.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Account, AccountClosure, RoleGrant, RoleRevocation
from accounts.models.account import AccountQuerySet
from accounts.roles import Role
from audit.actions import Action
from audit.actors import Actor
from audit.trail import Outcome, record
from crypto import members, recovery, team
from crypto.errors import KeyLocked, NotAdmitted, NotPinned, TeamKeyMissing
from crypto.holding import Keyholder
from crypto.models import TeamKey
from crypto.pairs import fingerprint


class NotWaiting(Exception):
    """Only a therapist with a key of their own, who is not on the team, is let in."""


class LastOnTeam(Exception):
    """After this nobody holds the care team's key; only the recovery sheet is left."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A therapist whom a colleague has not admitted, and since when their key is."""

    account: Account
    since: datetime


def on_team() -> list[Account]:
    """Return who can read what lies under the team's key, in order of joining."""
    held = Account.objects.open().filter(id__in=team.members())
    return list(held.order_by("created_at"))


def waiting() -> list[Waiting]:
    """Return the therapists who have a key of their own and not the team's."""
    if not team.exists():
        return []
    outside = _therapists().exclude(id__in=team.members()).order_by("created_at")
    made = members.made_at(outside.values_list("id", flat=True))
    return [Waiting(each, made[each.id]) for each in outside if each.id in made]


def is_on_team(account: Account) -> bool:
    """Tell whether somebody holds the team's key."""
    return account.id in team.members()


def is_waiting(account: Account) -> bool:
    """Tell whether this therapist is still to be admitted by a colleague."""
    return account.id in {each.account.id for each in waiting()}


def is_last(account: Account) -> bool:
    """Tell whether nobody would hold the team's key without this one."""
    return [each.id for each in on_team()] == [account.id]


def admit(account: Account, *, by: Actor, holding: Keyholder | None) -> None:
    """Let a colleague in; raises NotWaiting, KeyLocked, NotAdmitted, NotPinned.

    Only the key of somebody on the team can: see crypto.team.admit.
    """
    if account.id not in {each.account.id for each in waiting()}:
        raise NotWaiting
    if holding is None:
        raise KeyLocked
    if not holding.is_on_team():
        _log(Action.MEMBER_ADMITTED, account.id, by=by, outcome=Outcome.REFUSED)
        raise NotAdmitted
    try:
        with transaction.atomic():
            _log(Action.MEMBER_ADMITTED, account.id, by=by)
            _seal_to(account, holding)
            let_founder_go(by=by)
    except NotPinned:
        _log(Action.MEMBER_KEY_REFUSED, account.id, by=by, outcome=Outcome.REFUSED)
        raise


def _seal_to(account: Account, holding: Keyholder) -> None:
    key = members.current(account.id)
    if key is None:
        raise NotWaiting
    team.admit(key, by=holding)


def let_founder_go(*, by: Actor) -> None:
    """End the shares of who is no therapist, once a therapist holds the key.

    The owner who founded the team keeps it until then, and no longer.
    """
    held = team.members()
    therapists = set(_therapists().values_list("id", flat=True))
    if held & therapists:
        for each in held - therapists:
            team.dismiss(each)
            _log(Action.MEMBER_DISMISSED, each, by=by)


def close(
    account: Account, *, by: Actor, holding: Keyholder | None, knowing: bool = False
) -> None:
    """End somebody's access; after a therapist, the team gets a new key at once.

    `knowing` says that whoever closes the last one was told what that means.
    Raises an AccountRefusal, LastOnTeam, and KeyLocked where the closer's own key
    is not there to sign for a new one.
    """
    # Not one transaction: access ends even where the new key cannot be made, and
    # then `renewal_due_since` says so.
    leaves_with_key = would_renew_key(account)
    if is_last(account) and not knowing:
        raise LastOnTeam
    if leaves_with_key and holding is None:
        raise KeyLocked
    account.close(by=by)
    if leaves_with_key and holding is not None:
        renew_key(by=by, holding=holding)


def would_renew_key(account: Account) -> bool:
    """Tell whether the team gets a new key when this account closes."""
    is_therapist = Role.THERAPIST in account.roles()
    return team.exists() and (is_therapist or is_on_team(account))


def renewal_due_since() -> datetime | None:
    """Return when a therapist left whose key new documents still lie under."""
    if not team.exists():
        return None
    made = team.current().created_at
    therapists = RoleGrant.objects.in_force().filter(role=Role.THERAPIST)
    closed = AccountClosure.objects.filter(
        at__gt=made, account__in=therapists.values("account_id")
    )
    revoked = RoleRevocation.objects.filter(at__gt=made, grant__role=Role.THERAPIST)
    moments = [*closed.values_list("at", flat=True)]
    moments += revoked.values_list("at", flat=True)
    return min(moments, default=None)


def renew_key(*, by: Actor, holding: Keyholder | None) -> TeamKey:
    """Put new documents under a new key, for all who hold this one (DESIGN §4).

    Raises KeyLocked and TeamKeyMissing.
    """
    if holding is None:
        raise KeyLocked
    sheets = recovery.standing()
    if not sheets:
        message = "There is no recovery sheet that a new key could be sealed to."
        raise TeamKeyMissing(message)
    with transaction.atomic():
        # A share that stayed behind or came back gets no next one.
        let_founder_go(by=by)
        made = team.succeed(by=holding, sheets=sheets)
        record(
            Action.TEAM_KEY_CHANGED,
            by=by,
            thing="team_key",
            thing_id=str(made.id),
            detail={"fingerprint": fingerprint(bytes(made.public))},
        )
    return made


def _therapists() -> AccountQuerySet:
    return Account.objects.open().holding(Role.THERAPIST)


def _log(
    action: Action, member: UUID, *, by: Actor, outcome: Outcome = Outcome.SUCCESS
) -> None:
    record(action, by=by, thing="account", thing_id=str(member), outcome=outcome)
