"""Questionnaires a practice uses, and their immutable versions (DESIGN §9)."""

import uuid
from typing import Any, NoReturn, Self

from django.db import models
from django.utils import timezone


class VersionIsFixed(Exception):
    """A stored version never changes: import a new one."""


class Questionnaire(models.Model):
    """A questionnaire through all its versions, known by its FHIR url."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    url = models.CharField(max_length=255, unique=True)
    title = models.CharField(max_length=255)


class QuestionnaireVersionQuerySet(models.QuerySet["QuestionnaireVersion"]):
    """Questions about versions."""

    def active(self) -> Self:
        """Keep the versions that may be used in new invitations."""
        return self.filter(activation__isnull=False, retirement=None)

    def update(self, **changes: Any) -> NoReturn:
        """Refuse."""
        raise VersionIsFixed

    def delete(self) -> NoReturn:
        """Refuse."""
        raise VersionIsFixed


class QuestionnaireVersion(models.Model):
    """One version: FHIR R4 JSON as imported, known by its content hash."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, related_name="versions"
    )
    content_hash = models.CharField(max_length=64, unique=True)
    definition = models.JSONField()
    imported_at = models.DateTimeField(default=timezone.now)

    objects = QuestionnaireVersionQuerySet.as_manager()


class Activation(models.Model):
    """The practice put a version to use."""

    version = models.OneToOneField(
        QuestionnaireVersion, models.PROTECT, related_name="activation"
    )
    at = models.DateTimeField(default=timezone.now)


class Retirement(models.Model):
    """A version is no longer used in new invitations."""

    version = models.OneToOneField(
        QuestionnaireVersion, models.PROTECT, related_name="retirement"
    )
    at = models.DateTimeField(default=timezone.now)
