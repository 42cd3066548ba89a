"""Settings that were meant for trying are refused where people are served."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from deploy import checks
from deploy.bootstrap import ROOT
from deploy.gates import PRODUCTION, settings_of


@pytest.fixture
def in_production(settings: Settings, tmp_path: Path) -> Settings:
    """Return settings under which the portal may serve people."""
    settings.SECURE = settings.PRODUCTION = True
    settings.DEMO = settings.DEBUG = False
    settings.SECRET_KEY = "0123456789abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOP"
    settings.ALLOWED_HOSTS = ["portaal.example"]
    settings.OUTBOX_DELIVERY = "smtp"
    settings.KEY_FILE = tmp_path / "kek.json"
    settings.KEY_FILE.touch(mode=0o600)
    return settings


def found() -> list[str]:
    """Return the ids of what is wrong."""
    return [str(problem.id) for problem in checks.in_production()]


def test_a_sound_production_passes(in_production: Settings) -> None:
    assert found() == []
    checks.refuse_unsafe()


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("DEMO", True, "deploy.E001"),
        ("DEBUG", True, "deploy.E002"),
        ("SECRET_KEY", "insecure-set-INTAKT_SECRET_KEY", "deploy.E003"),
        ("SECRET_KEY", "short", "deploy.E003"),
        ("SECRET_KEY", "a" * 80, "deploy.E003"),
        ("SECURE", False, "deploy.E004"),
        ("ALLOWED_HOSTS", ["*"], "deploy.E005"),
        ("OUTBOX_DELIVERY", "demo", "deploy.E006"),
        ("KEY_FILE", ROOT / "var" / "kek.json", "deploy.E007"),
    ],
)
def test_each_unsafe_setting_is_refused_and_named(
    in_production: Settings, name: str, value: Any, problem: str
) -> None:
    setattr(in_production, name, value)

    assert found() == [problem]
    with pytest.raises(ImproperlyConfigured):
        checks.refuse_unsafe()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_file_that_others_can_read_is_refused(
    in_production: Settings, mode: int
) -> None:
    in_production.KEY_FILE.chmod(mode)

    assert found() == ["deploy.E008"]


def test_trying_at_home_is_left_alone_but_told_by_check_deploy(
    in_production: Settings,
) -> None:
    in_production.SECURE = in_production.PRODUCTION = False

    assert found() == []
    assert [p.id for p in checks.before_production()] == ["deploy.E004"]


def test_whole_request_transactions_and_other_sqlite_options_are_always_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loose = {"ENGINE": "django.db.backends.sqlite3", "ATOMIC_REQUESTS": True}
    monkeypatch.setitem(settings.DATABASES, "default", loose)

    assert [p.id for p in checks.structure()] == ["deploy.E009", "deploy.E010"]


@pytest.mark.parametrize("changed", [{}, {"INTAKT_DEMO": "1"}])
def test_the_example_environment_is_clean_and_demo_mode_in_it_is_not(
    changed: dict[str, str], tmp_path: Path
) -> None:
    folders = {"INTAKT_VAR": str(tmp_path), "INTAKT_KEY_FILE": str(tmp_path / "kek")}
    env = {"PATH": os.environ["PATH"], **settings_of(PRODUCTION), **folders, **changed}
    command = [sys.executable, "manage.py", "check", "--deploy"]
    command += ["--fail-level", "WARNING"]
    done = subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )

    assert (done.returncode == 0) == (not changed), done.stderr
    assert ("deploy.E001" in done.stderr) == bool(changed)
