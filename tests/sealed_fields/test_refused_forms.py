"""A form that is refused changes nothing: no byte of what lies there, no later read.

CRYPTO.md, finding 3: with a well-known package one refused form made every later
read of that field give ciphertext, in that process, until it was started again.
"""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connections, models
from django.forms import modelform_factory
from django.test import Client

from crypto.sealing import Sealed
from intake.models import Section
from patients.models import Person
from tests.factories import make_person
from tests.filling.conftest import (
    Invited,
    maria,
    marias_browser,
    practice,
    version,
)
from tests.filling.test_journey import answer
from tests.sealed_fields.fields import Place, every_place
from tests.sealed_fields.test_queries import NAME, read

__all__ = ["maria", "marias_browser", "practice", "version"]
pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def stored() -> list[tuple[Any, ...]]:
    """Every sealed answer and name, as it lies in the database."""
    found = [
        [(row.pk, getattr(row, name).blob) for row in model.objects.all()]
        for model, name in ((Section, "content"), (Person, "given_name"))
    ]
    return [pair for pairs in found for pair in pairs]


def test_a_refused_page_leaves_every_answer_as_it_lies(
    maria: Invited,
    marias_browser: Client,
) -> None:
    answer(marias_browser, "1-1", "yes")
    answer(marias_browser, "1-2", "Onderrug")
    before, revision = stored(), Section.objects.get().revision
    for wrong in ("misschien", "", "\x00"):
        page: Any = answer(marias_browser, "1-1", wrong)
        assert page.status_code == 422
    assert stored() == before
    assert Section.objects.get().revision == revision
    assert "Onderrug" in marias_browser.get("/intake/1-2/").content.decode()


@every_place
def test_checking_a_row_that_is_wrong_leaves_its_sealed_values(place: Place) -> None:
    row = place.row()
    kept = getattr(row, place.field.name).blob
    for check in (row.full_clean, row.clean_fields):
        with pytest.raises(ValidationError):
            check()
        value = getattr(row, place.field.name)
        assert isinstance(value, Sealed)
        assert value.blob == kept


def refuse_a_form_and_read(person_id: Any) -> str:
    try:
        person = Person.objects.get(id=person_id)
        form = modelform_factory(Person, fields=["language"])(
            {"language": "klingon"}, instance=person
        )
        assert not form.is_valid()
        return json.dumps(read(person, Person.objects.get(id=person_id).given_name))
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_threads_that_refuse_forms_read_what_was_sealed() -> None:
    person: models.Model = make_person(f"{NAME} Linden")
    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(refuse_a_form_and_read, [person.pk] * 12))
    assert found == {json.dumps(NAME)}
