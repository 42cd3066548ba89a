"""`manage.py keys` says how much lies under which key, and what is wrong."""

import io
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from crypto import inventory, kek, key_file, keyring, root_keys
from crypto.models import (
    DataKey,
    KekSeal,
    LinkKey,
    RecoveryTest,
    TeamKey,
    TeamShare,
    Wrap,
)
from tests import keys
from tests.lifting import lifted

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
ANNA = uuid.UUID(int=77)


@pytest.fixture(autouse=True)
def _key_file_of_this_test(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.KEY_FILE = Path(shutil.copy(settings.KEY_FILE, tmp_path / "kek.json"))
    root_keys.forget()
    yield
    root_keys.forget()


def report() -> str:
    said = io.StringIO()
    call_command("keys", stdout=said)
    return said.getvalue()


def fault() -> str:
    with pytest.raises(CommandError) as found:
        report()
    assert found.value.returncode == 1
    return str(found.value)


def forge(table: Any, **facts: Any) -> None:
    """Write past the guards, as somebody with the database alone can."""
    with lifted():
        table.objects.filter().update(**facts)


def test_all_that_there_is_is_counted_and_nobody_is_named() -> None:
    document = uuid.uuid4()
    keyring.for_writing(ANNA, "contact")
    keyring.for_writing(ANNA, "numbers")
    keyring.for_writing(ANNA, "health", document_id=document)
    keys.link_for(ANNA)
    said = report()
    assert f"{kek.current().id.hex()} in the file: 2 data keys, 4 root keys" in said
    assert "1 members, 1 data keys" in said
    assert "  1 links, 0 grants\n" in said
    assert "0 holds, 0 orders to destroy, 0 done" in said
    assert said.endswith("Nothing is wrong.\n")
    for anybodys in (ANNA, document, keys.FOUNDER):
        assert str(anybodys) not in said


def test_an_unfinished_rotation_is_told(settings: Any) -> None:
    key_file.write(settings.KEY_FILE, [kek.new_entry(), kek.current().entry])
    assert "run `manage.py rotate_keys` again" in fault()


def test_keys_under_a_key_that_is_not_there_are_told() -> None:
    keyring.for_writing(ANNA, "contact")
    forge(Wrap, recipient_kind=Wrap.Recipient.KEK, recipient_id="ab" * 8)
    assert "under abababababababab, which is not in the key file" in fault()


def test_keys_for_a_team_that_there_is_not_are_told() -> None:
    keyring.for_writing(ANNA, "contact")
    forge(Wrap, recipient_kind=Wrap.Recipient.TEAM, recipient_id=str(ANNA))
    assert f"sealed to team {ANNA}, which there is not" in fault()


@pytest.mark.parametrize("table", [TeamKey, TeamShare, LinkKey])
def test_a_key_that_somebody_wrote_past_the_portal_is_told(table: Any) -> None:
    keys.link_for(ANNA)
    row = table.objects.first()
    forge(table, pin=bytes(32))
    assert f"{row.id} was not made by this portal" in fault()


def test_a_data_key_that_somebody_wrote_past_the_portal_is_told() -> None:
    keyring.for_writing(ANNA, "contact")
    wrapped = next(keyring.wrapped_keys(data_key__person_id=ANNA))
    with lifted():
        DataKey.objects.update(pin=bytes(32))
    assert f"The data key {wrapped.key_id} was not made by this portal" in fault()


def test_a_recovery_sheet_that_was_never_tried_is_told() -> None:
    with lifted():
        RecoveryTest.objects.all().delete()
    assert "never tried" in fault()


def test_a_key_that_the_recovery_sheet_does_not_open_is_told() -> None:
    with lifted():
        KekSeal.objects.all().delete()
    assert f"does not open {kek.current().id.hex()}" in fault()


def test_a_practice_without_a_sheet_is_told() -> None:
    keys.forget_team()
    assert "no recovery sheet" in fault()


def test_a_key_file_of_another_portal_is_told(settings: Any, tmp_path: Path) -> None:
    settings.KEY_FILE = tmp_path / "other.json"
    kek.create(settings.KEY_FILE)
    root_keys.forget()
    assert "not the one of these databases" in fault()


def test_faults_are_none_where_all_is_well() -> None:
    assert list(inventory.faults()) == []
