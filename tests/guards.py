"""Guards step aside for the flush after a transactional test, and come back."""

from collections.abc import Iterator

import pytest
from django.db import connections

from deploy import guards

_TRANSACTIONAL = {"transactional_db", "live_server", "django_db_reset_sequences"}


@pytest.fixture(autouse=True)
def guards_let_the_flush_through(request: pytest.FixtureRequest) -> Iterator[None]:
    """Remove the triggers before the flush; its own post_migrate restores them."""
    flushed = _flushed_databases(request)
    if flushed:
        # Ask for it now, so that it ends after us: it is this one that flushes.
        request.getfixturevalue("_django_db_helper")
    yield
    for alias in flushed:
        guards.remove(alias)


def _flushed_databases(request: pytest.FixtureRequest) -> set[str]:
    marker = request.node.get_closest_marker("django_db")
    facts = marker.kwargs if marker else {}
    if not facts.get("transaction") and _TRANSACTIONAL.isdisjoint(request.fixturenames):
        return set()
    databases = facts.get("databases") or ["default"]
    return set(connections) if databases == "__all__" else set(databases)
