"""Inviting somebody, and taking an invitation back."""

import secrets
import uuid
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.practice import current as current_practice
from audit.actions import Action
from audit.actors import Actor
from audit.trail import record
from intake.invitations.models import Invitation, InvitationWithdrawal, secret_hash
from intake.questionnaires.models import QuestionnaireVersion
from intake.waitlist.models import Status
from intake.waitlist.verbs import locked
from outbox.messages import post
from outbox.models import Message
from outbox.recipients import Recipient
from patients.dates import AgeBand

# How long an invitation works [choice]; long enough for a holiday.
VALID_FOR: Final = timedelta(days=28)
SECRET_BYTES: Final = 32
CHILDREN: Final = frozenset({AgeBand.UNDER_12, AgeBand.FROM_12_TO_15})


class ChildsIntakeWaits(Exception):
    """Under 16 parents consent too (WGBO 7:450); those rules are not built yet."""


class NoWayToReach(Exception):
    """The person gave no e-mail address, so a link cannot be sent."""


@transaction.atomic
def invite(
    entry_id: uuid.UUID, version: QuestionnaireVersion, *, by: Actor
) -> tuple[Invitation, Message]:
    """Invite a person by link; raises NotPossibleNow and the errors above.

    The secret exists only in the message, which the outbox keeps sealed until
    it is delivered (DESIGN §4). A new invitation ends the one before.
    """
    entry = locked(entry_id, Status.WAITING, Status.INVITED)
    if entry.age_band in CHILDREN:
        raise ChildsIntakeWaits
    if not entry.person.email_index:
        raise NoWayToReach
    for earlier in Invitation.objects.open().filter(entry=entry):
        withdraw(earlier, by=by)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    invitation = Invitation.objects.create(
        entry=entry,
        version=version,
        secret_hash=secret_hash(secret),
        expires_at=timezone.now() + VALID_FOR,
    )
    record(
        Action.ENTRY_INVITED,
        by=by,
        person=entry.person_id,
        thing="invitation",
        thing_id=str(invitation.id),
        kind="D",
    )
    return invitation, _post_link(invitation, secret, by=by)


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Actor) -> InvitationWithdrawal:
    """Take an invitation back; doing it twice gives the first row again."""
    row, created = InvitationWithdrawal.objects.get_or_create(invitation=invitation)
    if created:
        record(
            Action.INVITATION_WITHDRAWN,
            by=by,
            person=invitation.entry.person_id,
            thing="invitation",
            thing_id=str(invitation.id),
            kind="D",
        )
    return row


def _post_link(invitation: Invitation, secret: str, *, by: Actor) -> Message:
    practice = current_practice()
    person = invitation.entry.person
    path = reverse("intake:invitation", args=[secret])
    return post(
        "intake_invitation",
        to=Recipient("person", str(person.id)),
        variables={
            "practice_name": practice.sender_name,
            "contact": practice.phone,
            "link": f"{settings.SITE_URL}{path}",
            "deadline_text": _in_words(invitation.expires_at),
        },
        by=by,
        language=person.language,
        person=person.id,
    )


def _in_words(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "l j F Y")
