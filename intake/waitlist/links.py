"""Ending the link keys of invitations: what was wrapped to them is gone.

The keys database commits apart from the other, so a link ends only after the act
that ends it was committed. A crash in between leaves it to the sweep
(intake.invitations.sweeping).
"""

from functools import partial
from typing import Any

from django.db import models, transaction

from crypto import links


def end_links(invitations: models.QuerySet[Any]) -> None:
    """End the links of some invitations as soon as this transaction commits."""
    for key_id in invitations.values_list("link_key_id", flat=True):
        transaction.on_commit(partial(links.end, key_id), robust=True)
