"""Refuse to serve people under settings that were only meant for trying.

Production is an https address or INTAKT_PRODUCTION=1. There these problems are
errors at every start; `check --deploy` reports them anywhere.
"""

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured

from deploy.environment import SQLITE_OPTIONS

SHORTEST_SECRET = 50
LOOKS_RANDOM = 12


def register_all() -> None:
    """Make our checks part of `manage.py check` and of every command's start."""
    register(structure, Tags.database)
    register(in_production, Tags.security)
    register(before_production, Tags.security, deploy=True)


def refuse_unsafe() -> None:
    """Stop a web process that would serve people unsafely (ImproperlyConfigured)."""
    problems = structure() + in_production()
    if problems:
        raise ImproperlyConfigured(" ".join(str(problem.msg) for problem in problems))


def structure(app_configs: Any = None, **_: Any) -> list[CheckMessage]:
    """Hold the settings that the code relies on, wherever it runs."""
    return [*transactions(), *sqlite_options()]


def in_production(app_configs: Any = None, **_: Any) -> list[CheckMessage]:
    """Report every unsafe setting where people are served."""
    return list(unsafe()) if serves_people() else []


def before_production(app_configs: Any = None, **_: Any) -> list[CheckMessage]:
    """Report the same in `check --deploy`, before people are served."""
    return [] if serves_people() else list(unsafe())


def serves_people() -> bool:
    """Tell whether this is production by address or by word."""
    return bool(settings.SECURE or settings.PRODUCTION)


def unsafe() -> Iterator[CheckMessage]:
    """Name each thing that is wrong, with what to do."""
    if settings.DEMO:
        yield problem(
            1, "Demo mode shows everybody's sign-in codes. Unset INTAKT_DEMO."
        )
    if settings.DEBUG:
        yield problem(2, "Debug pages show memory to strangers. Unset INTAKT_DEBUG.")
    if not is_secret(settings.SECRET_KEY):
        yield problem(3, "INTAKT_SECRET_KEY must be 50 random characters or more.")
    if not settings.SECURE:
        yield problem(4, "INTAKT_SITE_URL must start with https://.")
    if any("*" in host for host in settings.ALLOWED_HOSTS):
        yield problem(5, "INTAKT_HOSTS must name the hosts, without a wildcard.")
    if settings.OUTBOX_DELIVERY == "demo":
        yield problem(6, "INTAKT_MAIL=demo shows mail instead of sending. Unset it.")
    yield from key_file(settings.KEY_FILE)


def is_secret(key: str) -> bool:
    """Tell whether a key is long, varied and not the one in the source."""
    return (
        len(key) >= SHORTEST_SECRET
        and len(set(key)) >= LOOKS_RANDOM
        and not key.startswith("insecure-")
    )


def key_file(path: Path) -> Iterator[CheckMessage]:
    """Check where the key file lies and who may read it."""
    if path.resolve().is_relative_to(settings.BASE_DIR):
        yield problem(7, "INTAKT_KEY_FILE must lie outside the program's folder.")
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield problem(8, f"Others can read the key file. Run: chmod 600 {path}")


def transactions() -> Iterator[CheckMessage]:
    """Forbid ATOMIC_REQUESTS: the log line must be on disk before data opens."""
    for alias, database in settings.DATABASES.items():
        if database.get("ATOMIC_REQUESTS"):
            yield problem(9, f"ATOMIC_REQUESTS must stay off (database {alias}).")


def sqlite_options() -> Iterator[CheckMessage]:
    """Hold the options that make SQLite durable, forgetful and guarded."""
    for alias, database in settings.DATABASES.items():
        if "sqlite" not in str(database["ENGINE"]):
            continue
        if database.get("OPTIONS") != SQLITE_OPTIONS:
            yield problem(10, f"SQLite's options were changed (database {alias}).")


def problem(number: int, sentence: str) -> Error:
    """Make an error with a stable id."""
    return Error(sentence, id=f"deploy.E{number:03}")
