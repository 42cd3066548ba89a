"""A sealed column answers one question: is there a value? All else is refused."""

import json
import uuid
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Cast, Length

from audit.actors import Actor
from crypto import keyring
from crypto.errors import NotSealed, NotSearchable
from crypto.sealing import Sealed
from patients.door import DoorClosed, open_records
from patients.kinds import Kind, Purpose
from patients.models import Person
from tests.factories import make_person
from tests.sealed_fields.fields import Place, every_place

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
LOOKUPS = sorted(set(models.TextField().get_lookups()) - {"isnull"})
NAME = "Kwikstaart"


@pytest.fixture
def maria() -> Person:
    return make_person(f"{NAME} Linden", born=date(1980, 5, 1))


def read(person: Person, sealed: Sealed | None) -> Any:
    """Read one value through the door, as the person."""
    with open_records(
        [person],
        kinds={Kind.CONTACT},
        by=Actor.person(person.id),
        purpose=Purpose.OWN_DATA,
    ) as records:
        return records.read(sealed)


@every_place
def test_filtering_is_refused_in_a_sentence(place: Place) -> None:
    name, manager = place.field.name, place.model._default_manager
    for lookup in LOOKUPS:
        value = [NAME] if lookup in {"in", "range"} else NAME
        asked = Q(**{f"{name}__{lookup}": value})
        for ask in (manager.filter, manager.exclude):
            for question in (asked, ~asked, asked | Q(pk=uuid.uuid4())):
                with pytest.raises(NotSearchable, match=f"{name} is sealed: it cannot"):
                    ask(question)


@every_place
def test_plain_equality_is_refused(place: Place) -> None:
    manager, name = place.model._default_manager, place.field.name
    for value in (NAME, Sealed(b"IV"), F("pk"), Value(NAME)):
        with pytest.raises(NotSearchable):
            manager.filter(**{name: value})
    with pytest.raises(NotSearchable):
        manager.get_or_create(defaults=None, **{name: NAME})


@every_place
def test_comparing_another_column_with_it_is_refused(place: Place) -> None:
    with pytest.raises(NotSearchable):
        place.model._default_manager.filter(**{f"{place.field.name}__exact": F("pk")})
    with pytest.raises(NotSearchable, match="it has no"):
        place.model._default_manager.filter(**{f"{place.field.name}__year__gt": 1980})


@every_place
def test_whether_there_is_a_value_can_be_asked(place: Place) -> None:
    found = place.model._default_manager.filter(**{f"{place.field.name}__isnull": True})
    assert list(found) == []


@every_place
def test_readable_text_is_not_written_by_an_update(place: Place) -> None:
    with pytest.raises(NotSealed):
        place.model._default_manager.update(**{place.field.name: NAME})


def test_values_gives_what_shows_nothing_and_opens_nowhere(maria: Person) -> None:
    (row,) = Person.objects.values("given_name", "email")
    name: Any = Person.objects.values_list("given_name", flat=True).get()
    assert str(row) == "{'given_name': <sealed>, 'email': <sealed>}"
    assert name.place is None
    with pytest.raises(DoorClosed):
        read(maria, name)


def test_what_an_expression_computes_is_ciphertext(maria: Person) -> None:
    copies = Person.objects.annotate(copied=F("given_name")).order_by("given_name")
    assert repr(copies.values_list("copied").get()) == "(<sealed>,)"
    # Padded: a name of ten letters is as long as one of two.
    other = make_person("Bo Linden")
    sizes = Person.objects.annotate(size=Length("given_name")).values_list("size")
    assert len(set(sizes)) == 1
    assert read(other, other.given_name) == "Bo"


def test_casting_gives_ciphertext(maria: Person) -> None:
    cast = Person.objects.annotate(text=Cast("given_name", models.BinaryField()))
    (text,) = cast.values_list("text", flat=True)
    assert NAME.encode() not in bytes(text)


def test_a_row_keeps_its_values_through_bulk_create() -> None:
    people = [Person(channel="email", language="nl") for _ in range(3)]
    for number, person in enumerate(people):
        keyring.for_writing(person.id, "contact").seal(
            person,
            given_name=f"{NAME} {number}",
            infix="",
            family_name="L",
            preferred_name="",
        )
    Person.objects.bulk_create(people)
    for number, person in enumerate(people):
        kept = Person.objects.get(id=person.id)
        assert read(kept, kept.given_name) == f"{NAME} {number}"


def test_a_value_is_moved_neither_by_update_nor_by_assignment(maria: Person) -> None:
    other = make_person("Bo Linden")
    other.given_name = maria.given_name
    other.save()
    with pytest.raises(Exception, match=str(other.id)):
        read(other, Person.objects.get(id=other.id).given_name)


def test_columns_left_out_are_fetched_when_needed(maria: Person) -> None:
    lean = Person.objects.only("id").get()
    assert "given_name" in lean.get_deferred_fields()
    assert read(lean, lean.given_name) == NAME
    fat = Person.objects.defer("email").get()
    assert read(fat, fat.email) == f"{NAME.lower()}@example.org"


def test_a_row_read_again_still_opens(maria: Person) -> None:
    maria.refresh_from_db()
    assert read(maria, maria.given_name) == NAME


def test_a_dump_of_the_tables_holds_nothing_readable(maria: Person) -> None:
    dumped = StringIO()
    call_command("dumpdata", "patients", stdout=dumped)
    (row,) = (
        each
        for each in json.loads(dumped.getvalue())
        if each["model"] == "patients.person"
    )
    assert row["fields"]["given_name"] == ""
    assert NAME.lower() not in dumped.getvalue().lower()
