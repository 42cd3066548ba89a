"""The key file comes back from two shares, and from nothing else."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from pytest_django import Settings

from audit.actions import Action
from audit.models import Event
from crypto import kek, kek_recovery, key_file, recovery, root_keys
from crypto.errors import CannotOpen, KeysMissing
from crypto.kek_recovery import KeyFileExists, write_key_file
from crypto.models import KekSeal, RootKey, Rotation
from crypto.pairs import seal_to
from crypto.recovery import Sheet
from deploy import guards
from tests import keys

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def sheet() -> Sheet:
    return recovery.make(keys.founder())


@pytest.fixture
def lost(sheet: Sheet, settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """The key file is gone: its place is empty."""
    settings.KEY_FILE = tmp_path / "keys" / "kek.json"
    root_keys.forget()
    yield settings.KEY_FILE
    root_keys.forget()


@pytest.fixture
def the_file() -> tuple[key_file.Entry, ...]:
    return key_file.read(settings.KEY_FILE)


def test_two_shares_write_the_file_that_was_lost(
    the_file: tuple[key_file.Entry, ...], sheet: Sheet, lost: Path
) -> None:
    with pytest.raises(KeysMissing):
        recovery.current()
    assert write_key_file(sheet.shares[1:]) == [the_file[0].id.hex()]
    assert key_file.read(lost) == the_file
    assert stat.S_IMODE(lost.stat().st_mode) == stat.S_IRUSR | stat.S_IWUSR
    assert recovery.current()


def test_a_key_file_that_is_there_stays(sheet: Sheet) -> None:
    before = settings.KEY_FILE.read_bytes()
    with pytest.raises(KeyFileExists):
        write_key_file(sheet.shares[:2])
    assert settings.KEY_FILE.read_bytes() == before


def test_a_planted_key_writes_no_file(sheet: Sheet, lost: Path) -> None:
    guards.remove("keys")
    seal = sheet.key.kek_seals.get()
    blob = seal_to(bytes(sheet.key.public), bytes(32), recovery._seal_info(seal))
    KekSeal.objects.filter(id=seal.id).update(blob=blob)
    with pytest.raises(CannotOpen):
        write_key_file(sheet.shares[:2])
    assert not lost.exists()


def test_a_sheet_without_a_key_that_is_needed_writes_no_file(
    sheet: Sheet, lost: Path
) -> None:
    RootKey.objects.create(use="other/1", kek_id="77" * 8, blob=b"")
    with pytest.raises(KeysMissing, match="77" * 8):
        write_key_file(sheet.shares[:2])
    assert not lost.exists()


def test_a_key_that_replaces_another_comes_first(sheet: Sheet) -> None:
    old = kek.current().id.hex()
    RootKey.objects.create(use="other/1", kek_id="00" * 8, blob=b"")
    RootKey.objects.create(use="other/1", kek_id="ff" * 8, blob=b"")
    Rotation.objects.create(recipient_kind="kek", from_id=old, to_id="ff" * 8)
    Rotation.objects.create(recipient_kind="kek", from_id="00" * 8, to_id="ff" * 8)
    assert kek_recovery._needed()[0] == "ff" * 8


@pytest.mark.usefixtures("lost")
def test_the_command_asks_for_the_words_and_says_where_they_are_wrong(
    sheet: Sheet, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = iter([sheet.shares[0], "fiets " * 33, sheet.shares[0], sheet.shares[2]])
    monkeypatch.setattr("builtins.input", lambda _prompt: next(typed))
    with pytest.raises(CommandError, match="Share 2"):
        call_command("recover_key_file")
    call_command("recover_key_file")
    said = capsys.readouterr().out
    assert "Written: " in said
    assert not set(sheet.shares[0].split()) & set(said.split())
    assert Event.objects.filter(action=Action.RECOVERY_USED).count() == 1
