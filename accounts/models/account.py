"""Who can sign in: one account per member of staff, never deleted."""

import uuid
from typing import Self

from django.contrib.auth import hashers
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction
from django.utils import timezone

from accounts import hashing
from accounts.models.role import RoleGrant
from accounts.roles import Role
from audit.actions import Action
from audit.actors import Actor
from audit.trail import record
from crypto import members, system_secret, team
from crypto.blind_index import blind_index
from crypto.fields import SecretField


class AccountRefusal(Exception):
    """Something may not be done to an account."""


class LastOwner(AccountRefusal):
    """A practice keeps at least one owner who can sign in."""


class AlreadyClosed(AccountRefusal):
    """The account was closed before."""


class OwnAccount(AccountRefusal):
    """Nobody decides about their own roles or account (RULES ACC-03, row K)."""


def email_index(email: str) -> str:
    """Return the blind index under which an e-mail address is found."""
    return blind_index("account.email", email)


class AccountQuerySet(models.QuerySet["Account"]):
    """Questions about many accounts."""

    def open(self) -> Self:
        """Keep the accounts that can sign in."""
        return self.filter(closure=None)

    def holding(self, role: Role) -> Self:
        """Keep the accounts that hold a role now."""
        held = RoleGrant.objects.in_force().filter(role=role)
        return self.filter(id__in=held.values("account_id"))

    def with_email(self, email: str) -> Self:
        """Keep the account with an e-mail address, however it was typed."""
        return self.filter(email_index=email_index(email))


class Account(AbstractBaseUser):  # type: ignore[django-manager-missing]  # django-otp
    """A member of staff. Name and address are sealed; the index finds them."""

    # The log says when somebody signed in; a column would only repeat it.
    last_login = None  # Django's way to drop an inherited field

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email_index = models.CharField(max_length=32, unique=True)
    email = SecretField("text")
    name = SecretField("text")
    language = models.CharField(max_length=8, default="nl")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AccountQuerySet.as_manager()

    USERNAME_FIELD = "email_index"
    REQUIRED_FIELDS = []

    @property
    def is_active(self) -> bool:  # type: ignore[override]  # here it is a question
        """Tell whether the account can sign in."""
        return not hasattr(self, "closure")

    def set_password(self, raw_password: str | None) -> None:
        """Keep a password's hash, in its turn; None where nobody can sign in yet."""
        if raw_password is None:
            self.set_unusable_password()
            return
        with hashing.turns:
            self.password = hashers.make_password(hashing.bound(self.id, raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        """Tell whether this is the password, in its turn."""
        bound = hashing.bound(self.id, raw_password or "")
        with hashing.turns:
            return hashers.check_password(bound, self.password)

    def opened_name(self) -> str:
        """Return the name of this member of staff."""
        return str(system_secret.open(self, "name"))

    def opened_email(self) -> str:
        """Return the e-mail address of this member of staff."""
        return str(system_secret.open(self, "email"))

    def roles(self) -> list[Role]:
        """Return the roles held now, in the order of the enum."""
        held = RoleGrant.objects.in_force().filter(account=self)
        names = set(held.values_list("role", flat=True))
        return [role for role in Role if role in names]

    def is_last_owner(self) -> bool:
        """Tell whether the practice would be left without an owner."""
        owners = Account.objects.open().holding(Role.OWNER)
        return list(owners.values_list("id", flat=True)) == [self.id]

    @transaction.atomic
    def grant(self, role: Role, *, by: Actor) -> RoleGrant:
        """Give a role; giving a held one again changes nothing. Raises OwnAccount."""
        if by.id == str(self.id):
            raise OwnAccount
        held = RoleGrant.objects.in_force().filter(account=self, role=role).first()
        if held:
            return held
        grant = RoleGrant.objects.create(account=self, role=role, granted_by=by.id)
        record(
            Action.ROLE_GRANTED,
            by=by,
            thing="account",
            thing_id=str(self.id),
            detail={"role": role},
        )
        return grant

    @transaction.atomic
    def close(self, *, by: Actor) -> "AccountClosure":
        """End access at once (ACC-08). Raises AlreadyClosed, LastOwner, OwnAccount."""
        # Locked first, so that two owners cannot close each other at once.
        list(Account.objects.open().holding(Role.OWNER).select_for_update(of=("self",)))
        if AccountClosure.objects.filter(account=self).exists():
            raise AlreadyClosed
        if self.is_last_owner():
            raise LastOwner
        if by.id == str(self.id):
            raise OwnAccount
        closure = AccountClosure.objects.create(account=self, closed_by=by.id)
        record(Action.ACCOUNT_CLOSED, by=by, thing="account", thing_id=str(self.id))
        self.end_duties(by=by)
        self.leave_team(by=by)
        members.retire(self.id)
        return closure

    def leave_team(self, *, by: Actor) -> None:
        """Take the care team's key away at once, where this account holds it."""
        if team.dismiss(self.id):
            record(
                Action.MEMBER_DISMISSED, by=by, thing="account", thing_id=str(self.id)
            )

    def end_duties(self, *, by: Actor) -> None:
        """Judge no more entries anywhere; where nobody is left, the owner is told."""
        for duty in self.triage_duties.in_force():
            duty.finish(by=by)


@transaction.atomic
def open_account(
    *, email: str, name: str, password: str | None, by: Actor, language: str = "nl"
) -> Account:
    """Create an account without a role; no password means nobody can sign in yet.

    Its key pair is committed in the keys database before the account can be.
    """
    account = Account(email_index=email_index(email), language=language)
    system_secret.seal(account, email=email.strip(), name=name.strip())
    account.set_password(password)
    if password is not None:
        members.make(account.id, password)
    account.save(force_insert=True)
    record(Action.ACCOUNT_CREATED, by=by, thing="account", thing_id=str(account.id))
    return account


class AccountClosure(models.Model):
    """Somebody left, or lost access: from here on the account signs in nowhere."""

    account = models.OneToOneField(
        Account, on_delete=models.PROTECT, related_name="closure", primary_key=True
    )
    closed_by = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, editable=False)
