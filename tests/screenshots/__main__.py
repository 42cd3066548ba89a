"""Start a demo of our own, walk through it, and write docs/screenshots."""

import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from deploy import demo, supervisor
from deploy.bootstrap import ROOT, say
from tests.browser import chromium
from tests.screenshots import keys, patients, staff
from tests.screenshots.camera import Camera

FOLDER = ROOT / "docs" / "screenshots"
WALKS = (
    patients.read_first,
    patients.sign_up,
    staff.at_the_desk,
    patients.fill_in_an_intake,
    staff.as_a_therapist,
    staff.as_the_owner,
    keys.the_care_team,
)


def main() -> None:
    """Take every picture."""
    path = chromium()
    if path is None:
        sys.exit("Intakt: there is no Chromium; `apt install chromium`.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    camera = Camera(FOLDER)
    with served_demo() as address, sync_playwright() as player:
        browser = player.chromium.launch(executable_path=path)
        for walk in WALKS:
            walk(browser, address, camera)
            say(f"{walk.__name__}: {len(camera.taken)} pages so far")
    camera.sweep()


@contextmanager
def served_demo() -> Iterator[str]:
    """Serve a demo that starts now and leaves nothing behind."""
    with tempfile.TemporaryDirectory(prefix="intakt-screenshots-") as folder:
        port = free_port()
        address = f"http://localhost:{port}"
        os.environ.update(demo.environment(Path(folder) / "demo", address))
        supervisor.prepare()
        demo.seed(Path(folder) / "demo")
        with supervisor.running(supervisor.services(port)) as processes:
            supervisor.wait_until_open(port, processes)
            yield address


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
