"""Data keys and their wraps, in a database of their own (DESIGN §4)."""

import uuid

from django.db import models


class Compartment(models.TextChoices):
    """What a data key opens; DESIGN §4 says who holds which."""

    CONTACT = "contact"
    NUMBERS = "numbers"
    HEALTH = "health"
    FILES = "files"


# One key a person for these; one key a document for the others.
PERSONAL = frozenset({Compartment.CONTACT, Compartment.NUMBERS})


class DataKey(models.Model):
    """A data key that exists: whose, for what, and the commitment to its bytes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person_id = models.UUIDField()
    compartment = models.CharField(max_length=8, choices=Compartment.choices)
    # The person itself for contact and numbers, else the document.
    document_id = models.UUIDField()
    commitment = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person_id", "compartment", "document_id"],
                name="one_data_key_per_person_compartment_document",
            )
        ]


class Wrap(models.Model):
    """A data key sealed to one recipient."""

    class Recipient(models.TextChoices):
        """Who can unwrap it."""

        KEK = "kek"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # PROTECT: destroying is an order of its own, never a cascade.
    data_key = models.ForeignKey(DataKey, models.PROTECT, related_name="wraps")
    recipient_kind = models.CharField(max_length=8, choices=Recipient.choices)
    recipient_id = models.CharField(max_length=64)
    blob = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["data_key", "recipient_kind", "recipient_id"],
                name="one_wrap_per_data_key_and_recipient",
            )
        ]


class RootKey(models.Model):
    """A key of the server that outlives the key file: indexes, codes, log MACs."""

    use = models.CharField(max_length=32, primary_key=True)
    blob = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)
