"""Which role an account holds, since when and by whose hand."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from accounts.roles import Role
from audit.actions import Action
from audit.actors import Actor
from audit.trail import record


class AlreadyRevoked(Exception):
    """The role was taken away before."""


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    """Questions about many grants."""

    def in_force(self) -> Self:
        """Keep the grants that were not revoked."""
        return self.filter(revocation=None)


class RoleGrant(models.Model):
    """Somebody was given a role."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="role_grants"
    )
    role = models.CharField(max_length=32)  # a Role
    granted_by = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RoleGrantQuerySet.as_manager()

    @transaction.atomic
    def revoke(self, *, by: Actor) -> "RoleRevocation":
        """Take the role, its duties and its key away; raises AlreadyRevoked."""
        revocation, made = RoleRevocation.objects.get_or_create(
            grant=self, defaults={"revoked_by": by.id}
        )
        if not made:
            raise AlreadyRevoked
        record(
            Action.ROLE_REVOKED,
            by=by,
            thing="account",
            thing_id=str(self.account_id),
            detail={"role": self.role},
        )
        if self.role == Role.THERAPIST:
            self.account.end_duties(by=by)
            self.account.leave_team(by=by)
        return revocation


class RoleRevocation(models.Model):
    """A role was taken away."""

    grant = models.OneToOneField(
        RoleGrant,
        on_delete=models.PROTECT,
        related_name="revocation",
        primary_key=True,
    )
    revoked_by = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, editable=False)
