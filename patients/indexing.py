"""The blind indexes of a person: which values, under which keys, how long.

What each tells whoever reads the table without a key stands in the README.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from crypto.blind_index import FULL_BITS, blind_index
from patients import names
from patients.models import IndexVersion, SearchToken
from patients.phones import e164

Purpose = SearchToken.Purpose
# Between log2(sqrt(people)) and log2(people/2) for practices of 10,000 to 100,000
# (CRYPTO D.3): names are few and known, so no index says a beginning for certain.
NAME_BITS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Findable:
    """Values by which somebody is found again. Never printed."""

    given_name: str = ""
    preferred_name: str = ""
    family_name: str = ""
    birth_date: date | None = None
    email: str = ""
    phone: str = ""

    def values(self) -> Iterator[tuple[Purpose, str]]:
        """Return what is indexed, each with its purpose; never nothing."""
        parts = names.parts(
            given_name=self.given_name,
            preferred_name=self.preferred_name,
            family_name=self.family_name,
        )
        # A name without one letter has an index too: everybody can be counted.
        for part in parts or {""}:
            yield from ((Purpose.NAME, each) for each in names.prefixes(part))
        if self.birth_date:
            yield Purpose.BIRTH_DATE, self.birth_date.isoformat()
        if self.email:
            yield Purpose.EMAIL, self.email
        number = e164(self.phone)
        if number:
            yield Purpose.PHONE, number


def token(purpose: Purpose, value: str, *, version: int) -> str:
    """Return the blind index of a value, under the key of one version."""
    bits = NAME_BITS if purpose is Purpose.NAME else FULL_BITS
    return blind_index(f"person.{purpose.value}", value, version=version, bits=bits)


def write_tokens(
    people: Iterable[tuple[UUID, Findable]], *, versions: Iterable[int]
) -> None:
    """Index people under versions of the keys; twice is once.

    Sorted: in the order of a name, neighbours would say which belong together.
    """
    rows = sorted(
        {
            (version, purpose.value, token(purpose, value, version=version), person_id)
            for person_id, found in people
            for version in versions
            for purpose, value in found.values()
        }
    )
    SearchToken.objects.bulk_create(
        (
            SearchToken(
                version_id=version, purpose=purpose, token=each, person_id=person_id
            )
            for version, purpose, each, person_id in rows
        ),
        ignore_conflicts=True,
    )


def index(person_id: UUID, found: Findable) -> None:
    """Index a new person, in the transaction that makes them."""
    write_tokens([(person_id, found)], versions=IndexVersion.objects.written())
