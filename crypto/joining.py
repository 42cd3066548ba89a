"""The care team's key on its way to a new colleague, inside their invitation.

The secret in the link grows a key pair, as a patient's link does; the team's key
is sealed to its public half, which is kept nowhere. It opens once, into the key
that the new colleague's own password guards. For `accounts` only.
"""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db import transaction

from crypto import links, team
from crypto.holding import Holder, Keyholder
from crypto.models import MemberKey, TeamShare

INFO: Final = b"intakt/staff-invitation/v1"
KEYS_DATABASE: Final = "keys"


def send(invitation_id: uuid.UUID, secret: str, *, by: Keyholder) -> None:
    """Seal the team's key to an invitation's secret; raises NotAdmitted."""
    holder = _holder(invitation_id, secret)
    kind = TeamShare.Recipient.INVITATION
    team.hand_over(kind, invitation_id, holder.pair.public, by=by)


@transaction.atomic(using=KEYS_DATABASE)
def arrive(invitation_id: uuid.UUID, secret: str, member_key: MemberKey) -> bool:
    """Seal to a member's key what the invitation brought; tell whether it did."""
    holder = _holder(invitation_id, secret)
    brings_key = holder.is_on_team()
    if brings_key:
        team.admit(member_key, by=holder)
    take_back([invitation_id])
    return brings_key


def take_back(invitation_ids: Collection[uuid.UUID]) -> bool:
    """Remove what invitations bring; tell whether they brought anything."""
    return team.take_back(TeamShare.Recipient.INVITATION, invitation_ids)


def under_way(*, sent_before: datetime) -> set[uuid.UUID]:
    """Return the invitations that have been bringing the key since before a moment."""
    found = TeamShare.objects.filter(
        recipient_kind=TeamShare.Recipient.INVITATION, created_at__lt=sent_before
    )
    return {uuid.UUID(each) for each in found.values_list("recipient_id", flat=True)}


def _holder(invitation_id: uuid.UUID, secret: str) -> Keyholder:
    return Keyholder(Holder.INVITATION, invitation_id, links.seed_of(secret, info=INFO))
