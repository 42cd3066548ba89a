"""Invitations of staff: a secret in a message, seven days, one use."""

import hashlib
import secrets
import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Final, Self

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from accounts.models.account import Account, OwnAccount, email_index, open_account
from accounts.roles import Role
from audit.actions import Action
from audit.actors import Actor
from audit.trail import record
from crypto import joining, system_secret
from crypto.fields import SecretField

LIFETIME: Final = timedelta(days=7)
# An administrator runs the machine, so may not make who decides or who checks.
MAY_INVITE: Final[Mapping[str, frozenset[Role]]] = {
    Role.OWNER: frozenset(Role),
    Role.ADMINISTRATOR: frozenset(
        {Role.FRONT_DESK, Role.THERAPIST, Role.ADMINISTRATOR}
    ),
}


class InvitationRefusal(Exception):
    """An invitation cannot be made or used."""


class AlreadyOnStaff(InvitationRefusal):
    """The address belongs to an account already."""


class RoleNotYours(InvitationRefusal):
    """The inviter may not give this role."""


class AlreadyDecided(InvitationRefusal):
    """The invitation was accepted or withdrawn before."""


class HasOwner(InvitationRefusal):
    """A practice that has an owner is joined by the owner's invitation."""


class StaffInvitationQuerySet(models.QuerySet["StaffInvitation"]):
    """Questions about many invitations."""

    def undecided(self) -> Self:
        """Keep the invitations that were neither accepted nor withdrawn."""
        return self.filter(acceptance=None, withdrawal=None)

    def live(self) -> Self:
        """Keep the invitations that can still be accepted."""
        return self.undecided().filter(expires_at__gt=timezone.now())

    def with_secret(self, secret: str) -> Self:
        """Keep the invitation a link's secret belongs to."""
        return self.filter(secret_hash=_hash(secret))


class StaffInvitation(models.Model):
    """Somebody was asked to join the staff in a role."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The secret has 256 bits: its plain hash is as good as a keyed one.
    secret_hash = models.CharField(max_length=64, unique=True)
    email_index = models.CharField(max_length=32)
    email = SecretField("text")
    name = SecretField("text")
    role = models.CharField(max_length=32)  # a Role
    invited_by = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()

    objects = StaffInvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]

    def opened_name(self) -> str:
        """Return the name of the invited person."""
        return str(system_secret.open(self, "name"))

    def opened_email(self) -> str:
        """Return the address the invitation went to."""
        return str(system_secret.open(self, "email"))

    @transaction.atomic
    def accept(self, *, password: str) -> Account:
        """Open the account with its role; raises AlreadyDecided, AlreadyOnStaff."""
        self._lock_undecided()
        by = Actor.service("accounts.invitation")
        try:
            with transaction.atomic():
                account = open_account(
                    email=self.opened_email(),
                    name=self.opened_name(),
                    password=password,
                    by=by,
                )
        except IntegrityError:
            raise AlreadyOnStaff from None
        account.grant(Role(self.role), by=by)
        InvitationAcceptance.objects.create(invitation=self, account=account)
        return account

    @transaction.atomic
    def withdraw(self, *, by: Actor) -> "InvitationWithdrawal":
        """Make the link worthless, with any key it brings; raises AlreadyDecided."""
        self._lock_undecided()
        joining.take_back([self.id])
        withdrawal = InvitationWithdrawal.objects.create(
            invitation=self, withdrawn_by=by.id
        )
        record(
            Action.STAFF_INVITATION_WITHDRAWN,
            by=by,
            thing="staff_invitation",
            thing_id=str(self.id),
        )
        return withdrawal

    def _lock_undecided(self) -> None:
        locked = StaffInvitation.objects.select_for_update().filter(id=self.id)
        list(locked)  # takes the lock; the joins below may not be locked
        if not StaffInvitation.objects.undecided().filter(id=self.id).exists():
            raise AlreadyDecided


@transaction.atomic
def invite(
    *, email: str, name: str, role: Role, by: Actor
) -> tuple[StaffInvitation, str]:
    """Make an invitation and the secret of its link, which is kept nowhere.

    Raises RoleNotYours, OwnAccount and AlreadyOnStaff.
    """
    if role not in MAY_INVITE.get(by.role, frozenset()):
        raise RoleNotYours
    found = Account.objects.with_email(email).first()
    if found:
        raise OwnAccount if str(found.id) == by.id else AlreadyOnStaff
    return _invite(email=email, name=name, role=role, by=by)


@transaction.atomic
def invite_first_owner(
    *, email: str, name: str, by: Actor
) -> tuple[StaffInvitation, str]:
    """Invite the owner of a practice without one; an earlier link stops working.

    Raises HasOwner and AlreadyOnStaff.
    """
    if Account.objects.open().holding(Role.OWNER).exists():
        raise HasOwner
    if Account.objects.with_email(email).exists():
        raise AlreadyOnStaff
    for earlier in StaffInvitation.objects.live().filter(role=Role.OWNER):
        earlier.withdraw(by=by)
    return _invite(email=email, name=name, role=Role.OWNER, by=by)


def _invite(
    *, email: str, name: str, role: Role, by: Actor
) -> tuple[StaffInvitation, str]:
    secret = secrets.token_urlsafe(32)
    invitation = StaffInvitation(
        secret_hash=_hash(secret),
        email_index=email_index(email),
        role=role,
        invited_by=by.id,
        expires_at=timezone.now() + LIFETIME,
    )
    system_secret.seal(invitation, email=email.strip(), name=name.strip())
    invitation.save(force_insert=True)
    record(
        Action.STAFF_INVITED,
        by=by,
        thing="staff_invitation",
        thing_id=str(invitation.id),
        detail={"role": role},
    )
    return invitation, secret


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


class InvitationAcceptance(models.Model):
    """The invited person opened their account."""

    invitation = models.OneToOneField(
        StaffInvitation,
        on_delete=models.PROTECT,
        related_name="acceptance",
        primary_key=True,
    )
    account = models.OneToOneField(Account, on_delete=models.PROTECT)
    at = models.DateTimeField(default=timezone.now, editable=False)


class InvitationWithdrawal(models.Model):
    """The invitation was taken back."""

    invitation = models.OneToOneField(
        StaffInvitation,
        on_delete=models.PROTECT,
        related_name="withdrawal",
        primary_key=True,
    )
    withdrawn_by = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, editable=False)
