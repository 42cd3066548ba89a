"""A key in an HSM seals and opens as one in the file does, and never comes out."""

import io
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pkcs11 as library
import pytest
from django.core.management import CommandError, call_command
from pkcs11 import Attribute

import crypto
from crypto import kek, kek_rotation, key_file, keyring, pkcs11, recovery, root_keys
from crypto.errors import CannotOpen, KeyFileRefused, KeysMissing
from crypto.key_file import Entry
from crypto.keyring import unwrap_data_key, wrapped_keys
from crypto.models import Wrap
from deploy import readiness
from tests import keys

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
PIN = "271828"
BOTH = pytest.mark.django_db(databases=["default", "keys"])
pytestmark = pytest.mark.skipif(
    not (shutil.which("softhsm2-util") and Path(MODULE).exists()),
    reason="SoftHSM2 is not installed",
)


@pytest.fixture(autouse=True)
def token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> Iterator[None]:
    """Make a token, and a copy of the key file to rotate."""
    pkcs11.close()
    (tmp_path / "tokens").mkdir()
    configuration = tmp_path / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {tmp_path / 'tokens'}\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(configuration))
    make = ["softhsm2-util", "--init-token", "--free", "--label", "praktijk"]
    make += ["--pin", PIN, "--so-pin", "314159"]
    subprocess.run(make, check=True, capture_output=True)
    settings.PKCS11_MODULE, settings.PKCS11_TOKEN = MODULE, "praktijk"
    settings.PKCS11_PIN = PIN
    settings.KEY_FILE = Path(shutil.copy(settings.KEY_FILE, tmp_path / "kek.json"))
    root_keys.forget()
    yield
    pkcs11.close()
    root_keys.forget()


def rotate(to: str) -> kek.KeyEncryptionKey:
    rotated = kek_rotation.rotate(to, tell=lambda _done, _total: None)
    assert rotated.is_done
    return rotated.newest


def kept(label: str = "intakt") -> tuple[Entry, kek.KeyEncryptionKey]:
    """Put a new key into the token; return it with its bytes, and as it is used."""
    entry = kek.new_entry()._replace(label=label)
    pkcs11.keep(entry)
    return entry, kek.TokenKey(entry._replace(key=b""))


def require_all_open() -> None:
    root_keys.forget()
    for wrapped in wrapped_keys(recipient_kind=Wrap.Recipient.KEK):
        unwrap_data_key(wrapped)
    for use in root_keys.USES:
        root_keys.root_key(use)


def test_a_token_seals_the_same_bytes_as_a_file() -> None:
    entry, in_token = kept()
    in_file = kek.FileKey(Entry(entry.id, entry.key))
    assert in_file.open(in_token.seal(b"x" * 32, b"place"), b"place") == b"x" * 32
    assert in_token.open(in_file.seal(b"x" * 32, b"place"), b"place") == b"x" * 32
    assert kek.is_of(in_token, entry.key)
    assert not kek.is_of(in_token, bytes(32))


def test_a_token_refuses_what_was_changed_without_a_reason() -> None:
    _, key = kept()
    sealed = key.seal(b"x" * 32, b"place")
    changed = [
        bytes(byte ^ (index == place) for index, byte in enumerate(sealed))
        for place in range(len(sealed))
    ]
    for each in [*changed, sealed[:-1], sealed + b"\0", sealed[:12], b""]:
        with pytest.raises(CannotOpen) as refused:
            key.open(each, b"place")
        assert refused.value.args == ()
        assert refused.value.__suppress_context__
    with pytest.raises(CannotOpen):
        key.open(sealed, b"elsewhere")
    assert key.open(sealed, b"place") == b"x" * 32


def test_a_key_in_a_token_never_comes_out() -> None:
    entry, key = kept()
    key.seal(b"x" * 32, b"place")
    stored = pkcs11._found[entry.id]
    assert stored[Attribute.SENSITIVE]
    assert not stored[Attribute.EXTRACTABLE]
    with pytest.raises(library.AttributeSensitive):
        stored[Attribute.VALUE]
    for attribute, value in [
        (Attribute.EXTRACTABLE, True),
        (Attribute.SENSITIVE, False),
    ]:
        with pytest.raises(library.PKCS11Error):
            stored[attribute] = value
    assert key.key is None


@BOTH
def test_keys_move_into_the_hsm_and_back(settings: Any) -> None:
    for _ in range(3):
        keyring.for_writing(uuid.uuid4(), "contact")
    in_token = rotate("pkcs11:intakt")
    require_all_open()
    assert b'"key"' not in settings.KEY_FILE.read_bytes()
    keyring.for_writing(uuid.uuid4(), "contact")
    readiness.refuse_unless_ready()
    # Without saying where: to where the current one lies.
    another = rotate("")
    assert another.entry.label == "intakt"
    assert another.id != in_token.id
    require_all_open()
    back = rotate("file")
    assert back.key
    require_all_open()


