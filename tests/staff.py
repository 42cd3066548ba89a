"""Members of staff and people for tests: with their factors and a session."""

from uuid import UUID

from django.conf import settings
from django.test import Client

from accounts.models import Account, RecoverySet, TOTPDevice
from accounts.models.account import open_account
from accounts.models.second_factor import UUIDDevice, new_seed
from accounts.roles import Role
from accounts.sessions import PATIENT_KEY, ROLE_KEY
from accounts.signing_in import BACKEND
from accounts.unlocking import HELD_KEY
from audit.actors import Actor
from crypto.holding import Keyholder
from tests.keys import key_of, on_team

PASSWORD = "een zin over blauwe fietsen"
SEED_ACTOR = Actor.service("tests")


def make_staff(
    name: str, *roles: Role, email: str = "", password: str = PASSWORD
) -> Account:
    """A member of staff with roles and a password, without a second factor."""
    address = email or f"{name.partition(' ')[0].lower()}@praktijk.example"
    account = open_account(email=address, name=name, password=password, by=SEED_ACTOR)
    for role in roles:
        account.grant(role, by=SEED_ACTOR)
    return on_team(account) if Role.THERAPIST in roles else account


def with_factors(account: Account) -> TOTPDevice:
    """Give a member of staff an authenticator app and kept recovery codes."""
    device = TOTPDevice.enrol(account, new_seed(), by=SEED_ACTOR)
    recovery_set, _codes = RecoverySet.issue(account, by=SEED_ACTOR)
    RecoverySet.objects.filter(pk=recovery_set.pk).update(confirmed=True)
    return device


def signed_in(
    client: Client,
    account: Account,
    role: Role,
    *,
    device: UUIDDevice | None = None,
    password: str = PASSWORD,
) -> Client:
    """Let a browser be signed in with both factors, without walking the pages."""
    factor = device or with_factors(account)
    client.force_login(account, backend=BACKEND)
    session = client.session
    session["otp_device_id"] = factor.persistent_id
    session[ROLE_KEY] = role.value
    session[HELD_KEY] = _carried(key_of(account, password))
    session.save()
    assert client.cookies[settings.SESSION_COOKIE_NAME].value == session.session_key
    return client


def let_in(
    client: Client,
    *,
    person_id: UUID,
    invitation_id: UUID | None,
    holding: Keyholder | None = None,
) -> Client:
    """Let a browser be a person's, as after link and code."""
    session = client.session
    session[PATIENT_KEY] = [
        str(person_id),
        str(invitation_id) if invitation_id else None,
    ]
    if holding is not None:
        session[HELD_KEY] = _carried(holding)
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    return client


def _carried(holder: Keyholder) -> list[str]:
    return [holder.kind, str(holder.key_id), holder.carried()]
