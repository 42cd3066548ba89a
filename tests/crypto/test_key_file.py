"""The key file is its owner's alone, read as it is, and replaced whole or not."""

import base64
import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from crypto import kek, key_file
from crypto.errors import CannotOpen, KeyFileRefused, KeysMissing
from crypto.key_file import Entry

KEY = base64.b64encode(bytes(32)).decode()
IN_FILE = {"id": "00" * 8, "key": KEY}
IN_TOKEN = {"id": "11" * 8, "pkcs11": {"label": "intakt"}}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "kek.json"


@pytest.fixture(autouse=True)
def _nothing_is_remembered() -> None:
    kek.forget()


def written(path: Path, content: Any) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    path.chmod(0o600)
    return path


def test_a_new_key_file_is_for_its_owner_alone(path: Path) -> None:
    before = os.umask(0)
    try:
        kek.create(path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert len(kek.load(path)) == 1


def test_a_key_file_is_never_made_over_another(path: Path) -> None:
    kek.create(path)
    before = path.read_text()
    with pytest.raises(FileExistsError):
        kek.create(path)
    assert path.read_text() == before


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
def test_a_key_file_that_others_may_read_is_refused(path: Path, mode: int) -> None:
    kek.create(path)
    kek.load(path)
    path.chmod(mode)
    with pytest.raises(KeyFileRefused, match="chmod 600"):
        kek.load(path)


@pytest.mark.parametrize(
    "content",
    [
        *("", "[]", "{}", "null", "\0", "é", '{"format":"intakt-kek/2"}'),
        {"format": "intakt-kek/1", "keys": [IN_FILE]},
        {"format": "intakt-kek/2", "keys": []},
        {"format": "intakt-kek/2", "keys": {"id": "00"}},
        {"format": "intakt-kek/2", "keys": [IN_FILE, IN_FILE]},
        {"format": "intakt-kek/2", "keys": [{**IN_FILE, **IN_TOKEN}]},
        {"format": "intakt-kek/2", "keys": [{"id": "00" * 8}]},
        {"format": "intakt-kek/2", "keys": [{"id": "00" * 7, "key": KEY}]},
        {"format": "intakt-kek/2", "keys": [{"id": "zz" * 8, "key": KEY}]},
        {"format": "intakt-kek/2", "keys": [{"id": "00" * 8, "key": KEY[:-8]}]},
        {"format": "intakt-kek/2", "keys": [{"id": "00" * 8, "key": f"{KEY}!"}]},
        {"format": "intakt-kek/2", "keys": [{"id": "00" * 8, "key": 12}]},
        {"format": "intakt-kek/2", "keys": [{"id": "11" * 8, "pkcs11": {}}]},
        {"format": "intakt-kek/2", "keys": [{**IN_TOKEN, "pkcs11": {"label": ""}}]},
    ],
)
def test_what_is_no_key_file_is_refused_without_quoting_it(
    path: Path, content: Any
) -> None:
    with pytest.raises(KeyFileRefused, match=r"Put back|must belong") as refused:
        kek.load(written(path, content))
    assert KEY not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


def test_a_missing_key_file_is_said_and_not_made(path: Path) -> None:
    with pytest.raises(KeysMissing, match="no key file"):
        kek.load(path)
    assert not path.exists()


def test_the_first_key_is_the_current_one_and_the_others_open(path: Path) -> None:
    content = {"format": "intakt-kek/2", "keys": [IN_FILE, IN_TOKEN]}
    first, second = kek.load(written(path, content))
    assert first.id == bytes(8)
    assert second.entry.label == "intakt"
    assert second.key is None


def test_a_key_added_by_another_process_is_found_and_becomes_current(
    path: Path, settings: Any
) -> None:
    settings.KEY_FILE = path
    kek.create(path)
    old, new = kek.current(), kek.new_entry()
    with pytest.raises(KeysMissing, match="Put back"):
        kek.by_id(new.id)
    key_file.write(path, [new, old.entry])
    assert kek.by_id(new.id).id == kek.current().id == new.id
    assert kek.by_id(old.id).id == old.id
    kek.forget()


def test_a_process_goes_over_to_the_new_key_without_being_told(
    path: Path, settings: Any
) -> None:
    settings.KEY_FILE = path
    kek.create(path)
    kek.current()
    new = kek.new_entry()
    key_file.write(path, [new])
    assert kek.current().id == new.id
    kek.forget()


def test_what_a_crash_left_beside_the_file_is_in_nobodys_way(path: Path) -> None:
    kek.create(path)
    left = path.with_name("kek.json.part")
    left.write_text("half a li")
    new = kek.new_entry()
    key_file.write(path, [new])
    assert [each.id for each in kek.load(path)] == [new.id]
    assert not left.exists()
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_that_cannot_be_written_stays_what_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kek.create(path)
    before = path.read_text()

    def full(_: int) -> None:
        raise OSError

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(KeyFileRefused, match="cannot be written"):
        key_file.write(path, [kek.new_entry()])
    assert path.read_text() == before


def test_a_key_opens_what_it_sealed_in_its_place_and_nothing_else(path: Path) -> None:
    kek.create(path)
    [key] = kek.load(path)
    sealed = key.seal(b"x" * 32, b"place")
    assert key.open(sealed, b"place") == b"x" * 32
    assert sealed != key.seal(b"x" * 32, b"place")
    wrong = [sealed[:-1], b"", sealed[:12], bytes([sealed[0] ^ 1]) + sealed[1:]]
    for each, place in [(sealed, b"elsewhere"), *((one, b"place") for one in wrong)]:
        with pytest.raises(CannotOpen):
            key.open(each, place)


def test_whether_bytes_are_a_key_is_told_without_asking_for_it(path: Path) -> None:
    kek.create(path)
    [key] = kek.load(path)
    assert kek.is_of(key, key.entry.key)
    assert not kek.is_of(key, bytes(32))
    assert not kek.is_of(key, b"short")


def test_an_entry_and_a_key_show_nothing_of_their_bytes() -> None:
    entry = Entry(bytes(8), b"k" * 32)
    assert "k" not in repr(entry).replace("<entry", "")
    assert "k" * 3 not in f"{kek.FileKey(entry)!r} {entry}"
