"""Bringing everybody under new keys of the blind indexes, while the portal serves.

New people get an index under both versions meanwhile; look-ups use the old one
until everybody has the new. Each step may be done again, so whatever stops it,
running it once more goes on where it was.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from audit.actors import Actor
from patients.door import open_records
from patients.indexing import Findable, write_tokens
from patients.kinds import Kind, Purpose
from patients.models import IndexVersion, Person, SearchToken
from patients.models.person import PersonQuerySet

INDEXES: Final = Actor.service("patients.indexes")
BATCH: Final = 100
# Tokens removed in one statement: SQLite keeps other writers waiting so long.
REMOVED_AT_ONCE: Final = 2_000


class Versions(NamedTuple):
    """From which version of the keys to which."""

    old: int
    new: int


def rotate() -> int:
    """Index everybody under new keys; return how many people were indexed now.

    Goes on with a rotation that was stopped, else begins one. A person without an
    index under the old keys (their data were destroyed) gets none under the new.
    Raises RecordDamaged and LogUnavailable; then it can be run again.
    """
    versions = _begun()
    indexed = 0
    while not _is_over(versions):
        for people in _batches(versions):
            _index(people, versions.new)
            indexed += len(people)
        newest = IndexVersion.objects.filter(number=versions.new, complete_at=None)
        newest.update(complete_at=timezone.now())
        _remove_replaced(versions)
    return indexed


def _begun() -> Versions:
    """Return the rotation that was stopped, else begin one."""
    with transaction.atomic():
        old = IndexVersion.objects.written()[0]
        standing = IndexVersion.objects.order_by("number")
        numbers = list(standing.values_list("number", flat=True))
        if len(numbers) > 1:
            return Versions(numbers[0], numbers[-1])
        return Versions(old, IndexVersion.objects.create(number=old + 1).number)


def _batches(versions: Versions) -> Iterator[list[Person]]:
    left_behind = _left_behind(versions).order_by("id")
    people = list(left_behind[:BATCH])
    while people:
        yield people
        # Whoever comes in before this point meanwhile is for the next round.
        people = list(left_behind.filter(id__gt=people[-1].id)[:BATCH])


def _left_behind(versions: Versions) -> PersonQuerySet:
    """Find who has an index under the old keys and none under the new."""
    tokens = SearchToken.objects.filter(person=OuterRef("pk"))
    return Person.objects.filter(
        Exists(tokens.filter(version=versions.old)),
        ~Exists(tokens.filter(version=versions.new)),
    )


def _index(people: list[Person], version: int) -> None:
    """Open some people through the door, and index them under one version."""
    with open_records(
        people, kinds={Kind.CONTACT}, by=INDEXES, purpose=Purpose.PLANNING
    ) as records:
        found = [
            (
                person.id,
                Findable(
                    given_name=records.read(person.given_name) or "",
                    preferred_name=records.read(person.preferred_name) or "",
                    family_name=records.read(person.family_name) or "",
                    birth_date=records.read(person.birth_date),
                    email=records.read(person.email) or "",
                    phone=records.read(person.phone) or "",
                ),
            )
            for person in people
        ]
    with transaction.atomic():
        write_tokens(found, versions=[version])


def _remove_replaced(versions: Versions) -> None:
    """Remove old tokens of whoever has new ones."""
    new = SearchToken.objects.filter(version=versions.new, person=OuterRef("person"))
    replaced = SearchToken.objects.filter(Exists(new), version=versions.old)
    while ids := list(replaced.values_list("id", flat=True)[:REMOVED_AT_ONCE]):
        SearchToken.objects.filter(id__in=ids).delete()


def _is_over(versions: Versions) -> bool:
    """Remove the old version, unless somebody was indexed under it just now.

    Whoever is writing under it holds its row until they are done, and whoever
    comes after finds it gone: so nobody is left behind unseen.
    """
    with transaction.atomic():
        standing = IndexVersion.objects.select_for_update()
        old = standing.filter(number=versions.old).first()
        if old is None:
            return True
        new = IndexVersion.objects.get(number=versions.new)
        if new.complete_at is None or old.tokens.exists():
            return False
        old.delete()
        return True
