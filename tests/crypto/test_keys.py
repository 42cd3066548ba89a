"""Keys are made once, checked always, and never papered over."""

import uuid
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries, Settings

from crypto import kek, keyring, root_keys
from crypto.errors import CannotOpen, KeysMissing
from crypto.keyring import unwrap_data_key, wrapped_keys
from crypto.models import DataKey, RootKey, Wrap
from crypto.opening import keys_for
from tests import keys

BOTH = pytest.mark.django_db(databases=["default", "keys"])


@BOTH
def test_another_key_file_is_refused_by_a_database_with_keys(
    tmp_path: Path, settings: Settings
) -> None:
    settings.KEY_FILE = tmp_path / "other.json"
    with pytest.raises(CommandError):
        call_command("init_keys")
    assert not (tmp_path / "other.json").exists()
    kek.create(tmp_path / "other.json")
    with pytest.raises(CommandError):
        call_command("init_keys")
    root_keys.forget()


@BOTH
def test_a_root_key_that_is_not_there_is_not_made_while_serving() -> None:
    with pytest.raises(KeysMissing):
        root_keys.root_key("blind-index/2")
    assert not RootKey.objects.filter(use="blind-index/2").exists()


@BOTH
def test_one_person_has_one_contact_key_and_a_key_per_document() -> None:
    anna, intake, letter = (uuid.uuid4() for _ in range(3))
    noor = keys.founder()
    for _ in range(2):
        keyring.for_writing(anna, "contact")
        keyring.for_writing(anna, "health", document_id=intake, holding=noor)
        keyring.for_writing(anna, "health", document_id=letter, holding=noor)
    assert DataKey.objects.filter(person_id=anna).count() == 3
    assert Wrap.objects.filter(data_key__person_id=anna).count() == 3


@BOTH
def test_a_health_key_without_a_document_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="per document"):
        keyring.for_writing(uuid.uuid4(), "health")


@BOTH
def test_a_wrap_moved_to_another_key_does_not_open() -> None:
    anna, bram = uuid.uuid4(), uuid.uuid4()
    keyring.for_writing(anna, "contact")
    keyring.for_writing(bram, "contact")
    annas, brams = (
        next(wrapped_keys(data_key__person_id=each)) for each in (anna, bram)
    )
    with pytest.raises(CannotOpen):
        unwrap_data_key(annas._replace(blob=brams.blob))


@BOTH
def test_a_changed_commitment_is_refused() -> None:
    anna = uuid.uuid4()
    keyring.for_writing(anna, "contact")
    wrapped = next(wrapped_keys(data_key__person_id=anna))
    with pytest.raises(CannotOpen):
        unwrap_data_key(wrapped._replace(commitment=bytes(32)))


@BOTH
def test_the_keys_of_fifty_people_cost_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    people = [uuid.uuid4() for _ in range(50)]
    for person in people:
        keyring.for_writing(person, "contact")
    with django_assert_num_queries(1, using="keys"):
        keys_for(people, {"contact"})._wraps  # noqa: B018 - the query runs here
