"""A message: written with the act that causes it, sent when its hold is over."""

from uuid import uuid4

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from audit.actions import Action
from audit.actors import Actor
from audit.trail import Outcome, record
from crypto.fields import SecretField
from outbox.models.queries import MessageQuerySet, State
from outbox.models.rows import Delivery, Release, Resend, Stop

KIND_MESSAGES = "G"  # RULES ACC-03


class AlreadyOnItsWay(Exception):
    """A worker has started to send this message, or has sent it."""


class AlreadyReleased(Exception):
    """The hold of this message is over already."""


class AlreadyStopped(Exception):
    """Somebody held this message back before."""


class NotFailed(Exception):
    """Only a message that failed can be sent again."""


class ContentGone(Exception):
    """What the message said was removed; a new message must be made."""


class Message(models.Model):
    """One mail to one recipient. Its state is what its rows say."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    template = models.CharField(max_length=64)
    recipient_kind = models.CharField(max_length=16)
    recipient_id = models.CharField(max_length=64)
    # Whom it is about, for the desk's list; `outbox` knows no people.
    person = models.UUIDField(null=True, db_index=True)
    # Empty: the recipient's own language, known when it is sent.
    language = models.CharField(max_length=8, blank=True)
    channel = models.CharField(max_length=8, default="mail")
    # Codes and secret links: gone once delivered or stopped, and at expiry.
    variables = SecretField("json", null=True)
    created_at = models.DateTimeField()
    release_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    # RFC 5322 Message-ID, the same on every try, so that doubles are recognised.
    message_id = models.CharField(max_length=255, unique=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            # The worker looks every few seconds: it must not walk what was sent.
            models.Index(
                fields=["release_at"],
                condition=Q(variables__isnull=False),
                name="messages_not_yet_sent",
            ),
            models.Index(fields=["-created_at"], name="messages_newest_first"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(release_at__gte=models.F("created_at")),
                name="a_message_is_not_released_before_it_exists",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("release_at")),
                name="a_message_expires_after_its_release",
            ),
        ]

    @property
    def state(self) -> State:
        """Say where it stands: as found by with_state(), or now (one query)."""
        found: str | None = self.__dict__.get("state_found")
        return State(found) if found else self.as_it_stands().state

    @property
    def is_being_sent(self) -> bool:
        """Say whether a try is under way or over, other than one that failed."""
        return self.attempts.filter(failure=None).exists()

    @property
    def may_have_arrived_twice(self) -> bool:
        """Say whether it was sent again after a try that died on the way."""
        died = self.attempts.filter(failure=None, delivery=None)
        return died.exists() and Delivery.objects.filter(message=self).exists()

    def as_it_stands(self) -> "Message":
        """Read the row afresh, with its state."""
        return Message.objects.with_state(timezone.now()).get(pk=self.pk)

    @transaction.atomic
    def stop(self, *, by: Actor) -> Stop:
        """Hold the message back for good, and forget what it would have said.

        Raises AlreadyStopped or AlreadyOnItsWay.
        """
        message = Message.objects.locked(self.pk)
        if Stop.objects.filter(message=message).exists():
            raise AlreadyStopped
        if message.is_being_sent:
            raise AlreadyOnItsWay
        stop = Stop.objects.create(message=message, **Stop.signed(by))
        message.scrub()
        message.log(Action.MESSAGE_STOPPED, by=by)
        return stop

    @transaction.atomic
    def release_now(self, *, by: Actor) -> Release:
        """End the hold early. Raises AlreadyReleased."""
        message = Message.objects.locked(self.pk)
        if message.as_it_stands().state is not State.HELD:
            raise AlreadyReleased
        release = Release.objects.create(message=message, **Release.signed(by))
        message.log(Action.MESSAGE_RELEASED, by=by)
        return release

    @transaction.atomic
    def resend(self, *, by: Actor) -> Resend:
        """Try a failed message again. Raises NotFailed or ContentGone."""
        message = Message.objects.locked(self.pk).as_it_stands()
        if message.state is not State.FAILED:
            raise NotFailed
        if message.variables is None or message.expires_at <= timezone.now():
            raise ContentGone
        resend = Resend.objects.create(
            message=message, after=message.attempts.count(), **Resend.signed(by)
        )
        message.log(Action.MESSAGE_RESENT, by=by)
        return resend

    def scrub(self) -> None:
        """Forget what the message says."""
        self.variables = None
        self.save(update_fields=["variables"])

    def log(
        self,
        action: Action,
        *,
        by: Actor,
        outcome: Outcome = Outcome.SUCCESS,
        **detail: str | int,
    ) -> None:
        """Write what happened to this message in the access log."""
        record(
            action,
            by=by,
            person=self.person,
            thing="message",
            thing_id=str(self.pk),
            kind=KIND_MESSAGES,
            outcome=outcome,
            detail={"template": self.template, **detail},
        )
