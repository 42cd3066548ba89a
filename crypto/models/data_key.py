"""Data keys and their wraps (DESIGN §4)."""

import uuid

from django.db import models
from django.utils import timezone


class Compartment(models.TextChoices):
    """What a data key opens; DESIGN §4 says who holds which."""

    CONTACT = "contact"
    NUMBERS = "numbers"
    HEALTH = "health"
    FILES = "files"


# One key a person for these; a key of its own per document for the others.
PERSONAL = frozenset({Compartment.CONTACT, Compartment.NUMBERS})


class DataKey(models.Model):
    """A data key that exists: whose, for what, and the commitment to its bytes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person_id = models.UUIDField()
    compartment = models.CharField(max_length=8, choices=Compartment.choices)
    # The person itself for contact and numbers, else the document.
    document_id = models.UUIDField()
    commitment = models.BinaryField(max_length=32)
    # Made by this portal (crypto.pins): a row written by others opens nothing.
    pin = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            # A document may be written to by somebody who cannot read it: they
            # make a key beside the first one. A person's own keys stay single.
            models.UniqueConstraint(
                fields=["person_id", "compartment"],
                condition=models.Q(compartment__in=["contact", "numbers"]),
                name="one_data_key_per_person_and_compartment",
            )
        ]
        indexes = [
            models.Index(
                fields=["person_id", "compartment", "document_id"],
                name="data_key_of_document",
            )
        ]


class Wrap(models.Model):
    """A data key sealed to one recipient."""

    class Recipient(models.TextChoices):
        """Who can unwrap it."""

        KEK = "kek"
        TEAM = "team"
        LINK = "link"
        GRANT = "grant"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # PROTECT: destroying is an order of its own, never a cascade.
    data_key = models.ForeignKey(DataKey, models.PROTECT, related_name="wraps")
    recipient_kind = models.CharField(max_length=8, choices=Recipient.choices)
    # Which key file, team key, link key or grant.
    recipient_id = models.CharField(max_length=64)
    blob = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["data_key", "recipient_kind", "recipient_id"],
                name="one_wrap_per_data_key_and_recipient",
            )
        ]
        indexes = [
            models.Index(
                fields=["recipient_kind", "recipient_id"], name="wraps_of_recipient"
            )
        ]
