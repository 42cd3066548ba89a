"""A portal of its own in a folder: web, worker, scheduler, and what they say."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from deploy.bootstrap import ROOT
from tests.canary.databases import Database, fresh_databases

PATIENCE = 90  # seconds
REAL = "deploy.settings"
UNSEALED = "tests.canary.unsealed"


@dataclass(frozen=True)
class Portal:
    """Where a portal runs and where all it writes lies."""

    folder: Path
    address: str
    environment: dict[str, str]
    databases: list[Database]

    def manage(self, *words: str) -> None:
        """Run a program of the tests in the portal's surroundings."""
        with (self.folder / "set-up.log").open("a") as log:
            subprocess.run(
                [sys.executable, *words],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                check=True,
            )


@contextmanager
def serving(folder: Path, settings: str) -> Iterator[Portal]:
    """Serve from nothing; at the end stop and leave the folder."""
    with fresh_databases() as databases:
        portal = _portal(folder, settings, databases)
        with (
            (folder / "said.log").open("w") as said,
            (folder / "complained.log").open("w") as complained,
            subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=ROOT,
                env=portal.environment,
                stdout=said,
                stderr=complained,
            ) as process,
        ):
            try:
                _wait_until_well(portal, process)
                yield portal
            finally:
                process.send_signal(signal.SIGTERM)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(PATIENCE)


def _portal(folder: Path, settings: str, databases: list[Database]) -> Portal:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    temporary = folder / "tmp"
    temporary.mkdir()
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "TMPDIR": str(temporary),
        "PORT": str(port),
        "DJANGO_SETTINGS_MODULE": settings,
        "INTAKT_VAR": str(folder / "var"),
        "INTAKT_SITE_URL": address,
        "INTAKT_SECRET_KEY": "only-for-tests-and-never-anywhere-else-0123456789",
        # Mail stays in the portal: its outbox is searched after delivery too.
        "INTAKT_DEMO": "1",
        **{each.variable: each.address for each in databases},
    }
    return Portal(folder, address, environment, databases)


def _wait_until_well(portal: Portal, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError), urllib.request.urlopen(f"{portal.address}/gezond/"):  # noqa: S310
            return
        time.sleep(0.1)
    words = (portal.folder / "complained.log").read_text()
    raise AssertionError(f"the portal did not answer: {words[-2000:]}")
