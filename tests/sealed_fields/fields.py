"""Every sealed field of every model, with a row that holds something in it."""

from typing import NamedTuple

import pytest
from django.apps import apps
from django.db import models

from crypto.fields import SealedBinaryField
from crypto.sealing import Sealed

# Worse than real: what lies in the row would be readable if anything showed it.
READABLE = "Kwikstaartgeheim"
LEAKS = (READABLE, READABLE.encode().hex(), "S3dpa3N0YWFydGdlaGVpb")
BLOB = READABLE.encode() * 3


class Place(NamedTuple):
    """One sealed field of one model."""

    model: type[models.Model]
    field: SealedBinaryField

    def row(self) -> models.Model:
        """Make a row, not saved, with something in every sealed field."""
        row = self.model()
        for field in self.model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey):
                setattr(row, field.name, field.remote_field.model())
        for place in PLACES:
            if place.model is self.model:
                setattr(row, place.field.name, Sealed(BLOB))
        return row


PLACES = [
    Place(model, field)
    for model in apps.get_models()
    for field in model._meta.local_concrete_fields
    if isinstance(field, SealedBinaryField)
]
every_place = pytest.mark.parametrize("place", PLACES, ids=lambda each: str(each.field))


def shows_nothing(text: object) -> bool:
    """Tell whether nothing of what lies in the row can be read here."""
    return not any(leak in str(text) for leak in LEAKS)
