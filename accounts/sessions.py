"""Our own session store: the database holds a hash and sealed bytes (DESIGN §4).

Whoever steals the table can neither read a session nor use it: the id is the
SHA-256 of the cookie and the data are sealed under a key derived from it.
Limits are RULES ACC-07's, enforced here on the server.
"""

import json
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import (
    CreateError,
    SessionBase,
    UpdateError,
)
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import SealedSession
from crypto.errors import CryptoError
from crypto.session import open_session, seal_session, session_id

PATIENT_KEY: Final = "patient"
ROLE_KEY: Final = "role"
STARTED_KEY: Final = "started_at"


class Limits(NamedTuple):
    """How long a session lasts without a request, and at most."""

    idle: timedelta
    absolute: timedelta


STAFF: Final = Limits(idle=timedelta(minutes=15), absolute=timedelta(hours=12))
# A visitor who signs up types the same kind of data on the same shared phones.
PATIENT: Final = Limits(idle=timedelta(minutes=20), absolute=timedelta(hours=8))
# The end moves at most this often: reading pages does not mean writing rows. A
# session may so end this much early, never late.
TOUCH_EVERY: Final = timedelta(seconds=15)


class SessionStore(SessionBase):
    """A session whose row means nothing without its cookie."""

    expires_at: datetime | None = None

    def load(self) -> dict[str, Any]:
        """Return the session's data; a new, empty one where it ended or is forged."""
        row = self._row()
        try:
            if row is not None and self.session_key:
                opened = open_session(self.session_key, bytes(row.sealed))
                self.expires_at = row.expires_at
                return dict(json.loads(opened))
        except CryptoError:
            pass  # a row that was tampered with is no session
        self._session_key = None
        return {}

    def exists(self, session_key: str) -> bool:
        """Tell whether a key is taken."""
        return SealedSession.objects.filter(id=session_id(session_key)).exists()

    def create(self) -> None:
        """Take a key nobody has, and store the session under it."""
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's
        """Store the session. Raises CreateError, or UpdateError where it ended."""
        if self.session_key is None:
            self.create()
            return
        session = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        session.setdefault(STARTED_KEY, timezone.now().timestamp())
        self.expires_at = self._end()
        values = {
            "sealed": seal_session(self.session_key, json.dumps(session).encode()),
            "expires_at": self.expires_at,
        }
        row_id = session_id(self.session_key)
        if not must_create:
            if not SealedSession.objects.filter(id=row_id).update(**values):
                raise UpdateError
            return
        try:
            with transaction.atomic():
                SealedSession.objects.create(id=row_id, **values)
        except IntegrityError:
            raise CreateError from None

    def touch(self) -> None:
        """Move the end of a session in use, at most once per TOUCH_EVERY."""
        if self.session_key is None or self.is_empty() or self.expires_at is None:
            return
        end = self._end()
        if end - self.expires_at > TOUCH_EVERY:
            rows = SealedSession.objects.filter(id=session_id(self.session_key))
            rows.update(expires_at=end)
            self.expires_at = end

    def delete(self, session_key: str | None = None) -> None:
        """Remove a session from the database: it ends here and now."""
        key = session_key or self.session_key
        if key is not None:
            SealedSession.objects.filter(id=session_id(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        """Remove the sessions that ended."""
        SealedSession.objects.filter(expires_at__lte=timezone.now()).delete()

    def _row(self) -> SealedSession | None:
        if self.session_key is None:
            return None
        rows = SealedSession.objects.filter(expires_at__gt=timezone.now())
        return rows.filter(id=session_id(self.session_key)).first()

    def _end(self) -> datetime:
        limits = STAFF if SESSION_KEY in self else PATIENT
        now = timezone.now()
        started = datetime.fromtimestamp(
            self.get(STARTED_KEY, now.timestamp()), tz=timezone.get_current_timezone()
        )
        return min(now + limits.idle, started + limits.absolute)
