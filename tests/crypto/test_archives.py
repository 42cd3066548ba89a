"""An archive opens to the key file, to two shares of paper, and to nobody else."""

import io
import json
from pathlib import Path

import pytest
from pytest_django import Settings

from crypto import archives, recovery, root_keys, shares
from crypto.archives import Label, open_archive, write_archive
from crypto.errors import CannotOpen, CryptoError
from crypto.pairs import KeyPair, new_seed
from tests import keys

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
TEXT = b"rows, rows" * 10_000


class Broken(io.BytesIO):
    """A source that fails half-way."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell():
            raise InterruptedError
        return super().read(size)


@pytest.fixture
def label() -> Label:
    """The data of this installation, one night."""
    return Label("data", "20261122T031500Z", archives.installation())


@pytest.fixture
def path(label: Label, tmp_path: Path) -> Path:
    """An archive."""
    file = tmp_path / "data" / "archive"
    write_archive(file, label, io.BytesIO(TEXT))
    return file


def opened(path: Path, pair: KeyPair | None = None) -> tuple[Label, bytes]:
    with open_archive(path, pair=pair) as archive:
        return archive.label, b"".join(archive.pieces)


def test_what_goes_in_comes_out_with_its_label(path: Path, label: Label) -> None:
    assert opened(path) == (label, TEXT)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_bare_machine_opens_it_with_two_shares_of_paper(
    label: Label, tmp_path: Path, settings: Settings
) -> None:
    sheet = recovery.make(keys.founder())
    recovery.test(sheet.shares[:2], tested_by="tests")
    write_archive(tmp_path / "archive", label, io.BytesIO(TEXT))
    settings.KEY_FILE = tmp_path / "no such file"
    root_keys.forget()
    try:
        pair = KeyPair(shares.combine(sheet.shares[1:]))
        assert opened(tmp_path / "archive", pair) == (label, TEXT)
    finally:
        settings.KEY_FILE = settings.VAR / "keys" / "kek.json"
        root_keys.forget()


def test_another_sheet_opens_nothing(path: Path) -> None:
    with pytest.raises(CannotOpen):
        opened(path, KeyPair(new_seed()))


def test_nothing_readable_rests_in_it(path: Path) -> None:
    assert b"rows" not in path.read_bytes()


def test_no_bit_of_it_can_be_changed(path: Path) -> None:
    whole = path.read_bytes()
    header_end = whole.index(b"}}") + 2
    for place in (0, 2, 3, 10, 200, header_end, header_end + 30, len(whole) - 1):
        changed = bytearray(whole)
        changed[place] ^= 1
        path.write_bytes(changed)
        with pytest.raises(CryptoError):
            opened(path)
    for cut in (0, 2, 6, 100, header_end, len(whole) - 1):
        path.write_bytes(whole[:cut])
        with pytest.raises(CannotOpen):
            opened(path)


@pytest.mark.parametrize("word", ["database", "made_at", "installation"])
def test_an_archive_does_not_take_another_label(path: Path, word: str) -> None:
    whole = path.read_bytes()
    end = whole.index(b"}}") + 2
    header = json.loads(whole[7:end])
    header["label"][word] = header["label"][word][::-1]
    content = json.dumps(header).encode()
    path.write_bytes(whole[:7] + content + whole[end:])
    with pytest.raises(CannotOpen):
        opened(path)


def test_a_source_that_fails_leaves_no_archive(label: Label, tmp_path: Path) -> None:
    with pytest.raises(InterruptedError):
        write_archive(tmp_path / "archive", label, Broken(bytes(1_000_000)))
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_is_written_over(label: Label, tmp_path: Path) -> None:
    (tmp_path / "archive.part").write_bytes(bytes(1_000_000))
    write_archive(tmp_path / "archive", label, io.BytesIO(b"short"))
    assert opened(tmp_path / "archive") == (label, b"short")


def test_an_archive_that_does_not_read_back_gets_no_name(
    label: Label, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forgetful(key: bytes, context: bytes, source: io.BytesIO, sink: object) -> None:
        source.read(-1)

    monkeypatch.setattr(archives, "seal_stream", forgetful)
    with pytest.raises(CannotOpen):
        write_archive(tmp_path / "archive", label, io.BytesIO(b"short"))
    assert list(tmp_path.iterdir()) == []
