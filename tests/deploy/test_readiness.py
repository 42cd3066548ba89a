"""Nothing serves on the wrong keys, without guards or under unsafe settings."""

import logging
from pathlib import Path

import pytest
from pytest_django import Settings

from crypto import kek, key_file, root_keys
from crypto.key_file import Entry
from deploy import guards, readiness

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def refusal(caplog: pytest.LogCaptureFixture) -> str:
    """Return what a process says that does not begin."""
    with pytest.raises(readiness.NotReady):
        readiness.refuse_unless_ready()
    assert caplog.records[-1].levelno == logging.CRITICAL
    return caplog.messages[-1]


def test_a_sound_portal_is_ready() -> None:
    readiness.refuse_unless_ready()


def test_another_key_file_is_refused_aloud(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.KEY_FILE = tmp_path / "kek.json"
    kek.create(settings.KEY_FILE)
    root_keys.forget()

    assert "key file" in refusal(caplog)
    root_keys.forget()


def test_a_missing_key_file_is_not_made_anew(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.KEY_FILE = tmp_path / "absent.json"
    root_keys.forget()

    assert "There is no key file" in refusal(caplog)
    assert not settings.KEY_FILE.exists()
    root_keys.forget()


def test_key_files_are_not_swapped_unseen_under_the_same_name(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ours = kek.current()
    settings.KEY_FILE = tmp_path / "kek.json"
    forged = Entry(ours.id, bytes(32))
    key_file.write(settings.KEY_FILE, [forged])
    root_keys.forget()

    assert "not the one of these databases" in refusal(caplog)
    root_keys.forget()


@pytest.mark.parametrize(
    ("mode", "told"), [(0o644, "chmod 600"), (0o600, "Put back the copy")]
)
def test_a_key_file_that_is_open_or_damaged_is_refused_with_what_to_do(
    settings: Settings,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    mode: int,
    told: str,
) -> None:
    settings.KEY_FILE = tmp_path / "kek.json"
    settings.KEY_FILE.write_text("{}")
    settings.KEY_FILE.chmod(mode)
    root_keys.forget()

    assert told in refusal(caplog)
    root_keys.forget()


def test_an_older_key_that_does_not_work_is_found_before_it_is_needed(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ours, gone = kek.current().entry, Entry(b"12345678", label="weg")
    settings.KEY_FILE = tmp_path / "kek.json"
    key_file.write(settings.KEY_FILE, [ours, gone])
    root_keys.forget()

    assert "HSM" in refusal(caplog)
    root_keys.forget()


def test_a_database_without_its_guards_is_refused(
    caplog: pytest.LogCaptureFixture,
) -> None:
    guards.remove("keys")
    try:
        assert "Database 'keys'" in refusal(caplog)
    finally:
        guards.install("keys")


def test_demo_mode_in_production_is_refused(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.PRODUCTION = settings.DEMO = True

    assert "Demo mode" in refusal(caplog)
