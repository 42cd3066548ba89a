"""Web, worker and scheduler as one: started together, stopped together."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NamedTuple, NoReturn

from deploy.bootstrap import ROOT, say

PATIENCE = 15  # seconds between asking a process to stop and ending it
GLANCE = 0.2  # seconds between two looks at the processes
GUNICORN = ["-c", "python:deploy.gunicorn", "-k", "gthread", "-w1", "--threads=8"]
ALONE = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
WORKER = ["-P", "threads", "-c2", *ALONE]
# No pid file and no schedule file: what a kill leaves behind hinders nobody.
BEAT = ["--pidfile=", "--scheduler", "celery.beat.Scheduler"]
START = 60  # seconds within which the portal must answer


class CannotServe(Exception):
    """The portal cannot start or go on; the text says why."""


class Stopped(Exception):
    """Somebody asked us to stop: Ctrl-C, or a terminate signal."""


class Service(NamedTuple):
    """One of the processes that make up the portal."""

    name: str
    command: list[str]


class Running(NamedTuple):
    """A service and its process."""

    service: Service
    process: subprocess.Popen[bytes]


def manage(*words: str) -> None:
    """Run a management command to its end; raises CannotServe when it fails."""
    command = [sys.executable, "manage.py", *words]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        message = f"`manage.py {' '.join(words)}` failed; its words are above."
        raise CannotServe(message)


def prepare() -> None:
    """Bring databases, keys and static files up to date."""
    say("Bringing the databases up to date …")
    manage("prepare")


def services(port: int) -> list[Service]:
    """Return the three processes of the embedded portal."""
    web = ["gunicorn", "deploy.wsgi", "-b", f"127.0.0.1:{port}", *GUNICORN]
    celery = [sys.executable, "-m", "celery", "-q", "-A"]
    return [
        Service("web", [sys.executable, "-m", *web]),
        Service("worker", [*celery, "deploy.worker", "worker", *WORKER]),
        Service("scheduler", [*celery, "deploy", "beat", *BEAT]),
    ]


def refuse_taken(port: int) -> None:
    """Raise CannotServe when somebody else listens on the port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            message = (
                f"port {port} is taken. Stop what uses it, or choose another: "
                f"PORT={port + 1}"
            )
            raise CannotServe(message) from error


def port_from_environment() -> int:
    """Read PORT, 8000 if unset; raises CannotServe when it is no port number."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:  # noqa: PLR2004 - TCP
        message = f"PORT must be a number from 1 to 65535, not {text!r}."
        raise CannotServe(message)
    return int(text)


def serve(port: int, *, greeting: str) -> NoReturn:
    """Run the services until one ends or somebody stops us.

    Raises Stopped or CannotServe; either way every process is gone by then.
    """
    with running(services(port)) as processes:
        wait_until_open(port, processes)
        say(greeting)
        watch(processes)


@contextmanager
def running(wanted: list[Service]) -> Iterator[list[Running]]:
    """Start services in sessions of their own, and stop them all at the end.

    A session of their own keeps the terminal's Ctrl-C from them, so that they are
    stopped once, in order, and quietly.
    """
    processes: list[Running] = []
    try:
        for service in wanted:
            process = subprocess.Popen(
                service.command, cwd=ROOT, start_new_session=True
            )
            processes.append(Running(service, process))
        yield processes
    finally:
        stop(processes)


def watch(processes: list[Running]) -> NoReturn:
    """Wait until one of the processes ends; raises CannotServe, naming it."""
    while True:
        refuse_ended(processes)
        time.sleep(GLANCE)


def refuse_ended(processes: list[Running]) -> None:
    """Raise CannotServe when a process has ended."""
    for service, process in processes:
        if process.poll() is not None:
            message = f"the {service.name} stopped by itself; so everything stops."
            raise CannotServe(message)


def wait_until_open(port: int, processes: list[Running]) -> None:
    """Wait for the web process to listen; raises CannotServe when it does not."""
    until = time.monotonic() + START
    while time.monotonic() < until:
        refuse_ended(processes)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(GLANCE)
    message = f"the web process did not answer within {START} seconds."
    raise CannotServe(message)


def stop(processes: list[Running]) -> None:
    """Ask every process to finish, and end what is left after a while."""
    for _, process in processes:
        if process.poll() is None:
            process.terminate()
    until = time.monotonic() + PATIENCE
    for _, process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0, until - time.monotonic()))
        # Also the helpers of a process that was killed and could not end them.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def run(work: Callable[[], NoReturn]) -> NoReturn:
    """Do the work until it is stopped, and end the program accordingly."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, on_stop)
    try:
        work()
    except Stopped:
        say("Stopped.")
        sys.exit(0)
    except CannotServe as reason:
        sys.exit(f"Intakt: {reason}")


def on_stop(number: int, frame: FrameType | None) -> NoReturn:
    """Turn the first stop signal into Stopped; later ones change nothing."""
    for either in (signal.SIGINT, signal.SIGTERM):
        signal.signal(either, signal.SIG_IGN)
    say("\nStopping …")
    raise Stopped
