"""Who holds which private key: what one session, link or worker can unwrap.

A Keyholder is made from a seed that was unlocked by a password, carried by a
link, or lives in a worker's memory. It prints nothing and is never pickled; what
it can open, it opens by the id of the recipient and never by trying.
"""

import functools
import logging
import uuid
from enum import StrEnum
from typing import NoReturn

from django.utils import timezone

from crypto import pins
from crypto.encoding import length_prefixed
from crypto.errors import CannotOpen, CryptoError, KeyLocked, NotAdmitted, NotSealed
from crypto.models import Grant, TeamKey, TeamShare, Wrap
from crypto.pairs import KeyPair

logger = logging.getLogger(__name__)


class Holder(StrEnum):
    """What kind of key it is."""

    MEMBER = "member"
    LINK = "link"
    INVITATION = "invitation"
    RECOVERY = "recovery"
    WORKER = "worker"


class Keyholder:
    """The unlocked key of one session, link or worker."""

    def __init__(self, kind: Holder, key_id: uuid.UUID, seed: bytes) -> None:
        """Take the seed of the private half."""
        self.kind = kind
        self.key_id = key_id
        self._seed = seed

    def __repr__(self) -> str:
        return f"<keyholder {self.kind}>"

    def __reduce__(self) -> NoReturn:
        message = "An unlocked key is not pickled: it lives in a session alone."
        raise NotSealed(message)

    @functools.cached_property
    def pair(self) -> KeyPair:
        """The key pair itself."""
        return KeyPair(self._seed)

    def carried(self) -> str:
        """Return the seed as a sealed session carries it, in hex."""
        return self._seed.hex()

    def holds(self, kind: str, recipient_id: str) -> bool:
        """Tell whether a wrap to this recipient can be opened."""
        if kind == Wrap.Recipient.LINK:
            return self.kind is Holder.LINK and recipient_id == str(self.key_id)
        if kind == Wrap.Recipient.TEAM:
            return recipient_id in self._shares
        return kind == Wrap.Recipient.GRANT and recipient_id in self._grants

    def pair_for(self, kind: str, recipient_id: str) -> KeyPair:
        """Return the pair that opens a wrap; raise NotAdmitted or CannotOpen."""
        if not self.holds(kind, recipient_id):
            raise self.refusal()
        if kind == Wrap.Recipient.TEAM:
            return self._team_pair(recipient_id)
        return self.pair

    def refusal(self) -> CryptoError:
        """Say why nothing opened: a link that ended, not on the team, not for us."""
        if self.kind is Holder.LINK:
            return KeyLocked()
        is_known = self.is_on_team() or self._grants
        is_outside = self.kind is Holder.MEMBER and not is_known
        return NotAdmitted() if is_outside else CannotOpen()

    def is_shut_out(self) -> bool:
        """Tell whether a member's key opens no document: no team and no grant."""
        return self.kind is Holder.MEMBER and not (self._shares or self._grants)

    def is_on_team(self) -> bool:
        """Tell whether this key opens what the care team writes today.

        An older generation alone makes nobody a member: locks were changed since.
        """
        newest = TeamKey.objects.filter(successor=None).values_list("id", flat=True)
        return any(str(each) in self._shares for each in newest)

    def team_seeds(self) -> dict[uuid.UUID, bytes]:
        """Open every generation of the team's key held here, for handing it on."""
        return {uuid.UUID(key): self._opened(key) for key in self._shares}

    def _team_pair(self, team_id: str) -> KeyPair:
        known = self._pairs.get(team_id)
        if known is None:
            known = self._pairs[team_id] = KeyPair(self._opened(team_id))
        return known

    def _opened(self, team_id: str) -> bytes:
        share = self._shares[team_id]
        return self.pair.open(bytes(share.blob), share_info(share))

    @functools.cached_property
    def _shares(self) -> dict[str, TeamShare]:
        shares = TeamShare.objects.filter(
            recipient_kind=self.kind, recipient_id=str(self.key_id)
        )
        return {
            str(share.team_key_id): share
            for share in shares
            if _counts(share, "team-share", *share_facts(share))
        }

    @functools.cached_property
    def _pairs(self) -> dict[str, KeyPair]:
        return {}

    @functools.cached_property
    def _grants(self) -> set[str]:
        live = Grant.objects.filter(
            recipient_kind=self.kind,
            recipient_id=str(self.key_id),
            end=None,
            ends_at__gt=timezone.now(),
        )
        return {
            str(grant.id)
            for grant in live
            if _counts(grant, "grant", *grant_facts(grant))
        }


def _counts(row: TeamShare | Grant, kind: str, *facts: bytes) -> bool:
    """Tell whether this portal made a row; any other gives nothing, and bars nobody."""
    is_ours = pins.is_ours(row.pin, kind, *facts)
    if not is_ours:
        logger.error("A %s is not of this portal's making: see `manage.py keys`.", kind)
    return is_ours


def share_info(share: TeamShare) -> bytes:
    """Return what a share of the team's key is bound to."""
    return length_prefixed(
        [
            b"intakt/team-share/v1",
            uuid.UUID(str(share.team_key_id)).bytes,
            str(share.recipient_kind).encode(),
            share.recipient_id.encode(),
        ]
    )


def require_our_share(share: TeamShare) -> None:
    """Raise NotPinned where this portal did not hand over a share."""
    pins.require(share.pin, "team-share", *share_facts(share))


def share_facts(share: TeamShare) -> tuple[bytes, ...]:
    """Return what the pin of a share covers."""
    return share_info(share), bytes(share.blob)


def grant_facts(grant: Grant) -> tuple[bytes, ...]:
    """Return what the pin of a grant covers."""
    return (
        grant.id.bytes,
        grant.purpose.encode(),
        str(grant.recipient_kind).encode(),
        grant.recipient_id.encode(),
        grant.ends_at.isoformat().encode(),
    )
