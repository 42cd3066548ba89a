"""Ending the links that no invitation needs: expired ones, and what a crash left."""

from datetime import timedelta
from typing import Final

from django.utils import timezone

from crypto import links
from intake.invitations.models import Invitation

# A link is made just before the row that points at it is committed.
BEING_MADE: Final = timedelta(hours=1)


def sweep_links() -> int:
    """End every link but those of open invitations; return how many ended.

    Running it twice, or late, gives the same.
    """
    # Asked first: who is renewed in between has a younger link than these.
    standing = links.standing(made_before=timezone.now() - BEING_MADE)
    needed = Invitation.objects.open().values_list("link_key_id", flat=True)
    ended = standing.difference(needed)
    for key_id in ended:
        links.end(key_id)
    return len(ended)
