"""A text people are shown: immutable once published, known by its hash."""

import hashlib
import uuid
from contextlib import suppress
from typing import Any, NoReturn, Self

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.actions import Action
from audit.actors import Actor
from audit.trail import record
from patients.models import Person


class PublishedTextIsFixed(Exception):
    """A published text is never changed: publish a new version."""


class TextQuerySet(models.QuerySet["Text"]):
    """Questions about texts."""

    def current(self, subject: str, language: str) -> "Text":
        """Return the newest version of a text; raises Text.DoesNotExist."""
        return self.filter(subject=subject, language=language).latest("version")

    def shown_in(self, subject: str, language: str) -> "Text | None":
        """Return the newest version in this language, else in Dutch, else None."""
        for each in dict.fromkeys((language[:2], settings.LANGUAGE_CODE)):
            with suppress(Text.DoesNotExist):
                return self.current(subject, each)
        return None

    def update(self, **changes: Any) -> NoReturn:
        """Refuse."""
        raise PublishedTextIsFixed

    def delete(self) -> NoReturn:
        """Refuse."""
        raise PublishedTextIsFixed


class Text(models.Model):
    """One version of one text in one language (RULES CON-05)."""

    class Subject(models.TextChoices):
        """What it is about."""

        PRIVACY = "privacy", _("Privacyverklaring")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.CharField(max_length=16, choices=Subject.choices)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    # Paragraphs separated by blank lines; "# " opens a heading.
    body = models.TextField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=timezone.now)

    objects = TextQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "language", "version"], name="one_text_per_version"
            )
        ]

    @classmethod
    @transaction.atomic
    def publish(
        cls, subject: str, language: str, *, title: str, body: str, by: Actor
    ) -> "Text":
        """Publish the next version of a text."""
        newest = cls.objects.filter(subject=subject, language=language).aggregate(
            newest=models.Max("version")
        )["newest"]
        text = cls.objects.create(
            subject=subject,
            language=language,
            version=(newest or 0) + 1,
            title=title,
            body=body,
            sha256=hashlib.sha256(f"{title}\n\n{body}".encode()).hexdigest(),
        )
        record(
            Action.TEXT_PUBLISHED,
            by=by,
            thing="text",
            thing_id=str(text.id),
            detail={"subject": subject, "version": text.version},
        )
        return text

    @property
    def blocks(self) -> list[tuple[str, str]]:
        """Return the body as (element, text) pairs, for a template."""
        parts = (part.strip() for part in self.body.split("\n\n"))
        return [
            ("h2", part[2:]) if part.startswith("# ") else ("p", part)
            for part in parts
            if part
        ]


class InformationShown(models.Model):
    """A person was shown exactly this version (RULES CON-06)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="information_shown")
    text = models.ForeignKey(Text, models.PROTECT, related_name="shown_to")
    channel = models.CharField(max_length=16)
    at = models.DateTimeField(default=timezone.now)

    @classmethod
    @transaction.atomic
    def record(cls, person: Person, text: Text, *, channel: str, by: Actor) -> Self:
        """Record that this person had this text before them."""
        shown = cls.objects.create(person=person, text=text, channel=channel)
        record(
            Action.INFORMATION_SHOWN,
            by=by,
            person=person.id,
            kind="H",
            thing="text",
            thing_id=str(text.id),
            detail={"version": text.version, "channel": channel},
        )
        return shown
