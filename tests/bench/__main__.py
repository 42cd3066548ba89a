"""Measures, prints, writes var/bench.json; exits 1 where a goal is missed."""

import json
import logging
import os
import sys
import tempfile
from itertools import chain
from pathlib import Path

from deploy.bootstrap import ROOT, say

REPORT = ROOT / "var" / "bench.json"


def main(folder: str) -> int:
    """Measure in a practice of its own."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "deploy.settings"
    os.environ["INTAKT_VAR"] = folder
    os.environ["INTAKT_SECRET_KEY"] = "only-for-measuring-and-never-anywhere-else-01"
    os.environ["INTAKT_HOSTS"] = "testserver"
    for name in ("INTAKT_DATABASE", "INTAKT_KEYS_DATABASE", "INTAKT_KEY_FILE"):
        os.environ.pop(name, None)
    # What comes here needs a Django that is set up.
    import django  # noqa: PLC0415

    django.setup()
    logging.disable(logging.CRITICAL)
    from tests.bench import locks, peers, practice, rows, searching  # noqa: PLC0415

    practice.prepare()
    esra = practice.fill()
    wanted = chain(
        rows.value_rows(),
        rows.page_rows(esra),
        rows.submission_rows(),
        peers.peer_rows(),
        locks.lock_rows(),
        searching.search_rows(esra),
    )
    say("Ratios to a reference measured in the same run; less is better.")
    measured = []
    for row in wanted:
        measured.append(row.measure())
        say(measured[-1].sentence())
    for name in peers.missing_peers():
        say(f"{name} is not installed here, so it was not measured.")
    report = {each.title(): each.facts() for each in measured}
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n")
    return int(any(each.is_missed for each in measured))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        sys.exit(main(str(Path(temporary) / "var")))
