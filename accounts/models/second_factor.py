"""Second factors: an authenticator app, and recovery codes for the day it is lost.

django-otp's own devices keep seed and codes as plain text; ours seal the seed
and keep only MACs of the codes. Both are devices of django-otp's kind, so its
login, middleware and throttling work as documented.
"""

import base64
import re
import secrets
import time
import uuid
from datetime import datetime
from typing import Any, Final, Self, TypeVar
from urllib.parse import quote, urlencode

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django_otp.models import Device, ThrottlingMixin
from django_otp.oath import TOTP

from accounts.models.account import Account
from audit.actions import Action
from audit.actors import Actor
from audit.trail import record
from crypto import system_secret
from crypto.fields import SecretField
from crypto.mac import mac

SEED_BYTES: Final = 20  # what RFC 4226 recommends, and what every app accepts
STEP: Final = 30  # seconds
TOLERANCE: Final = 1  # steps: a clock may be half a minute off
CODES: Final = 10
CODE_BYTES: Final = 10  # 80 bits; ACC-06 asks at least 64
TOTP_CODE: Final = re.compile(r"\d{6}")


FactorT_co = TypeVar("FactorT_co", bound=Device, covariant=True)


class FactorQuerySet(models.QuerySet[FactorT_co]):
    """Questions about many factors."""

    def devices_for_user(self, user: Account, confirmed: bool | None = None) -> Self:  # noqa: FBT001 - django-otp's signature
        """Keep the factors of an account; django-otp asks by this name."""
        found = self.filter(user=user)
        return found if confirmed is None else found.filter(confirmed=confirmed)


class UUIDDevice(ThrottlingMixin, Device):  # type: ignore[misc]  # untyped library
    """What both factors share: a UUID as id, and the growing wait of django-otp."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True

    @property
    def persistent_id(self) -> str:
        """Return the id in the shape django-otp parses: it calls int() on it."""
        return f"{self.model_label()}/{self.id.int}"

    def get_throttle_factor(self) -> int:
        """Double the wait after each failure, from one second."""
        return 1

    def wait_until(self) -> datetime | None:
        """Return when the next try is allowed, None for now."""
        allowed, reason = self.verify_is_allowed()
        return None if allowed else reason["locked_until"]


class TOTPDevice(UUIDDevice):
    """An authenticator app (RFC 6238); its seed is sealed."""

    seed = SecretField("bytes")
    last_t = models.BigIntegerField(default=-1)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = FactorQuerySet["TOTPDevice"].as_manager()

    def verify_token(self, token: str) -> bool:
        """Accept the current code once; a used one never again."""
        if self.wait_until() or not TOTP_CODE.fullmatch(token):
            return False
        step = accepted_step(self.opened_seed(), token, after=self.last_t)
        if step is None:
            self.throttle_increment()
            return False
        self.last_t = step
        self.throttle_reset(commit=False)
        self.save()
        return True

    def opened_seed(self) -> bytes:
        """Return the seed."""
        return bytes(system_secret.open(self, "seed"))

    @classmethod
    @transaction.atomic
    def enrol(
        cls, account: Account, seed: bytes, *, by: Actor, last_t: int = -1
    ) -> Self:
        """Give an account its authenticator app, proven by a code of step last_t."""
        device = cls(user=account, name="totp", last_t=last_t)
        system_secret.seal(device, seed=seed)
        device.save(force_insert=True)
        record(Action.FACTOR_ADDED, by=by, thing="totp", thing_id=str(device.id))
        return device


def new_seed() -> bytes:
    """Return a fresh seed."""
    return secrets.token_bytes(SEED_BYTES)


def current_code(seed: bytes) -> str:
    """Return the six digits an app shows now."""
    return f"{_totp(seed).token():06}"


def accepted_step(seed: bytes, code: str, *, after: int = -1) -> int | None:
    """Return the time step a code belongs to, None where it is wrong or used."""
    totp = _totp(seed)
    if not totp.verify(int(code), TOLERANCE, after + 1):
        return None
    return int(totp.t())


def _totp(seed: bytes) -> Any:
    totp = TOTP(seed, STEP)
    totp.time = time.time()
    return totp


def readable_key(seed: bytes) -> str:
    """Return the seed as an app wants it typed, in groups of four."""
    key = base64.b32encode(seed).decode()
    return " ".join(key[at : at + 4] for at in range(0, len(key), 4))


def enrolment_address(seed: bytes, *, issuer: str, label: str) -> str:
    """Return the otpauth address that a QR code or a link hands to the app."""
    facts = urlencode(
        {"secret": base64.b32encode(seed).decode(), "issuer": issuer}, quote_via=quote
    )
    return f"otpauth://totp/{quote(issuer)}:{quote(label)}?{facts}"


class RecoverySet(UUIDDevice):
    """One set of recovery codes. The newest of an account counts.

    It is confirmed once its owner typed a code back, so codes that were never
    written down open nothing.
    """

    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = FactorQuerySet["RecoverySet"].as_manager()

    def verify_token(self, token: str) -> bool:
        """Spend one code; False where it is wrong, spent or comes too soon."""
        if self.wait_until() or not self._spend(token):
            if not self.wait_until():
                self.throttle_increment()
            return False
        self.confirmed = True
        self.throttle_reset(commit=False)
        self.save()
        return True

    def unspent(self) -> int:
        """Count the codes that are left."""
        return int(self.codes.filter(use=None).count())

    def _spend(self, token: str) -> bool:
        code = self.codes.filter(digest=_digest(self.id, token), use=None).first()
        if code is None:
            return False
        try:
            with transaction.atomic():
                RecoveryCodeUse.objects.create(code=code)
        except IntegrityError:  # spent by another request in this very moment
            return False
        return True

    @classmethod
    @transaction.atomic
    def issue(cls, account: Account, *, by: Actor) -> tuple[Self, list[str]]:
        """Make a new set; the codes are readable here and never again."""
        recovery_set = cls.objects.create(
            user=account, name="recovery", confirmed=False
        )
        codes = [_new_code() for _ in range(CODES)]
        RecoveryCode.objects.bulk_create(
            RecoveryCode(
                recovery_set=recovery_set, digest=_digest(recovery_set.id, code)
            )
            for code in codes
        )
        record(
            Action.FACTOR_ADDED,
            by=by,
            thing="recovery",
            thing_id=str(recovery_set.id),
        )
        return recovery_set, codes


def _new_code() -> str:
    text = base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode().lower()
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def _digest(set_id: uuid.UUID, code: str) -> bytes:
    typed = re.sub(r"[\s-]", "", code).lower()
    return mac(
        "accounts.recovery_code", set_id.bytes + typed.encode("utf-8", "replace")
    )


class RecoveryCode(models.Model):
    """One recovery code, kept as a keyed MAC."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recovery_set = models.ForeignKey(
        # The codes are a part of the set.
        RecoverySet,
        on_delete=models.CASCADE,
        related_name="codes",
    )
    digest = models.BinaryField(max_length=32)


class RecoveryCodeUse(models.Model):
    """A recovery code was spent."""

    code = models.OneToOneField(
        RecoveryCode, on_delete=models.PROTECT, related_name="use", primary_key=True
    )
    at = models.DateTimeField(default=timezone.now, editable=False)
