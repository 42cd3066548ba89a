"""Web, worker and scheduler start together and stop together."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from deploy import supervisor
from deploy.bootstrap import ROOT
from deploy.supervisor import CannotServe, Service

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)"
STUBBORN = [sys.executable, "-c", f"{DEAF}; time.sleep(60)"]


@pytest.fixture
def taken_port() -> Iterator[int]:
    """Return a port that somebody listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_taken_port_is_told_with_another_to_try(taken_port: int) -> None:
    with pytest.raises(CannotServe, match=f"port {taken_port} is taken.*PORT="):
        supervisor.refuse_taken(taken_port)


@pytest.mark.parametrize("port", ["http", "0", "70000", "-1", "8000.5"])
def test_a_port_that_is_no_number_is_refused(
    port: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", port)

    with pytest.raises(CannotServe, match="PORT must be a number"):
        supervisor.port_from_environment()


def test_when_one_ends_all_end_and_it_is_named() -> None:
    brief = Service("worker", [sys.executable, "-c", ""])
    with (
        pytest.raises(CannotServe, match="the worker stopped by itself"),
        supervisor.running([Service("web", SLEEPER), brief]) as processes,
    ):
        supervisor.watch(processes)

    assert all(each.process.poll() is not None for each in processes)


def test_a_process_that_will_not_stop_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "PATIENCE", 0.5)
    with supervisor.running([Service("worker", STUBBORN)]) as processes:
        time.sleep(0.5)

    assert processes[0].process.returncode == -signal.SIGKILL


def test_ctrl_c_stops_quietly_and_leaves_nobody_behind() -> None:
    program = (
        "import sys\n"
        "from deploy import supervisor\n"
        "sleep = supervisor.Service('web', [sys.executable, '-c', "
        "'import time; time.sleep(60)'])\n"
        "def work():\n"
        "    with supervisor.running([sleep]) as processes:\n"
        "        print(processes[0].process.pid, flush=True)\n"
        "        supervisor.watch(processes)\n"
        "supervisor.run(work)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as portal:
        assert portal.stdout is not None
        child = int(portal.stdout.readline())
        portal.send_signal(signal.SIGINT)
        said, complaints = portal.communicate(timeout=20)

    assert portal.returncode == 0, complaints
    assert said.split() == ["Stopping", "…", "Stopped."]
    assert complaints == ""
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
