"""Finding people by blind indexes, among those whom somebody may know.

Whoever looks is held to the same matrix as everywhere: people they may not know
are taken out before anything is opened, and a search says nothing of them.
"""

from dataclasses import dataclass
from itertools import islice
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from audit.actions import Action
from audit.actors import Actor
from audit.trail import record
from crypto.blind_index import blind_index
from patients import names
from patients.door import RecordDamaged, Records, open_records
from patients.indexing import token
from patients.kinds import Kind, Purpose
from patients.models import IndexVersion, Person, SearchToken
from patients.models.person import PersonQuerySet
from patients.queries import Query, understand

MOST: Final = 50
# Candidates opened at once: most searches need one batch.
BATCH: Final = 100


@dataclass(frozen=True, slots=True)
class Found:
    """The first people that match, and whether there are more."""

    people: list[Person]
    has_more: bool


def find(typed: str, *, by: Actor, within: PersonQuerySet | None = None) -> Found:
    """Find people by name, birth date, telephone number or e-mail address.

    A search stands in the log, with its kind, its count and a keyed hash, never
    its text (AUD-02, AUD-04). Raises TooVague and LogUnavailable.
    """
    query = understand(typed)
    people = Person.objects.all() if within is None else within
    known = indexed(query, people.visible_to(by)).order_by("-created_at", "id")
    if query.purpose is SearchToken.Purpose.NAME:
        found = _holding_the_words(query, known, by)
    else:
        found = list(known[: MOST + 1])
    record(
        Action.PEOPLE_SEARCHED,
        by=by,
        kind=Kind.CONTACT,
        purpose=Purpose.PLANNING,
        detail={
            "by": query.purpose.value,
            "hash": blind_index("search", "\n".join(sorted(query.values))),
            "found": len(found[:MOST]),
        },
    )
    return Found(found[:MOST], has_more=len(found) > MOST)


def indexed(query: Query, people: PersonQuerySet) -> PersonQuerySet:
    """Keep the people whose indexes say that they could be meant."""
    version = IndexVersion.objects.in_use()
    for value in query.values:
        people = people.filter(
            search_tokens__version=version,
            search_tokens__purpose=query.purpose,
            search_tokens__token=token(query.purpose, value, version=version),
        )
    return people


def sharing_email(person: Person) -> QuerySet[Person]:
    """Find who gave the same e-mail address: parents share theirs with children."""
    own = person.search_tokens.filter(purpose=SearchToken.Purpose.EMAIL)
    same = SearchToken.objects.filter(
        purpose=SearchToken.Purpose.EMAIL, token__in=own.values("token")
    )
    return Person.objects.filter(id__in=same.values("person_id"))


def _holding_the_words(
    query: Query, candidates: PersonQuerySet, by: Actor
) -> list[Person]:
    """Open candidates until there are enough whose name is the one asked for."""
    ids = iter(list(candidates.values_list("id", flat=True)))
    found: list[Person] = []
    while len(found) <= MOST and (batch := list(islice(ids, BATCH))):
        found += _opened(query, batch, by)
    return found


def _opened(query: Query, ids: list[UUID], by: Actor) -> list[Person]:
    people = Person.objects.in_bulk(ids)
    with open_records(
        people, kinds={Kind.CONTACT}, by=by, purpose=Purpose.PLANNING
    ) as records:
        return [
            people[each] for each in ids if _is_called(people[each], records, query)
        ]


def _is_called(person: Person, records: Records, query: Query) -> bool:
    try:
        return names.holds(_name_of(person, records), query.words)
    except RecordDamaged as damage:
        records.go_on_without(damage)
        return False


def _name_of(person: Person, records: Records) -> set[str]:
    return names.parts(
        given_name=records.read(person.given_name) or "",
        preferred_name=records.read(person.preferred_name) or "",
        family_name=records.read(person.family_name) or "",
    )
