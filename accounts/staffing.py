"""Inviting somebody to the staff, and their joining, with the team's key where it goes.

A therapist's invitation brings the care team's key where the inviter's session holds
it; where not, whoever joins waits for a colleague (`care_team.admit`).
"""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import formats, timezone, translation

from accounts import care_team, practice, recipients
from accounts.models import Account, StaffInvitation
from accounts.models.staff_invitation import invite
from accounts.roles import Role
from audit.actions import Action
from audit.actors import Actor
from audit.trail import record
from crypto import joining, members
from crypto.holding import Keyholder
from outbox.messages import post


@transaction.atomic
def invite_by_mail(
    *, email: str, name: str, role: Role, by: Actor, holding: Keyholder | None = None
) -> StaffInvitation:
    """Invite somebody and post the link. Raises an InvitationRefusal or OwnAccount."""
    invitation, secret = invite(email=email, name=name, role=role, by=by)
    if role is Role.THERAPIST and holding is not None and holding.is_on_team():
        joining.send(invitation.id, secret, by=holding)
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


def join(invitation: StaffInvitation, *, secret: str, password: str) -> Account:
    """Open the account of who was invited. Raises an InvitationRefusal.

    The team's key follows once the account stands: where it does not arrive, a
    colleague lets them in.
    """
    account = invitation.accept(password=password)
    key = members.current(account.id)
    if key is not None and joining.arrive(invitation.id, secret, key):
        by = Actor.service("accounts.invitation")
        with transaction.atomic():
            record(
                Action.MEMBER_ADMITTED,
                by=by,
                thing="account",
                thing_id=str(account.id),
            )
            care_team.let_founder_go(by=by)
    return account
