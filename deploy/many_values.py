"""SQLite takes more values in a statement than Django 5.2 believes.

Django cuts inserts at 999 values, the limit of 2020; a page's log lines should be
one insert. Django 6 asks the connection, as we do; this module can go with 5.2.
"""

import sqlite3
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created


def connect() -> None:
    """Ask every new SQLite connection how much it takes."""
    connection_created.connect(_ask, dispatch_uid="many_values")


def _ask(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
    if connection.vendor == "sqlite":
        connection.features.max_query_params = connection.connection.getlimit(
            sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER
        )
