"""A sealed field says what it is, whose, and under which key; migrations repeat it."""

import uuid
from typing import Any

import pytest
from django.db import models
from django.test.utils import isolate_apps

from crypto.errors import NotSealed, Unsealable
from crypto.fields import SealedBinaryField, SealedField, SecretField
from crypto.sealing import Sealed, SealingKey
from intake.models import Section
from patients.models import Person

ANNA, BRAM = uuid.UUID(int=10), uuid.UUID(int=11)
PLAIN: dict[str, Any] = {"compartment": "contact", "kind": "A"}


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"person": "of_id"},
        {"document": "response_id"},
        {"crypto_name": "patients_person.name"},
        {"person": "of_id", "document": "response_id", "null": True},
    ],
)
def test_a_migration_repeats_what_differs_and_nothing_else(
    more: dict[str, Any],
) -> None:
    declared = SealedField("text", **PLAIN, **more)
    _name, path, arguments, options = declared.deconstruct()
    assert path == "crypto.fields.SealedField"
    assert arguments == ["text"]
    assert options == PLAIN | more
    again = SealedField(*arguments, **options)
    assert again.deconstruct()[2:] == declared.deconstruct()[2:]


def test_a_secret_of_the_system_needs_only_its_type() -> None:
    _name, path, arguments, options = SecretField("json", null=True).deconstruct()
    assert (path, arguments) == ("crypto.fields.SecretField", ["json"])
    assert options == {"null": True}


@isolate_apps("crypto")
def test_a_field_without_a_type_or_with_another_id_is_refused() -> None:
    class Odd(models.Model):
        wrong = SealedField("number", **PLAIN)  # type: ignore[arg-type]

        class Meta:
            app_label = "crypto"

    found = Odd.wrong.field.check()
    assert [each.id for each in found] == ["crypto.E001", "crypto.E002"]
    assert "unknown type" in found[0].msg
    assert "must be a UUID" in found[1].msg


def test_a_field_knows_where_its_value_belongs() -> None:
    given, content = (
        model._meta.get_field(name)
        for model, name in ((Person, "given_name"), (Section, "content"))
    )
    assert isinstance(given, SealedField)
    assert isinstance(content, SealedField)
    maria = Person(id=ANNA)
    section = Section(id=uuid.UUID(int=1), person_id=ANNA, response_id=BRAM)
    assert given.slot_of(maria)[1:] == (ANNA, ANNA)
    assert given.document_of(maria) == ANNA
    assert content.slot_of(section)[1:] == (section.id, ANNA)
    assert content.document_of(section) == BRAM
    place = content.place
    assert (place.model, place.field) == ("intake_section", "content")
    assert (place.compartment, place.value_type, place.kind) == ("health", "json", "E")
    renamed = SealedField("text", **PLAIN, crypto_name="old_model.old_name")
    assert (renamed.place.model, renamed.place.field) == ("old_model", "old_name")


def test_a_row_seals_what_lies_under_its_own_key_alone() -> None:
    key = SealingKey(
        bytes(32), key_id=BRAM, compartment="contact", person_id=ANNA, document_id=ANNA
    )
    maria = Person(id=ANNA)
    key.seal(maria, given_name="Maria", email=None)
    assert maria.given_name.key_id == BRAM
    assert maria.email is None
    for row, column in (
        (Person(id=BRAM), "given_name"),
        (Section(id=ANNA, person_id=ANNA, response_id=ANNA), "content"),
    ):
        with pytest.raises(Unsealable, match=f"^{column} is not under this data key"):
            key.seal(row, **{column: "Maria"})
        assert getattr(row, column) is None


def test_what_a_database_gives_is_bytes_or_nothing() -> None:
    field = SealedBinaryField("text")
    for stored in (b"IV", bytearray(b"IV"), memoryview(b"IV")):
        value = field.from_db_value(stored, None, None)
        assert isinstance(value, Sealed)
        assert value.blob == b"IV"
        assert type(value.blob) is bytes
    assert field.from_db_value(None, None, None) is None
    assert field.get_prep_value(Sealed(b"IV")) == b"IV"
    assert field.get_prep_value(None) is None
    with pytest.raises(NotSealed):
        field.get_prep_value(b"IV")
