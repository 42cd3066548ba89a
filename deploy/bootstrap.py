"""Set Intakt up and run it: `python3 deploy/bootstrap.py demo`, `test`, `help`.

Needs nothing but Python's own library, and can be read by Python 3.8, so that an
old interpreter is told what is wrong instead of meeting a syntax error.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple, NoReturn

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
NAMES = ("python3.14", "python3.13", "python3.12", "python3.11", "/usr/bin/python3")
# Asked of every candidate by running it: a name on PATH proves nothing, a version
# manager leaves names there that only answer "command not found".
QUESTION = """
import sys
try:
    import ensurepip, venv
    makes_venvs = 1
except ImportError:
    makes_venvs = 0
print(sys.version_info[0], sys.version_info[1], makes_venvs, sys.executable)
"""
# A browser is not on every machine, and the longer sets need minutes.
QUICK = "not long and not crash and not shared and not browser"
LONG = "(long or browser) and not crash"
# In processes of their own: they fork, which is safe only beside no browser.
CRASH = "crash"
SERVERS = {
    "INTAKT_DATABASE": "postgresql://postgres@127.0.0.1:5432/intakt",
    "INTAKT_KEYS_DATABASE": "postgresql://postgres@127.0.0.1:5432/intakt_keys",
    "INTAKT_TEST_BROKER": "redis://127.0.0.1:6379/9",
}


class Task(NamedTuple):
    """One word of the command line: what it needs, runs and is for."""

    group: str
    arguments: tuple[str, ...]
    help: str
    servers: bool = False


PYTEST = ("-m", "pytest", "-n", "2")
TASKS = {
    "demo": Task(
        "runtime", ("-m", "deploy.demo"), "the portal with an invented practice"
    ),
    "serve": Task(
        "runtime", ("manage.py", "serve"), "the portal itself, on this machine"
    ),
    "test": Task(
        "test", (*PYTEST, "-m", QUICK), "the tests that belong to every change"
    ),
    "long": Task("test", (*PYTEST, "-m", LONG), "browsers, drills, every page's axe"),
    "crash": Task("test", (*PYTEST, "-m", CRASH), "what a kill at any moment leaves"),
    "shared-sets": Task(
        "vectors", (*PYTEST, "-m", "shared"), "tests on the sets in ../shared"
    ),
    "pg": Task(
        "test", (*PYTEST, "-m", QUICK), "tests on PostgreSQL and Redis", servers=True
    ),
    "mutation": Task(
        "mutation", ("-m", "tests.mutation"), "whether a test sees a mistake in crypto"
    ),
    "bench": Task("bench", ("-m", "tests.bench"), "what safety costs, as ratios"),
    "screenshots": Task("test", ("-m", "tests.screenshots"), "a picture of every page"),
    "check": Task("lint", ("-m", "deploy.gates"), "style, types, contracts, settings"),
    "format": Task(
        "lint", ("-m", "deploy.gates", "format"), "put code and templates in shape"
    ),
    "migrations": Task(
        "lint", ("manage.py", "makemigrations"), "write what the models need"
    ),
    "messages": Task(
        "lint", ("-m", "deploy.gates", "messages"), "gather texts to translate"
    ),
    "lock": Task(
        "lint", ("-m", "deploy.gates", "lock"), "pin the dependencies anew (uv)"
    ),
}


class CannotGoOn(Exception):
    """Something outside this program is in the way; the text says what to do."""


class Interpreter(NamedTuple):
    """A Python that answered."""

    path: str
    version: tuple[int, int]
    makes_venvs: bool


def main(words: list[str]) -> NoReturn:
    """Set up the group that a task needs and become that task."""
    name = words[0] if words else "help"
    if name not in TASKS:
        print(overview())
        sys.exit(0 if name in ("help", "-h", "--help") else 2)
    task = TASKS[name]
    try:
        python = prepare(task.group)
    except CannotGoOn as reason:
        sys.exit(f"Intakt: {reason}")
    become(python, task, words[1:])


def become(python: str, task: Task, extra: list[str]) -> NoReturn:
    """Hand this process over to the task, so that Ctrl-C reaches it alone."""
    if task.servers:
        os.environ.update({**SERVERS, **os.environ})
    os.chdir(ROOT)
    sys.stdout.flush()
    os.execv(python, [python, *task.arguments, *extra])  # noqa: S606 - our own venv


def overview() -> str:
    """List the tasks."""
    lines = [f"  {name:<12} {task.help}" for name, task in TASKS.items()]
    return "\n".join(["python3 deploy/bootstrap.py TASK", "", *lines])


def prepare(group: str) -> str:
    """Return the python of a group's environment, made or remade where needed.

    Raises CannotGoOn with a sentence when there is no way to make one.
    """
    lock = ROOT / "requirements" / f"{group}.txt"
    folder = ROOT / ".venv" / group
    python = str(folder / "bin" / "python")
    uv = usable_uv()
    interpreter = choose(candidates(), can_skip_venv=uv is not None)
    stamp = folder / "intakt-stamp"
    wanted = fingerprint(lock, interpreter)
    if stamp.is_file() and stamp.read_text() == wanted and Path(python).exists():
        return python
    say(f"Setting up .venv/{group} with Python {interpreter.path} (once) …")
    install(uv, interpreter, folder, lock)
    stamp.write_text(wanted)
    return python


def candidates() -> list[str]:
    """Name the interpreters to try; $INTAKT_PYTHON, if set, is the only one."""
    chosen = os.environ.get("INTAKT_PYTHON")
    return [chosen] if chosen else [sys.executable, *NAMES]


def choose(names: list[str], *, can_skip_venv: bool) -> Interpreter:
    """Return the first interpreter that is new enough and can make environments."""
    answers = [answer for answer in map(ask, names) if answer]
    recent = [answer for answer in answers if answer.version >= OLDEST]
    if not recent:
        found = ", ".join("{}.{}".format(*answer.version) for answer in answers)
        raise CannotGoOn(
            f"Python 3.11 or newer is needed (found here: {found or 'none'}). "
            "Install one, or point INTAKT_PYTHON at it."
        )
    for answer in recent:
        if answer.makes_venvs or can_skip_venv:
            return answer
    raise CannotGoOn(
        f"{recent[0].path} has no venv module. On Debian or Ubuntu: "
        "apt install python3-venv"
    )


def ask(name: str) -> Interpreter | None:
    """Run a candidate; None when it does not answer as a Python would."""
    done = attempt([name, "-c", QUESTION])
    if done is None or done.returncode:
        return None
    major, minor, makes_venvs, path = done.stdout.strip().split(" ", 3)
    return Interpreter(path, (int(major), int(minor)), makes_venvs == "1")


def usable_uv() -> str | None:
    """Return uv when it is there and runs."""
    uv = shutil.which("uv")
    done = attempt([uv, "--version"]) if uv else None
    return uv if done and done.returncode == 0 else None


def fingerprint(lock: Path, interpreter: Interpreter) -> str:
    """Return what an environment was made from, so that it is made only once."""
    text = f"{interpreter.path} {interpreter.version}".encode()
    return hashlib.sha256(lock.read_bytes() + text).hexdigest()


def install(uv: str | None, interpreter: Interpreter, folder: Path, lock: Path) -> None:
    """Fill a fresh environment with exactly what the lock names, by hash.

    uv is quick but may be set up differently from pip, so pip has the last word.
    """
    folder.parent.mkdir(exist_ok=True)
    log = folder.parent / f"{folder.name}.log"
    log.write_text("")
    if uv and run_all(uv_steps(uv, interpreter, folder, lock), log):
        return
    if interpreter.makes_venvs and run_all(pip_steps(interpreter, folder, lock), log):
        return
    raise CannotGoOn(
        "the packages could not be installed. Is there a network? "
        f"The whole story is in {log.relative_to(ROOT)}."
    )


def uv_steps(
    uv: str, interpreter: Interpreter, folder: Path, lock: Path
) -> list[list[str]]:
    """Return the two commands of uv."""
    python = str(folder / "bin" / "python")
    flags = ["--require-hashes", "--only-binary", ":all:", "--python", python]
    return [
        [uv, "venv", "-q", "--clear", "--python", interpreter.path, str(folder)],
        [uv, "pip", "sync", "-q", *flags, str(lock)],
    ]


def pip_steps(interpreter: Interpreter, folder: Path, lock: Path) -> list[list[str]]:
    """Return the two commands of pip; wheels only, so that no package runs code."""
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "-q"]
    flags = ["--require-hashes", "--no-deps", "--only-binary", ":all:"]
    return [
        [interpreter.path, "-m", "venv", "--clear", str(folder)],
        [*pip, "--disable-pip-version-check", *flags, "-r", str(lock)],
    ]


def run_all(steps: list[list[str]], log: Path) -> bool:
    """Run commands until one fails; keep what they say in the log."""
    for step in steps:
        done = attempt(step)
        with log.open("a") as story:
            story.write(" ".join(step) + "\n")
            story.write((done.stdout + done.stderr) if done else "does not run\n")
        if done is None or done.returncode:
            return False
    return True


def attempt(command: list[str]) -> subprocess.CompletedProcess[str] | None:
    """Run a command; None when it cannot even be started."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return None


def say(sentence: str) -> None:
    """Tell the user what is happening, at once."""
    print(sentence, flush=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
