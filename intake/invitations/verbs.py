"""Inviting somebody, and taking an invitation back."""

import uuid
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from accounts import practice
from accounts.going_live import is_live
from audit.actions import Action
from audit.actors import Actor
from audit.trail import record
from crypto import links
from intake.invitations.models import Invitation, InvitationWithdrawal, secret_hash
from intake.questionnaires.models import QuestionnaireVersion
from intake.waitlist.links import end_links
from intake.waitlist.mail import hold_back
from intake.waitlist.models import Status, WaitlistEntry
from intake.waitlist.verbs import NotPossibleNow, locked
from outbox.messages import post
from outbox.models import Message
from outbox.recipients import Recipient
from patients.dates import AgeBand
from patients.models import Person

TEMPLATE: Final = "intake_invitation"
# How long an invitation works [choice]; long enough for a holiday.
VALID_FOR: Final = timedelta(days=28)
CHILDREN: Final = frozenset({AgeBand.UNDER_12, AgeBand.FROM_12_TO_15})


class ChildsIntakeWaits(Exception):
    """Under 16 parents consent too (WGBO 7:450); those rules are not built yet."""


class NoWayToReach(Exception):
    """The person gave no e-mail address, so a link cannot be sent."""


class PracticeNotLive(Exception):
    """The recovery sheet was not tried yet: nobody is asked for answers."""


class InvitedMeanwhile(NotPossibleNow):
    """There is another invitation than the one this inviter saw, if any."""


def require_invitable(entry: WaitlistEntry) -> None:
    """Raise what keeps a link from going to this person.

    PracticeNotLive, ChildsIntakeWaits or NoWayToReach.
    """
    if not is_live():
        raise PracticeNotLive
    if entry.age_band in CHILDREN:
        raise ChildsIntakeWaits
    if not entry.person.has_email:
        raise NoWayToReach


@transaction.atomic
def invite(
    entry_id: uuid.UUID,
    version: QuestionnaireVersion,
    *,
    by: Actor,
    instead_of: uuid.UUID | None = None,
) -> tuple[Invitation, Message]:
    """Invite a person by link; raises NotPossibleNow and as require_invitable.

    The secret exists only in the message, which the outbox keeps sealed until
    it is delivered; the key pair that grows from it is committed before the row
    (DESIGN §4). A second invitation names the one it ends, and raises
    InvitedMeanwhile where that is not the one that stands.
    """
    entry = locked(entry_id, Status.WAITING, Status.INVITED)
    require_invitable(entry)
    standing = Invitation.objects.standing(entry)
    if (standing.id if standing else None) != instead_of:
        raise InvitedMeanwhile(entry.status)
    if standing:
        withdraw(standing, by=by)
    secret = links.new_secret()
    expires_at = timezone.now() + VALID_FOR
    message = post_link(entry.person, secret, expires_at, by=by)
    invitation = Invitation.objects.create(
        entry=entry,
        version=version,
        secret_hash=secret_hash(secret),
        link_key_id=links.make(entry.person_id, secret).id,
        message=message,
        invited_by=by.id,
        expires_at=expires_at,
    )
    record_act(Action.ENTRY_INVITED, invitation, by=by)
    return invitation, message


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Actor) -> InvitationWithdrawal:
    """Take an invitation back; doing it twice gives the first row again.

    Its link ends, and its mail is held back where it has not left. Raises
    NotPossibleNow once the intake was sent to the practice.
    """
    if Invitation.objects.submitted().filter(id=invitation.id).exists():
        raise NotPossibleNow(Status.SUBMITTED)
    row, created = InvitationWithdrawal.objects.get_or_create(
        invitation=invitation, defaults={"withdrawn_by": by.id}
    )
    if created:
        itself = Invitation.objects.filter(id=invitation.id)
        hold_back(itself, by=by)
        end_links(itself)
        record_act(Action.INVITATION_WITHDRAWN, invitation, by=by)
    return row


def words_of(person: Person, expires_at: datetime, link: str) -> dict[str, str]:
    """Return what the mail says: its permitted variables (RULES COM-03)."""
    with translation.override(person.language):
        day = date_format(timezone.localtime(expires_at), "l j F Y")
    return {**practice.mail_variables(), "link": link, "deadline_text": day}


def post_link(
    person: Person, secret: str, expires_at: datetime, *, by: Actor
) -> Message:
    """Send a person a link by mail: the one place where its secret is written."""
    path = reverse("intake:invitation", args=[secret])
    return post(
        TEMPLATE,
        to=Recipient("person", str(person.id)),
        variables=words_of(person, expires_at, f"{settings.SITE_URL}{path}"),
        by=by,
        language=person.language,
        person=person.id,
    )


def record_act(
    action: Action, invitation: Invitation, *, by: Actor, **detail: str | int
) -> None:
    """Write in the log what was done to an invitation."""
    record(
        action,
        by=by,
        person=invitation.entry.person_id,
        thing="invitation",
        thing_id=str(invitation.id),
        kind="D",
        detail=detail,
    )
