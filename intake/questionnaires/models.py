"""Questionnaires a practice uses, and their immutable versions (DESIGN §9)."""

import uuid
from datetime import timedelta
from functools import lru_cache
from typing import Final, Self

from django.db import models
from django.utils import timezone

from audit.append_only import AppendOnly, AppendOnlyQuerySet
from intake.questionnaires import definition
from intake.questionnaires.pages import Layout, lay_out
from intake.questionnaires.parsing import parse
from intake.questionnaires.report import ImportReport

# Nobody decides about an import a day later; the file can be chosen again.
DRAFTS_LIVE: Final = timedelta(days=1)


class Questionnaire(models.Model):
    """A questionnaire through all its versions, known by its FHIR url."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    url = models.CharField(max_length=255, unique=True)
    title = models.CharField(max_length=255)


class QuestionnaireVersionQuerySet(AppendOnlyQuerySet["QuestionnaireVersion"]):
    """Questions about versions."""

    def active(self) -> Self:
        """Keep the versions that may be used in new invitations."""
        return self.filter(activation__isnull=False, retirement=None)


class QuestionnaireVersion(AppendOnly):
    """One version: FHIR JSON as imported, known by its content hash.

    The file is kept as text, not as JSON of the database's own, because PostgreSQL
    would reorder it and round its numbers, and export gives it back whole.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, related_name="versions"
    )
    content_hash = models.CharField(max_length=64, unique=True)
    source = models.TextField()
    imported_at = models.DateTimeField(default=timezone.now)
    imported_by = models.CharField(max_length=64)

    objects = QuestionnaireVersionQuerySet.as_manager()

    @property
    def report(self) -> ImportReport:
        """What is asked of the file, and how it differs from it."""
        return _reading(self.content_hash, self.source)

    @property
    def definition(self) -> definition.Questionnaire:
        """The questions."""
        return self.report.questionnaire

    @property
    def layout(self) -> Layout:
        """The questions laid out on pages."""
        return _layout(self.definition)

    @property
    def is_active(self) -> bool:
        """Say whether new invitations may use it."""
        return hasattr(self, "activation") and not hasattr(self, "retirement")


@lru_cache(maxsize=64)
def _reading(_content_hash: str, source: str) -> ImportReport:
    return parse(source.encode())


@lru_cache(maxsize=64)
def _layout(questionnaire: definition.Questionnaire) -> Layout:
    return lay_out(questionnaire)


class Activation(AppendOnly):
    """The practice put a version to use."""

    version = models.OneToOneField(
        QuestionnaireVersion, models.PROTECT, related_name="activation"
    )
    at = models.DateTimeField(default=timezone.now)
    activated_by = models.CharField(max_length=64)

    objects = AppendOnlyQuerySet["Activation"].as_manager()


class Retirement(AppendOnly):
    """A version is no longer used in new invitations."""

    version = models.OneToOneField(
        QuestionnaireVersion, models.PROTECT, related_name="retirement"
    )
    at = models.DateTimeField(default=timezone.now)
    retired_by = models.CharField(max_length=64)

    objects = AppendOnlyQuerySet["Retirement"].as_manager()


class ImportDraftQuerySet(models.QuerySet["ImportDraft"]):
    """Questions about drafts."""

    def of(self, account_id: str) -> Self:
        """Keep the drafts of one member of staff that still count."""
        since = timezone.now() - DRAFTS_LIVE
        return self.filter(by=account_id, at__gte=since)

    def forgotten(self) -> Self:
        """Keep the drafts nobody came back to."""
        return self.filter(at__lt=timezone.now() - DRAFTS_LIVE)


class ImportDraft(models.Model):
    """A file somebody looks over before importing; definitions are public."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=64)

    objects = ImportDraftQuerySet.as_manager()

    @property
    def report(self) -> ImportReport:
        """What would be made of the file."""
        return parse(self.source.encode())