@BOTH
def test_a_key_in_an_hsm_is_on_the_recovery_sheet(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    sealed: dict[str, bytes] = {}
    really = recovery.seal_kek

    def seal_kek(kek_id: str, key: bytes) -> None:
        sealed[kek_id] = key
        really(kek_id, key)

    monkeypatch.setattr(recovery, "seal_kek", seal_kek)
    newest = rotate("pkcs11:intakt")
    keyring.for_writing(uuid.uuid4(), "contact")
    # The HSM burns down; the sheet's key goes into the file.
    recovered = Entry(newest.id, sealed[newest.id.hex()])
    key_file.write(settings.KEY_FILE, [recovered])
    pkcs11.close()
    require_all_open()


@BOTH
def test_no_key_goes_into_an_hsm_without_a_copy_on_a_sheet() -> None:
    keys.forget_team()
    with pytest.raises(CommandError, match="recovery sheet first"):
        call_command("rotate_keys", to="pkcs11:intakt", stdout=io.StringIO())
    assert len(kek.live()) == 1


@BOTH
def test_four_threads_share_the_token() -> None:
    rotate("pkcs11:intakt")
    key = kek.current()

    def seal(number: int) -> bool:
        text = number.to_bytes(32, "big")
        return key.open(key.seal(text, b"place"), b"place") == text

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(seal, range(400)))


def test_a_child_process_opens_a_session_of_its_own() -> None:
    _, key = kept()
    sealed = key.seal(b"x" * 32, b"place")
    children = []
    for _ in range(3):
        child = os.fork()
        if not child:
            try:
                opened = [key.open(sealed, b"place") for _ in range(20)]
                os._exit(int(set(opened) != {b"x" * 32}))
            finally:
                os._exit(2)
        children.append(child)
        assert key.open(sealed, b"place") == b"x" * 32
    assert {os.waitpid(each, 0)[1] for each in children} == {0}


def test_a_session_that_was_lost_is_opened_again() -> None:
    _, key = kept()
    sealed = key.seal(b"x" * 32, b"place")
    assert pkcs11._session is not None
    pkcs11._session.close()
    assert key.open(sealed, b"place") == b"x" * 32


def refusal(entry: Entry) -> str:
    with pytest.raises((KeyFileRefused, KeysMissing)) as refused:
        kek.TokenKey(entry).seal(b"x" * 32, b"place")
    assert refused.value.__cause__ is None
    return str(refused.value)


def test_each_way_in_which_an_hsm_is_not_there_is_said(settings: Any) -> None:
    _, key = kept()
    pkcs11.close()
    settings.PKCS11_PIN = "0000"
    assert "INTAKT_PKCS11_PIN" in refusal(key.entry)
    settings.PKCS11_PIN = PIN
    settings.PKCS11_TOKEN = "elders"
    assert "INTAKT_PKCS11_TOKEN" in refusal(key.entry)
    settings.PKCS11_TOKEN = ""
    assert "Set INTAKT_PKCS11_MODULE" in refusal(key.entry)
    settings.PKCS11_TOKEN, settings.PKCS11_MODULE = "praktijk", "/nergens/lib.so"
    assert "INTAKT_PKCS11_MODULE" in refusal(key.entry)
    settings.PKCS11_MODULE = MODULE
    assert "has not one key" in refusal(key.entry._replace(id=b"12345678"))
    assert "has not one key" in refusal(key.entry._replace(label="anders"))
    assert key.open(key.seal(b"x" * 32, b"place"), b"place") == b"x" * 32


@BOTH
def test_a_portal_whose_hsm_is_gone_does_not_begin(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    rotate("pkcs11:intakt")
    pkcs11.close()
    root_keys.forget()
    settings.PKCS11_TOKEN = "elders"
    with pytest.raises(readiness.NotReady):
        readiness.refuse_unless_ready()
    assert "INTAKT_PKCS11_TOKEN" in caplog.messages[-1]
    settings.PKCS11_TOKEN = "praktijk"


@BOTH
def test_without_the_library_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(crypto, "pkcs11")
    monkeypatch.setitem(sys.modules, "crypto.pkcs11", None)
    with pytest.raises(CommandError, match=r"Install requirements/prod\.txt"):
        call_command("rotate_keys", to="pkcs11:intakt", stdout=io.StringIO())
