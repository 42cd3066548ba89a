"""Mutation testing: small mistakes are made in `crypto/`, and a test must see each.

`make mutation` takes hours on two cores; `make mutation ARGS=crypto.pairs` one
module. It works on a copy in var/mutation, where `mutmut show NAME` shows a mutant
that no test saw. What is left and why: tests/mutation/README.md.
"""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

from deploy.bootstrap import ROOT, say

COPY = ROOT / "var" / "mutation"
GOAL = 0.85
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - test databases, quick and short-lived
KEPT_OUT = shutil.ignore_patterns(".git", ".venv", "var", ".*_cache", "__pycache__")
# What mutmut writes for a mutant: pytest's exit code, or its own for "no tests".
PASSED, NO_TESTS, NOT_RUN = 0, 33, None


def main(modules: list[str]) -> int:
    """Make the copy, run the mutants, report; 1 where the goal is missed."""
    shutil.rmtree(COPY, ignore_errors=True)
    shutil.copytree(ROOT, COPY, ignore=KEPT_OUT)
    folder = (SHARED_MEMORY if SHARED_MEMORY.is_dir() else COPY) / "intakt-mutation"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    environment = os.environ | {"TMPDIR": str(folder), "INTAKT_TEST_NAME": "mutation"}
    try:
        template = ["-m", "pytest", "-q", "-p", "tests.mutation.isolation"]
        template += ["--reuse-db", "tests/crypto/test_keys.py"]
        run(template, environment)
        patterns = [f"{module}.x*" for module in modules]
        run(["-m", "mutmut", "run", "--max-children", "2", *patterns], environment)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return report()


def run(words: list[str], environment: dict[str, str]) -> None:
    subprocess.run([sys.executable, *words], cwd=COPY, env=environment, check=True)


def report() -> int:
    """Print the share of mutants that a test saw, a module a line."""
    total: Counter[str] = Counter()
    for file in sorted((COPY / "mutants" / "crypto").glob("*.py.meta")):
        codes = json.loads(file.read_text("utf-8"))["exit_code_by_key"].values()
        ran = [code for code in codes if code is not NOT_RUN]
        seen = [code not in {PASSED, NO_TESTS} for code in ran]
        if seen:
            total.update(seen=sum(seen), made=len(seen))
            say(f"{sum(seen) / len(seen):6.1%} of {len(seen):4} {file.stem[:-3]}")
    share = total["seen"] / max(total["made"], 1)
    say(f"{share:6.1%} of {total['made']:4} in all; the goal is {GOAL:.0%}.")
    return int(share < GOAL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
