"""A response: FHIR's QuestionnaireResponse, sealed section by section."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from audit.actors import Actor
from crypto.fields import SealedField
from intake.invitations.models import Invitation
from intake.questionnaires.models import QuestionnaireVersion
from patients.models import Person


class ResponseQuerySet(models.QuerySet["Response"]):
    """Questions about responses."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep the responses of people this actor may know to exist."""
        return self.filter(person__in=Person.objects.visible_to(actor))

    def submitted(self) -> Self:
        """Keep what was sent to the practice."""
        return self.filter(submission__isnull=False)


class Response(models.Model):
    """One person fills in one version. Its id names the document and its key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    invitation = models.OneToOneField(
        Invitation, models.PROTECT, related_name="response"
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="responses")
    version = models.ForeignKey(
        QuestionnaireVersion, models.PROTECT, related_name="responses"
    )
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    started_at = models.DateTimeField(default=timezone.now)

    objects = ResponseQuerySet.as_manager()


class Section(models.Model):
    """The answers of one section: one JSON document, sealed and padded."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(Response, models.PROTECT, related_name="sections")
    # A copy of response.person, since a sealed value is bound to its person.
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    # {"answers": answer document of these pages, "seen": addresses passed}.
    content = SealedField(
        "json", compartment="health", kind="E", document="response_id"
    )
    # Counts saves, so that two devices notice each other.
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["response", "key"], name="one_row_per_section"
            )
        ]


class Submission(models.Model):
    """The person sent the response to the practice; from now on it is fixed."""

    response = models.OneToOneField(Response, models.PROTECT, related_name="submission")
    at = models.DateTimeField(default=timezone.now)


class Reading(models.Model):
    """A therapist marked a response as read."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(Response, models.PROTECT, related_name="readings")
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="readings"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["response", "reader"], name="one_reading_per_reader"
            )
        ]
