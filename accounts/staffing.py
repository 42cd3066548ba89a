"""Inviting somebody to the staff: the invitation and its message in one act."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import formats, timezone, translation

from accounts import practice, recipients
from accounts.models import StaffInvitation
from accounts.models.staff_invitation import invite
from accounts.roles import Role
from audit.actors import Actor
from outbox.messages import post


@transaction.atomic
def invite_by_mail(*, email: str, name: str, role: Role, by: Actor) -> StaffInvitation:
    """Invite somebody and post the link. Raises an InvitationRefusal or OwnAccount."""
    invitation, secret = invite(email=email, name=name, role=role, by=by)
    path = reverse("accounts:staff_invitation", args=[secret])
    until = timezone.localtime(invitation.expires_at)
    # Who is invited has no language yet; the inviter's may be another.
    with translation.override(settings.LANGUAGE_CODE):
        deadline = formats.date_format(until, "l j F Y")
    post(
        "staff_invitation",
        to=recipients.invited(invitation),
        variables={
            **practice.mail_variables(),
            "link": settings.SITE_URL + path,
            "deadline_text": deadline,
        },
        by=by,
    )
    return invitation
