"""A new link for whoever lost theirs: at once, or by a therapist where a draft waits.

What somebody filled in is sealed to the care team and to their link. Only a key
that opens it can seal it to another link, and nobody reads it for that.
"""

import uuid

from django.db import transaction
from django.utils import timezone

from accounts.roles import Role
from audit.actions import Action
from audit.actors import Actor
from crypto import keyring, links
from crypto.errors import KeyLocked
from crypto.holding import Keyholder
from crypto.models import LinkKey, Wrap
from intake.invitations.models import Invitation, LinkAnswer, LinkRequest, secret_hash
from intake.invitations.verbs import (
    VALID_FOR,
    post_link,
    record_act,
    require_invitable,
)
from intake.waitlist.links import end_links
from intake.waitlist.mail import hold_back
from intake.waitlist.models import Status
from intake.waitlist.verbs import locked
from outbox.models import Message


class NeedsTherapist(Exception):
    """Somebody has begun: only a therapist's key opens a draft to a new link."""


@transaction.atomic
def renew(
    entry_id: uuid.UUID, *, by: Actor, holding: Keyholder | None = None
) -> Message:
    """Send a new link to an invitation that is open or expired; NotPossibleNow.

    For a lost link: what was filled in stays, the old link opens nothing more.
    `holding` is the unlocked key of who sends it. Raises as require_invitable;
    where somebody has begun NeedsTherapist, or a therapist's KeyLocked and
    NotAdmitted.
    """
    entry = locked(entry_id, Status.INVITED, Status.FILLING)
    require_invitable(entry)
    invitation = Invitation.objects.get(entry=entry, withdrawal=None)
    draft = getattr(invitation, "response", None)
    if draft and by.role != Role.THERAPIST:
        raise NeedsTherapist
    secret = links.new_secret()
    link_key = links.make(entry.person_id, secret)
    if draft:
        _pass_on(draft.id, link_key, holding)
    itself = Invitation.objects.filter(id=invitation.id)
    hold_back(itself, by=by)
    end_links(itself)
    ends = timezone.now() + VALID_FOR
    message = post_link(entry.person, secret, ends, by=by)
    itself.update(
        secret_hash=secret_hash(secret),
        link_key_id=link_key.id,
        expires_at=ends,
        message=message,
    )
    for request in LinkRequest.objects.waiting().filter(invitation=invitation):
        LinkAnswer.objects.create(request=request, answered_by=by.id)
    detail = {"draft": "passed_on_unread"} if draft else {}
    record_act(Action.INVITATION_RENEWED, invitation, by=by, **detail)
    return message


@transaction.atomic
def ask_for_link(entry_id: uuid.UUID, *, by: Actor) -> LinkRequest:
    """Ask a therapist to send a new link to whoever has begun; NotPossibleNow.

    Asking twice is asking once. Until it is sent the old link works as before.
    """
    entry = locked(entry_id, Status.FILLING)
    require_invitable(entry)
    invitation = Invitation.objects.get(entry=entry, withdrawal=None)
    asked = LinkRequest.objects.waiting().filter(invitation=invitation).first()
    if asked:
        return asked
    asked = LinkRequest.objects.create(invitation=invitation, asked_by=by.id)
    record_act(Action.LINK_REQUESTED, invitation, by=by)
    return asked


def _pass_on(document_id: uuid.UUID, to: LinkKey, holding: Keyholder | None) -> None:
    """Wrap a draft's key to a new link; what it holds stays sealed."""
    if holding is None:
        raise KeyLocked
    keyring.share(
        [document_id],
        of=to.person_id,
        kind=Wrap.Recipient.LINK,
        recipient_id=to.id,
        public=bytes(to.public),
        holding=holding,
    )
