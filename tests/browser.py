"""Debian's Chromium for the browser tests; no browser is ever downloaded."""

import os
import shutil
from typing import Any

import pytest

from tests.skips import STRICT

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = "no Chromium here; `apt install chromium`, or set INTAKT_CHROMIUM"

# Playwright's synchronous calls run inside an event loop of its own, which Django
# takes for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


def chromium() -> str | None:
    """Return the path of a Chromium, if there is one."""
    found = (shutil.which(name) for name in NAMES)
    return os.environ.get("INTAKT_CHROMIUM") or next(filter(None, found), None)


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any],
) -> dict[str, Any]:
    """Start the installed browser; skip with a reason where there is none."""
    path = chromium()
    if path is None:
        (pytest.fail if STRICT else pytest.skip)(MISSING)
    return {**browser_type_launch_args, "executable_path": path}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Visit as a Dutch visitor at the width of a phone."""
    size = {"width": 390, "height": 844}
    return {**browser_context_args, "locale": "nl-NL", "viewport": size}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that drives a browser."""
    for item in items:
        if {"page", "browser"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")
