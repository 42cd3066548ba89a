"""A person: anyone we hold data about, in whatever role (DESIGN §3)."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from audit.actors import Actor, ActorKind
from crypto.fields import SealedField
from patients.matrix import COLUMN_OF_ROLE, MATRIX


class PersonQuerySet(models.QuerySet["Person"]):
    """Questions about people."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep whom this actor may know to exist (RULES ACC-02)."""
        if actor.kind is ActorKind.PERSON:
            return self.filter(id=actor.id)
        if actor.kind is not ActorKind.STAFF:
            return self.none()
        if actor.role == Role.THERAPIST:
            return self.filter(
                care_relations__account_id=actor.id, care_relations__end=None
            ).distinct()
        row = MATRIX[COLUMN_OF_ROLE[Role(actor.role)]]
        return self.all() if row.sees_people else self.none()


class Person(models.Model):
    """Name and contact details, sealed under the person's own key."""

    class Channel(models.TextChoices):
        """How somebody likes to be reached."""

        EMAIL = "email", _("E-mail")
        PHONE = "phone", _("Telefoon")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    given_name = SealedField("text", compartment="contact", kind="A", person="id")
    infix = SealedField("text", compartment="contact", kind="A", person="id")
    family_name = SealedField("text", compartment="contact", kind="A", person="id")
    preferred_name = SealedField("text", compartment="contact", kind="A", person="id")
    birth_date = SealedField(
        "date", compartment="contact", kind="A", person="id", null=True
    )
    email = SealedField("text", compartment="contact", kind="A", person="id", null=True)
    phone = SealedField("text", compartment="contact", kind="A", person="id", null=True)
    channel = models.CharField(max_length=5, choices=Channel.choices)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PersonQuerySet.as_manager()

    @property
    def has_email(self) -> bool:
        """Tell whether somebody gave an e-mail address, without opening it."""
        return self.email is not None


class EmailConfirmation(models.Model):
    """The person typed the code that was sent to the address."""

    person = models.OneToOneField(
        Person, models.PROTECT, related_name="email_confirmation"
    )
    at = models.DateTimeField(auto_now_add=True)


class RelatedPerson(models.Model):
    """Somebody who says they may act for another; proof comes later (MIN-07)."""

    class Relation(models.TextChoices):
        """What they say they are."""

        PARENT = "ouder_gezag"
        GUARDIAN = "voogd"
        OTHER = "anders"

    person = models.ForeignKey(Person, models.PROTECT, related_name="related_persons")
    representative = models.ForeignKey(Person, models.PROTECT, related_name="acts_for")
    relation = models.CharField(max_length=16, choices=Relation.choices)
    declared_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(person=models.F("representative")),
                name="nobody_represents_themselves",
            )
        ]
