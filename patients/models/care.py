"""Why a member of staff may see a person: a relation with a start and an end."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from audit.actions import Action
from audit.actors import Actor
from audit.trail import record
from patients.models.person import Person


class RelationEnded(Exception):
    """This care relation has ended already."""


class CareRelationQuerySet(models.QuerySet["CareRelation"]):
    """Questions about care relations."""

    def active(self) -> Self:
        """Keep the relations that have not ended."""
        return self.filter(end=None)


class CareRelation(models.Model):
    """One member of staff is involved in one person's care (RULES ACC-01)."""

    class Kind(models.TextChoices):
        """In what way."""

        ASSIGNED = "assigned"
        TRIAGE = "triage"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="care_relations")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="care_relations"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    started_at = models.DateTimeField(default=timezone.now)

    objects = CareRelationQuerySet.as_manager()

    @classmethod
    @transaction.atomic
    def start(
        cls, person: Person, account_id: uuid.UUID, kind: "Kind", *, by: Actor
    ) -> "CareRelation":
        """Begin a relation; one that runs already is returned as it is."""
        running = cls.objects.active().filter(
            person=person, account_id=account_id, kind=kind
        )
        if relation := running.first():
            return relation
        relation = cls.objects.create(person=person, account_id=account_id, kind=kind)
        record(
            Action.CARE_RELATION_STARTED,
            by=by,
            person=person.id,
            thing="account",
            thing_id=str(account_id),
            relation=kind,
        )
        return relation

    @transaction.atomic
    def finish(self, *, by: Actor, reason: str) -> "CareRelationEnd":
        """End the relation; raises RelationEnded."""
        if CareRelationEnd.objects.filter(relation=self).exists():
            raise RelationEnded
        end = CareRelationEnd.objects.create(relation=self, reason=reason)
        record(
            Action.CARE_RELATION_ENDED,
            by=by,
            person=self.person_id,
            thing="account",
            thing_id=str(self.account_id),
            relation=self.kind,
            detail={"reason": reason},
        )
        return end


class CareRelationEnd(models.Model):
    """A care relation is over."""

    relation = models.OneToOneField(CareRelation, models.PROTECT, related_name="end")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=32)
