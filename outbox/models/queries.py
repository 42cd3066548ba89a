"""Where messages stand, computed from what happened to them."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import (
    Case,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from outbox import policy
from outbox.models.rows import Attempt, Delivery, Failure, Release, Resend, Stop

if TYPE_CHECKING:
    from uuid import UUID

    from outbox.models.message import Message


class State(models.TextChoices):
    """The closed list of words for where a message stands (UX G11, G14)."""

    HELD = "held", _("Wacht")
    QUEUED = "queued", _("Wordt verstuurd")
    SENT = "sent", _("Verstuurd")
    STOPPED = "stopped", _("Tegengehouden")
    DOUBTFUL = "doubtful", _("Niet zeker of het is aangekomen")
    FAILED = "failed", _("Niet verstuurd")


def _has(rows: models.QuerySet[Any], **facts: object) -> Exists:
    return Exists(rows.filter(message=OuterRef("pk"), **facts))


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages by where they stand."""

    def about(self, person: "UUID") -> Self:
        """Keep the messages about one person."""
        return self.filter(person=person)

    def locked(self, message_id: "UUID", *, skip_locked: bool = False) -> "Message":
        """Take a row for the rest of the transaction, and read it afresh.

        Raises DoesNotExist when skip_locked is set and another has it. What
        happened to the message is to be asked after this, in a statement of its
        own: on PostgreSQL only that one sees what the other committed. On SQLite
        the transaction itself is the lock (BEGIN IMMEDIATE).
        """
        return self.select_for_update(skip_locked=skip_locked).get(pk=message_id)

    def with_state(self, now: datetime) -> Self:
        """Compute each message's state, once, in the database."""
        return self._with_tries().annotate(
            state_found=Case(
                When(_has(Stop.objects.all()), then=Value(State.STOPPED)),
                When(_has(Delivery.objects.all()), then=Value(State.SENT)),
                When(self._has_failed(), then=Value(State.FAILED)),
                When(self._is_doubtful(now), then=Value(State.DOUBTFUL)),
                When(~self._is_released(now), then=Value(State.HELD)),
                default=Value(State.QUEUED),
                output_field=models.CharField(),
            )
        )

    def in_state(self, state: State, now: datetime) -> Self:
        """Keep the messages that stand at one state."""
        return self.with_state(now).filter(state_found=state)

    def failed(self, now: datetime) -> Self:
        """Keep what was given up: work for the desk."""
        return self.in_state(State.FAILED, now)

    def waiting(self) -> Self:
        """Keep what was neither sent, stopped nor given up."""
        return self._with_tries().filter(
            ~_has(Stop.objects.all()),
            ~_has(Delivery.objects.all()),
            ~self._has_failed(),
            variables__isnull=False,
        )

    def due(self, now: datetime) -> Self:
        """Keep what is to be sent now, in order."""
        return (
            self.waiting()
            .filter(self._is_released(now), self._may_be_tried(now), expires_at__gt=now)
            .order_by("release_at", "created_at")
        )

    def expired(self, now: datetime) -> Self:
        """Keep what still has content that may be kept no longer."""
        return self.filter(variables__isnull=False, expires_at__lte=now)

    def _with_tries(self) -> Self:
        """Count tries since the message was last given a fresh start."""
        attempts = Attempt.objects.filter(message=OuterRef("pk")).order_by("-number")
        resends = Resend.objects.filter(message=OuterRef("pk")).order_by("-after")
        count = IntegerField()
        return self.annotate(
            tried=Coalesce(Subquery(attempts.values("number")[:1]), 0),
            forgiven=Coalesce(Subquery(resends.values("after")[:1]), 0),
            last_tried_at=Subquery(attempts.values("started_at")[:1]),
            tries=models.ExpressionWrapper(F("tried") - F("forgiven"), count),
        )

    @staticmethod
    def _has_failed() -> Exists:
        final = Failure.objects.filter(message=OuterRef("pk"), is_final=True)
        beyond_resend = Q(attempt__number__gt=OuterRef("forgiven"))
        return Exists(final.filter(beyond_resend | Q(attempt=None)))

    @staticmethod
    def _is_doubtful(now: datetime) -> Exists:
        """Find a try that died without an outcome: what it sent may have arrived."""
        return _has(
            Attempt.objects.all(),
            failure=None,
            delivery=None,
            started_at__lte=now - policy.DOUBT,
        )

    @staticmethod
    def _is_released(now: datetime) -> Q:
        return Q(release_at__lte=now) | Q(_has(Release.objects.all()))

    @staticmethod
    def _may_be_tried(now: datetime) -> Q:
        last = Attempt.objects.filter(message=OuterRef("pk"), number=OuterRef("tried"))
        died = Exists(last.filter(failure=None))
        allowed = Q(tries=0) | Q(
            died,
            tries__lt=policy.MOST_TRIES,
            last_tried_at__lte=now - policy.DOUBT,
        )
        for tries, pause in enumerate(policy.BACKOFF, start=1):
            allowed |= Q(~died, tries=tries, last_tried_at__lte=now - pause)
        return allowed
