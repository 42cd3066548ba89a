"""What every test stands on: a key file, root keys, and the people."""

from collections.abc import Iterator

import hypothesis
import pytest
from django.conf import settings
from django.db import connections
from django.utils import translation
from pytest_django import DjangoDbBlocker

from crypto import kek, root_keys
from tests import keys

# A busy machine is no fault of the code under test.
hypothesis.settings.register_profile(
    "house",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("house")

pytest_plugins = ["tests.skips", "tests.browser", "tests.guards"]


@pytest.fixture(scope="session", autouse=True)
def key_file(request: pytest.FixtureRequest) -> None:
    """Make the key file of this test run; reused databases keep theirs."""
    if request.config.getoption("reuse_db") and settings.KEY_FILE.exists():
        return
    settings.KEY_FILE.unlink(missing_ok=True)
    kek.create(settings.KEY_FILE)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Make the root keys and the care team once, outside any test's transaction."""
    with django_db_blocker.unblock():
        root_keys.make_missing()
        keys.found_team()


@pytest.fixture(autouse=True)
def _root_keys_after_a_flush(request: pytest.FixtureRequest) -> None:
    """Give a test its keys back where a transactional test flushed them."""
    marker = request.node.get_closest_marker("django_db")
    if marker and "keys" in marker.kwargs.get("databases", ()):
        request.getfixturevalue("_django_db_helper")
        if connections["keys"].introspection.table_names():
            root_keys.make_missing()
            keys.found_team()


@pytest.fixture(autouse=True)
def _dutch_again() -> Iterator[None]:
    """Forget the language of the last request, which Django leaves in the thread."""
    yield
    translation.deactivate()
