"""The care team's key: founded, handed on, changed. Health lies under it alone.

New documents are sealed to the newest generation's public half, which needs
nobody present. The private half is a seed sealed to each member; a generation is
signed by the member who made it and pinned by the portal, so that a writer to the
database cannot put a key of their own in its place.
"""

import uuid
from collections.abc import Collection
from typing import Final

from django.db import transaction

from crypto import pins
from crypto.encoding import length_prefixed
from crypto.errors import NotAdmitted, NotPinned, TeamKeyMissing
from crypto.holding import Keyholder, share_facts, share_info
from crypto.models import MemberKey, RecoveryKey, Rotation, TeamKey, TeamShare, Wrap
from crypto.pairs import KeyPair, is_signed, new_seed, seal_to

KEYS_DATABASE: Final = "keys"
Recipient = TeamShare.Recipient


class TeamExists(Exception):
    """The practice has a care-team key: it is changed, not made again."""


def exists() -> bool:
    """Tell whether the practice has a care team with a key."""
    return TeamKey.objects.exists()


def current() -> TeamKey:
    """Return the generation that new documents are sealed to.

    Raises TeamKeyMissing before there is one and NotPinned for a forged one.
    """
    newest = TeamKey.objects.filter(successor=None).select_related("signed_by").first()
    if newest is None:
        message = "The practice has no care-team key yet."
        raise TeamKeyMissing(message)
    require_ours(newest)
    return newest


def locked() -> TeamKey:
    """Return the newest generation, kept by its holders until this transaction ends.

    Where the locks are changed meanwhile, the one after it. Raises as `current`.
    """
    newest = current()
    lock([newest.id])
    if TeamKey.objects.filter(predecessor=newest).exists():
        return locked()
    return newest


def lock(generations: Collection[uuid.UUID]) -> None:
    """Let who writes under a generation and who puts it away take turns.

    SQLite needs no row locks: each of its transactions has the file to itself.
    """
    rows = TeamKey.objects.select_for_update(no_key=True).filter(id__in=generations)
    list(rows.order_by("id"))


def require_ours(key: TeamKey) -> None:
    """Raise NotPinned where a generation was not made and signed by this portal."""
    pins.require(key.pin, "team-key", *_facts(key), bytes(key.signature))
    statement = _statement(key)
    if not is_signed(bytes(key.signed_by.public), statement, bytes(key.signature)):
        raise NotPinned


def require_members(key: MemberKey) -> None:
    """Raise NotPinned where a member's key was not made by this portal."""
    if not is_members(key):
        raise NotPinned


def is_members(key: MemberKey) -> bool:
    """Tell whether a member's key was made by this portal."""
    return pins.is_ours(key.pin, "member-key", *member_facts(key))


def member_facts(key: MemberKey) -> tuple[bytes, ...]:
    """Return what the pin of a member's key covers."""
    return key.id.bytes, key.member_id.bytes, bytes(key.public)


@transaction.atomic(using=KEYS_DATABASE)
def found(*, by: Keyholder, recovery: RecoveryKey) -> TeamKey:
    """Make the first generation, held by its maker and the recovery sheet.

    Raises TeamExists.
    """
    if exists():
        raise TeamExists
    return _new_generation(None, by=by, members=[by.key_id], sheets=[recovery])


@transaction.atomic(using=KEYS_DATABASE)
def succeed(*, by: Keyholder, sheets: Collection[RecoveryKey]) -> TeamKey:
    """Make the next generation, for all who hold this one; old wraps follow later.

    Whoever makes it need not be on the team, and then does not hold it either:
    an owner changes the locks when somebody leaves. What invitations bring is of
    the old locks, and ends: whoever joins by one is let in by a colleague.
    """
    old = current()
    members = [uuid.UUID(each) for each in _recipients(old, Recipient.MEMBER)]
    made = _new_generation(old, by=by, members=members, sheets=sheets)
    TeamShare.objects.filter(recipient_kind=Recipient.INVITATION).delete()
    earlier = TeamKey.objects.exclude(id=made.id).values_list("id", flat=True)
    Rotation.objects.bulk_create(
        Rotation(
            recipient_kind=Wrap.Recipient.TEAM, from_id=str(each), to_id=str(made.id)
        )
        for each in earlier
    )
    return made


