"""Promise 1 on disk: nothing anybody typed can be read anywhere it comes to rest.

The second test is the first one's control: with the seals taken off, everything is
found. It shows that the search would find what it looks for.
"""

from pathlib import Path

import pytest

from tests.canary.databases import changes
from tests.canary.journey import Journey
from tests.canary.portal import REAL, UNSEALED, serving
from tests.canary.search import places

pytestmark = pytest.mark.long


def test_nothing_that_was_typed_can_be_read_where_it_rests(tmp_path: Path) -> None:
    with serving(tmp_path, REAL) as portal:
        journey = Journey(portal)
        for stage in journey.stages():
            assert lying_about(journey) == {}, stage
    # Stopped: what the processes said is complete, and the WAL is folded in.
    assert lying_about(journey, files_only=True) == {}
    assert in_the_log_of_changes(journey) == set()


def test_without_seals_everything_that_was_typed_is_found(tmp_path: Path) -> None:
    with serving(tmp_path, UNSEALED) as portal:
        journey = Journey(portal)
        for stage in journey.stages():
            found = lying_about(journey)
            kept = {each.name for each in journey.canaries if not each.is_transient}
            assert kept - found.keys() == set(), stage
    if changes(journey.portal.databases):
        assert in_the_log_of_changes(journey) >= kept


def lying_about(journey: Journey, *, files_only: bool = False) -> dict[str, set[str]]:
    """Say what can be read, and where."""
    databases = [] if files_only else journey.portal.databases
    found = places(journey.canaries, journey.portal.folder, databases)
    return {name: where for name, where in found.items() if where}


def in_the_log_of_changes(journey: Journey) -> set[str]:
    """Say what stands in PostgreSQL's log of changes, where there is one."""
    log = changes(journey.portal.databases)
    return {each.name for each in journey.canaries if each.is_plainly_in(log)}
