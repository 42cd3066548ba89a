"""Databases of a portal's own, and everything that lies in one."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

Content = tuple[str, bytes]


@dataclass(frozen=True)
class Database:
    """A PostgreSQL database; SQLite's are files in the portal's folder."""

    variable: str
    name: str
    # The piece of the server's log of changes in which it was made.
    began: str = ""

    @property
    def address(self) -> str:
        """Give the address as the portal's settings take it."""
        server = settings.DATABASES["default"]
        password = f":{server['PASSWORD']}" if server["PASSWORD"] else ""
        host = f"{server['HOST']}:{server['PORT']}"
        return f"postgresql://{server['USER']}{password}@{host}/{self.name}"


@contextmanager
def fresh_databases() -> Iterator[list[Database]]:
    """Make two databases where the tests run on PostgreSQL, and drop them after."""
    if connection.vendor != "postgresql":
        yield []
        return
    tail = uuid.uuid4().hex[:8]
    ((began,),) = _run("postgres", "SELECT pg_walfile_name(pg_current_wal_lsn())")
    made = [
        Database("INTAKT_DATABASE", f"canary_{tail}", began),
        Database("INTAKT_KEYS_DATABASE", f"canary_keys_{tail}", began),
    ]
    try:
        for each in made:
            _run("postgres", f'CREATE DATABASE "{each.name}"')
        yield made
    finally:
        for each in made:
            _run("postgres", f'DROP DATABASE IF EXISTS "{each.name}" WITH (FORCE)')


def dump(database: Database) -> Iterator[Content]:
    """Give every table as bytes."""
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    for (table,) in _run(database.name, tables):
        rows = _run(database.name, f'SELECT * FROM "{table}"')
        values = (_bytes(value) for row in rows for value in row)
        yield f"{database.name}.{table}", b"\n".join(values)


def changes(databases: list[Database]) -> bytes:
    """Give the server's log of changes since; nothing where we may not read it."""
    if not databases:
        return b""
    ((folder,),) = _run("postgres", "SHOW data_directory")
    try:
        pieces = sorted((Path(folder) / "pg_wal").iterdir())
        since = [each for each in pieces if each.name >= databases[0].began]
        return b"".join(each.read_bytes() for each in since if each.is_file())
    except PermissionError:
        return b""


def _run(database: str, statement: str) -> list[Any]:
    import psycopg  # noqa: PLC0415 - there only where the tests run on PostgreSQL

    address = Database("", database).address
    with psycopg.connect(address, autocommit=True) as server:
        cursor = server.execute(statement)
        return cursor.fetchall() if cursor.description else []


def _bytes(value: Any) -> bytes:
    if isinstance(value, bytes | memoryview):
        return bytes(value)
    return str(value).encode()
