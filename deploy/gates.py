"""The gates that every change passes, and the tools that prepare for them.

`python -m deploy.gates` runs all and reports each; one failure fails the whole.
"""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from deploy.bootstrap import ROOT, say

BIN = Path(sys.executable).parent
TEMPLATES = "templates"
LOCKS = ("runtime", "prod", "test", "lint", "bench", "vectors", "mutation")
# What a lock must not hold: where packages came from is each machine's own matter.
ADDRESS = re.compile(r"://|file:|--(extra-)?index|--find-links")


class Gate(NamedTuple):
    """A command that must succeed."""

    name: str
    command: list[str]
    env_file: str = ""


def tool(name: str, *words: str) -> list[str]:
    """Return the command of a tool of this environment."""
    return [str(BIN / name), *words]


def manage(*words: str) -> list[str]:
    """Return a management command."""
    return [sys.executable, "manage.py", *words]


def gates() -> list[Gate]:
    """Return every gate, quick ones first."""
    return [
        Gate("ruff check", tool("ruff", "check", "-q")),
        Gate("ruff format", tool("ruff", "format", "--check", "-q")),
        Gate("djade", tool("djade", "--check", *templates())),
        Gate("djlint", tool("djlint", "--lint", "--quiet", TEMPLATES)),
        Gate("import contracts", tool("lint-imports", "--no-cache")),
        Gate("types", tool("mypy", ".")),
        Gate("migrations", manage("makemigrations", *UNCHANGED)),
        Gate("production settings", manage("check", *STRICT), PRODUCTION),
    ]


UNCHANGED = ("--check", "--dry-run", "--no-input")
STRICT = ("--deploy", "--fail-level", "WARNING")
PRODUCTION = "deploy/env.example"


def check() -> int:
    """Run every gate; print what failed and return 1 if anything did."""
    failed = [gate.name for gate in gates() if not passes(gate)]
    failed += [name for name, problems in house_checks() if complains(name, problems)]
    say(f"Failed: {', '.join(failed)}." if failed else "Everything passes.")
    return 1 if failed else 0


def passes(gate: Gate) -> bool:
    """Run one gate and say how it went; what it printed is shown on failure."""
    done = subprocess.run(
        gate.command,
        cwd=ROOT,
        env={**os.environ, **settings_of(gate.env_file)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    say(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {gate.name}")
    if done.returncode:
        say(done.stdout)
    return done.returncode == 0


def settings_of(env_file: str) -> dict[str, str]:
    """Read NAME=value lines of an example environment."""
    if not env_file:
        return {}
    lines = (ROOT / env_file).read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if re.match(r"[A-Z_]+=", line))
    return {name: value for name, _, value in pairs}


def house_checks() -> list[tuple[str, list[str]]]:
    """Return the checks that are ours: a name and what is wrong."""
    return [
        ("locks without addresses", addresses_in_locks()),
        ("complete English", untranslated()),
    ]


def complains(name: str, problems: list[str]) -> bool:
    """Say how a check of ours went."""
    say("\n".join([f"{'FAIL' if problems else 'ok  '} {name}", *problems]))
    return bool(problems)


def addresses_in_locks() -> list[str]:
    """Return the lock lines that name a registry or a local path."""
    return [
        f"requirements/{name}.txt:{number}: {line.strip()}"
        for name in LOCKS
        for number, line in enumerate(lock(name).read_text().splitlines(), start=1)
        if ADDRESS.search(line)
    ]


def untranslated() -> list[str]:
    """Return the texts without an English form, by gathering them afresh."""
    catalogue = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
    if not catalogue.exists():
        return ["locale/en is not there; run: make messages"]
    kept = catalogue.read_bytes()
    try:
        gather_messages()
        return open_entries(catalogue)
    finally:
        catalogue.write_bytes(kept)


def open_entries(catalogue: Path) -> list[str]:
    """Return the entries that are empty, only guessed, or not compiled yet."""
    entries = tool("python", "-c", OPEN_ENTRIES, str(catalogue))
    return subprocess.check_output(entries, text=True).splitlines()


# In a process of its own, so that the gates need nothing that a lock may break.
OPEN_ENTRIES = """
import polib, sys
source = sys.argv[1]

def english(entry):
    # Plural forms, or the one form; a compiled entry has no flags to compare.
    return entry.msgstr_plural or entry.msgstr

compiled = {
    (entry.msgctxt, entry.msgid): english(entry)
    for entry in polib.mofile(source[:-2] + "mo")
}
for entry in polib.pofile(source):
    if entry.obsolete:
        continue
    if not entry.translated() or entry.fuzzy:
        print(f"no English: {entry.msgid!r}")
    elif compiled.get((entry.msgctxt, entry.msgid)) != english(entry):
        print(f"not compiled, run make messages: {entry.msgid!r}")
"""


def gather_messages() -> None:
    """Bring the English catalogue up to date with the texts in the code."""
    words = ["-l", "en", "--no-location", "--no-wrap", "--no-obsolete"]
    words = [*words, "-i", ".venv", "-i", "var", "-i", "tests", "-v0"]
    subprocess.run(manage("makemessages", *words), cwd=ROOT, check=True)


def messages() -> int:
    """Gather texts and compile the catalogue."""
    gather_messages()
    compiled = manage("compilemessages", "-v0", "-i", ".venv")
    return subprocess.run(compiled, cwd=ROOT, check=False).returncode


def shape() -> int:
    """Put code and templates in shape."""
    steps = [
        tool("ruff", "check", "-q", "--fix-only"),
        tool("ruff", "format", "-q"),
        tool("djade", *templates()),
    ]
    for step in steps:
        subprocess.run(step, cwd=ROOT, check=False)
    return 0


def templates() -> list[str]:
    """Name every template."""
    return sorted(str(path) for path in (ROOT / TEMPLATES).rglob("*.html"))


def pin() -> int:
    """Resolve every .in file to a lock of hashes, without addresses."""
    for name in LOCKS:
        say(f"Pinning requirements/{name}.txt …")
        step = [*COMPILE, f"{name}.in", "-o", f"{name}.txt"]
        subprocess.run(step, cwd=ROOT / "requirements", check=True)
    return 0


COMPILE = [
    *("uv", "pip", "compile", "-q", "--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--no-header", "--no-emit-index-url"),
]


def lock(name: str) -> Path:
    """Return the lock file of a group."""
    return ROOT / "requirements" / f"{name}.txt"


WORDS = {"": check, "format": shape, "messages": messages, "lock": pin}

if __name__ == "__main__":
    sys.exit(WORDS[" ".join(sys.argv[1:])]())
