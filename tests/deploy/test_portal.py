"""The whole portal as a practice runs it on one machine."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from deploy.bootstrap import ROOT

pytestmark = pytest.mark.crash
PATIENCE = 60


class Portal(NamedTuple):
    """A supervisor and where it serves."""

    process: subprocess.Popen[str]
    address: str


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    """Serve on SQLite and the queue in a folder, from nothing."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {
        "PATH": os.environ["PATH"],
        "PORT": str(port),
        "INTAKT_VAR": str(tmp_path),
        "INTAKT_SECRET_KEY": "only-for-tests-and-never-anywhere-else-0123456789",
    }
    with subprocess.Popen(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT,
        env=env,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        yield Portal(process, f"http://127.0.0.1:{port}/gezond/")
        process.send_signal(signal.SIGTERM)


def children(process: subprocess.Popen[str]) -> dict[str, int]:
    """Return the processes that the supervisor started, by what they run."""
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    lines = {
        int(pid): Path(f"/proc/{pid}/cmdline").read_text() for pid in listed.split()
    }
    words = ("gunicorn", "worker", "beat")
    return {w: pid for w in words for pid, line in lines.items() if f"\0{w}\0" in line}


def wait_until_well(portal: Portal) -> None:
    """Wait for the health page to say ok."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(portal.address) as answer:  # noqa: S310
                assert answer.read() == b"ok\n"
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the portal did not answer")


def is_gone(pid: int) -> bool:
    """Tell whether a process has ended."""
    return not Path(f"/proc/{pid}").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_ctrl_c_ends_web_worker_and_scheduler(portal: Portal) -> None:
    wait_until_well(portal)
    started = children(portal.process)
    assert started.keys() == {"gunicorn", "worker", "beat"}

    portal.process.send_signal(signal.SIGINT)
    said, complaints = portal.process.communicate(timeout=PATIENCE)

    assert portal.process.returncode == 0
    assert said.endswith("Stopped.\n")
    assert "Traceback" not in complaints
    assert all(is_gone(pid) for pid in started.values())


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize(
    ("victim", "name"),
    [("gunicorn", "web"), ("worker", "worker"), ("beat", "scheduler")],
)
def test_when_one_is_killed_all_end_and_it_is_named(
    portal: Portal, victim: str, name: str
) -> None:
    wait_until_well(portal)
    started = children(portal.process)
    os.kill(started[victim], signal.SIGKILL)
    _, complaints = portal.process.communicate(timeout=PATIENCE)

    assert portal.process.returncode == 1
    assert f"Intakt: the {name} stopped by itself" in complaints
    assert all(is_gone(pid) for pid in started.values())