def admit(member_key: MemberKey, *, by: Keyholder) -> None:
    """Seal every generation to a colleague's key; raises NotAdmitted, NotPinned.

    Only who holds the team's key can: a role, a reset or the owner's word cannot.
    """
    require_members(member_key)
    hand_over(Recipient.MEMBER, member_key.id, bytes(member_key.public), by=by)


@transaction.atomic(using=KEYS_DATABASE)
def hand_over(
    kind: TeamShare.Recipient,
    recipient_id: uuid.UUID,
    public: bytes,
    *,
    by: Keyholder,
    generations: Collection[uuid.UUID] | None = None,
) -> None:
    """Seal every generation held, or some of them, to one more; twice is once.

    Raises NotAdmitted where the giver is not on the team.
    """
    seeds = by.team_seeds()
    if not seeds:
        raise NotAdmitted
    held = set(
        TeamShare.objects.filter(
            recipient_kind=kind, recipient_id=str(recipient_id)
        ).values_list("team_key_id", flat=True)
    )
    for team_id, seed in seeds.items():
        is_meant = generations is None or team_id in generations
        if is_meant and team_id not in held:
            _share(team_id, kind, str(recipient_id), public, seed)


@transaction.atomic(using=KEYS_DATABASE)
def dismiss(member_id: uuid.UUID) -> bool:
    """Take a member's shares away at once; tell whether there were any."""
    keys = MemberKey.objects.filter(member_id=member_id).values_list("id", flat=True)
    return take_back(Recipient.MEMBER, keys)


def take_back(kind: TeamShare.Recipient, ids: Collection[uuid.UUID]) -> bool:
    """Remove the shares of some recipients; tell whether there were any."""
    shares = TeamShare.objects.filter(
        recipient_kind=kind, recipient_id__in=[str(each) for each in ids]
    )
    return bool(shares.delete()[0])


def members() -> set[uuid.UUID]:
    """Return the ids of the members who hold the newest generation."""
    newest = TeamKey.objects.filter(successor=None).first()
    if newest is None:
        return set()
    keys = _recipients(newest, Recipient.MEMBER)
    rows = MemberKey.objects.filter(id__in=keys, end=None)
    return set(rows.values_list("member_id", flat=True))


def _new_generation(
    old: TeamKey | None,
    *,
    by: Keyholder,
    members: Collection[uuid.UUID],
    sheets: Collection[RecoveryKey],
) -> TeamKey:
    seed = new_seed()
    row = TeamKey(predecessor=old, public=KeyPair(seed).public, signed_by_id=by.key_id)
    row.signature = by.pair.sign(_statement(row))
    row.pin = pins.pin("team-key", *_facts(row), row.signature)
    row.save(force_insert=True)
    for key in MemberKey.objects.filter(id__in=members, end=None):
        require_members(key)
        _share(row.id, Recipient.MEMBER, str(key.id), bytes(key.public), seed)
    for sheet in sheets:
        _share(row.id, Recipient.RECOVERY, str(sheet.id), bytes(sheet.public), seed)
    return row


def _share(
    team_id: uuid.UUID,
    kind: TeamShare.Recipient,
    recipient_id: str,
    public: bytes,
    seed: bytes,
) -> None:
    share = TeamShare(
        team_key_id=team_id, recipient_kind=kind, recipient_id=recipient_id
    )
    share.blob = seal_to(public, seed, share_info(share))
    share.pin = pins.pin("team-share", *share_facts(share))
    share.save(force_insert=True)


def _recipients(key: TeamKey, kind: TeamShare.Recipient) -> list[str]:
    # A share that somebody wrote there makes nobody a member.
    return [
        share.recipient_id
        for share in key.shares.filter(recipient_kind=kind)
        if pins.is_ours(share.pin, "team-share", *share_facts(share))
    ]


def _facts(key: TeamKey) -> tuple[bytes, ...]:
    predecessor = key.predecessor_id
    return (
        key.id.bytes,
        bytes(key.public),
        predecessor.bytes if predecessor else b"",
        uuid.UUID(str(key.signed_by_id)).bytes,
    )


def _statement(key: TeamKey) -> bytes:
    return length_prefixed([b"intakt/team-key/v1", *_facts(key)])
