"""A real web process that can be killed at any step of a request."""

import itertools
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.db.models import F
from django.test import Client
from pytest_django import DjangoDbBlocker

from accounts.models import SubmittedForm
from accounts.once import PATIENCE
from crypto import root_keys
from deploy.bootstrap import ROOT
from tests.crash.browser import Browser, Form, Page
from tests.crash.photograph import photographed
from tests.crash.soundness import require_sound

START = 60
# A request of ours that writes anything has more steps than this.
FEWEST_STEPS = 3


@dataclass(frozen=True)
class Crash:
    """The web process was killed; it has been started again since."""

    # None where it died before it answered.
    answer: Page | None
    browser: Browser


@dataclass(frozen=True)
class Web:
    """gunicorn with one worker, which it replaces whenever it is killed."""

    port: int

    def browser(self, known_as: Client | None = None) -> Browser:
        """Somebody comes along, perhaps with the cookies of a test client."""
        cookies = known_as.cookies.items() if known_as else ()
        return Browser(self.port, {name: morsel.value for name, morsel in cookies})

    def kill(self) -> None:
        """Kill the web process between two requests."""
        self.browser().submit_and_kill(Form("/gezond/", {}), at=0)

    def crashes(self, browser: Browser, form: Form) -> Iterator[Crash]:
        """Send a form from the same moment on, killed one step later each time.

        The last time there is an answer, and the kill comes after it. After each
        time the whole house is looked over.
        """
        self.kill()
        with photographed() as photograph:
            for step in itertools.count():
                photograph.put_back()
                person = browser.copy()
                answer = person.submit_and_kill(form, at=step)
                if answer:
                    self.kill()
                yield Crash(answer, person)
                self.kill()
                require_sound()
                if answer:
                    assert step > FEWEST_STEPS
                    return


def wait_until_given_up() -> None:
    """Let so much time pass that a form without an answer is taken up again."""
    SubmittedForm.objects.update(at=F("at") - PATIENCE)


@pytest.fixture
def web(server: Web) -> Web:
    """A web process that remembers no keys of the test before."""
    server.kill()
    return server


@pytest.fixture(scope="session")
def server(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Web]:
    """Serve this run's test databases."""
    with django_db_blocker.unblock():
        root_keys.make_missing()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path_factory.mktemp("web") / "log"
    gunicorn = ["gunicorn", "tests.crash.dying_web", "-c", "python:deploy.gunicorn"]
    shape = ["--preload", "-w1", "-b", f"127.0.0.1:{port}"]
    with (
        log.open("w") as stderr,
        subprocess.Popen(
            [sys.executable, "-m", *gunicorn, *shape],
            cwd=ROOT,
            env=os.environ | environment(),
            stderr=stderr,
        ) as process,
    ):
        wait_until_open(port, process, log)
        yield Web(port)
        process.terminate()
    assert "Traceback" not in log.read_text()


def wait_until_open(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START
    while process.poll() is None and time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.1)
    pytest.fail(log.read_text())


def environment() -> dict[str, str]:
    """What makes another process serve this run's databases and keys."""
    return {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "INTAKT_VAR": str(settings.VAR),
        "INTAKT_DATABASE": address_of("default"),
        "INTAKT_KEYS_DATABASE": address_of("keys"),
        "INTAKT_TEST_BROKER": "fsatomic://localhost",
    }


def address_of(alias: str) -> str:
    database: dict[str, Any] = connections[alias].settings_dict
    if connections[alias].vendor == "sqlite":
        return str(database["NAME"])
    login = f"{database['USER']}:{database['PASSWORD']}"
    host = f"{database['HOST']}:{database['PORT']}"
    return f"postgresql://{login}@{host}/{database['NAME']}"


@pytest.fixture(autouse=True)
def _anchors_of_this_test(settings: Any, tmp_path: Path) -> None:
    settings.ANCHORS = tmp_path / "anchors"
