"""Nothing serves on the wrong keys, without guards or under unsafe settings."""

import logging
from pathlib import Path

import pytest
from pytest_django import Settings

from crypto import kek, root_keys
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
