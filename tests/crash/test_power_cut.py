"""The whole portal as one machine runs it, and everything in it killed at once."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy import demo
from deploy.bootstrap import ROOT
from tests.crash.browser import Browser
from tests.crash.sign_up import CHECK, SENT, answer_everything

pytestmark = [
    pytest.mark.crash,
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
]
PATIENCE = 60
OPEN = "from tests.crash.sign_up import open_practice; open_practice()"


@dataclass(frozen=True)
class Machine:
    """Web, worker and scheduler under their supervisor, on files of their own."""

    port: int
    environment: dict[str, str]

    def run(self, *words: str) -> None:
        """Run a program of ours to its end."""
        command = [sys.executable, *words]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True)

    def start(self) -> subprocess.Popen[bytes]:
        """Switch it on, and wait until it answers."""
        serve = [sys.executable, "manage.py", "serve"]
        process = subprocess.Popen(serve, cwd=ROOT, env=self.environment)
        self._wait_until(answers=True)
        return process

    def cut_power(self, process: subprocess.Popen[bytes]) -> None:
        """Kill the supervisor, and each of its processes with what those started."""
        listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
        process.kill()
        for child in map(int, listed.split()):
            os.killpg(child, signal.SIGKILL)
        process.wait()
        self._wait_until(answers=False)

    def _wait_until(self, *, answers: bool) -> None:
        until = time.monotonic() + PATIENCE
        while self._answers() is not answers:
            assert time.monotonic() < until
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port)).close()
        except OSError:
            return False
        return True


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = demo.environment(tmp_path, f"http://127.0.0.1:{port}")
    machine = Machine(port, {"PATH": os.environ["PATH"], "PORT": str(port), **settings})
    machine.run("manage.py", "prepare")
    machine.run("manage.py", "shell", "-v0", "-c", OPEN)
    return machine


@pytest.fixture
def anna(machine: Machine) -> Browser:
    """Anna signed up, and at that instant the power went."""
    process = machine.start()
    try:
        browser = Browser(machine.port)
        answer_everything(browser)
        assert browser.press(browser.open(CHECK).form).url == SENT
    finally:
        machine.cut_power(process)
    return browser


def test_after_a_power_cut_anna_is_on_the_list_and_her_code_arrives(
    machine: Machine, anna: Browser
) -> None:
    process = machine.start()
    try:
        sent = anna.open(SENT)
        assert re.search(r"\b\w{3}-\w{4}\b", sent.text)
        form = sent.form_to("/aanmelden/verstuurd/code/")
        page = anna.submit(form.answer(code_in_the_mail(anna)))
        assert "Uw e-mailadres is bevestigd" in page.text
        machine.run("manage.py", "verify_log")
    finally:
        machine.cut_power(process)


def code_in_the_mail(browser: Browser) -> str:
    """Wait for the worker, which had no time to send it before."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found := re.search(r"\b\d{6}\b", browser.open("/demo/mail/").text):
            return found[0]
        time.sleep(0.5)
    return pytest.fail("the code did not arrive")
