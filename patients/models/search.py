"""By what people are found again: blind indexes, and the versions of their keys."""

from typing import Final

from django.db import models
from django.utils import timezone

from crypto.blind_index import INDEX_LENGTH
from patients.models.person import Person

FIRST: Final = 1


class IndexVersionQuerySet(models.QuerySet["IndexVersion"]):
    """Questions about versions."""

    def in_use(self) -> int:
        """Return the version that people are looked up by: the newest complete."""
        complete = self.filter(complete_at__isnull=False).order_by("-number")
        return complete.values_list("number", flat=True).first() or FIRST

    def written(self) -> list[int]:
        """Return the versions that new people are indexed under, making the first.

        While a newer one is being filled that is both.
        """
        newest = self.filter(number__gte=self.in_use()).order_by("number")
        numbers = list(newest.values_list("number", flat=True))
        if not numbers:
            self.get_or_create(number=FIRST, defaults={"complete_at": timezone.now()})
        return numbers or [FIRST]


class IndexVersion(models.Model):
    """A version of the keys of all blind indexes of people."""

    number = models.PositiveIntegerField(primary_key=True)
    begun_at = models.DateTimeField(default=timezone.now, editable=False)
    # From then on everybody has an index under it.
    complete_at = models.DateTimeField(null=True)

    objects = IndexVersionQuerySet.as_manager()


class SearchToken(models.Model):
    """One blind index of one person. Says what kind of value, never which."""

    class Purpose(models.TextChoices):
        """What is indexed, and nothing else ever: no BSN, no health."""

        EMAIL = "email"
        PHONE = "phone"
        BIRTH_DATE = "born"
        NAME = "name"

    person = models.ForeignKey(Person, models.PROTECT, related_name="search_tokens")
    purpose = models.CharField(max_length=5, choices=Purpose.choices)
    # The constraint is the index: a look-up needs nothing else of the table.
    version = models.ForeignKey(
        IndexVersion, models.PROTECT, related_name="tokens", db_index=False
    )
    token = models.CharField(max_length=INDEX_LENGTH)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "purpose", "token", "person"],
                name="one_token_per_person",
            )
        ]
