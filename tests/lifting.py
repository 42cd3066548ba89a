"""Writing past the guards, as somebody can who has the database alone."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

from deploy import guards


@contextmanager
def lifted(alias: str = "keys") -> Iterator[None]:
    """Take the guards away for a moment, within the transaction of one test."""
    _check_foreign_keys(alias)
    guards.remove(alias)
    yield
    _check_foreign_keys(alias)
    guards.install(alias)


def _check_foreign_keys(alias: str) -> None:
    """Check now what waits for the end: PostgreSQL alters no table before that."""
    if connections[alias].vendor == "postgresql":
        with connections[alias].cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
