"""How a SQLite file is copied out while it is in use, and put back."""

import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO

from django.db.backends.base.base import BaseDatabaseWrapper

from crypto.disk import sync
from deploy.backups.errors import NotPutBack, SnapshotFailed

BESIDE = ("-wal", "-shm")


@contextmanager
def snapshot(connection: BaseDatabaseWrapper, folder: Path) -> Iterator[BinaryIO]:
    """Give a consistent copy as a file without a name: a kill leaves none behind."""
    if connection.in_atomic_block:
        raise SnapshotFailed("A copy cannot be made in the middle of a change.")
    connection.ensure_connection()
    descriptor, name = tempfile.mkstemp(dir=folder)
    with os.fdopen(descriptor, "rb") as file:
        with closing(sqlite3.connect(name)) as copy:
            # Its journal stays in memory, so SQLite does not miss the name.
            copy.execute("PRAGMA journal_mode = MEMORY")
            Path(name).unlink()
            connection.connection.backup(copy)
        yield file


def is_empty(connection: BaseDatabaseWrapper) -> bool:
    """Tell whether there are no tables."""
    return not connection.introspection.table_names()


def put_back(connection: BaseDatabaseWrapper, pieces: Iterable[bytes]) -> None:
    """Make the database what an archive holds; raises NotPutBack."""
    connection.close()
    target = Path(connection.settings_dict["NAME"])
    part = target.with_name(f"{target.name}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
        file.truncate()
        file.writelines(pieces)
        file.flush()
        os.fsync(file.fileno())
    _require_sound(part)
    # The log of the old file must not be taken for the new one's.
    for suffix in BESIDE:
        target.with_name(f"{target.name}{suffix}").unlink(missing_ok=True)
    part.rename(target)
    sync(target.parent)


@contextmanager
def scratch(connection: BaseDatabaseWrapper, folder: Path) -> Iterator[str]:
    """Give the address of a database to try things in; it goes with its folder."""
    yield str(folder / f"{connection.alias}.sqlite3")


def _require_sound(part: Path) -> None:
    try:
        address = f"{part.as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as found:
            answer = found.execute("PRAGMA quick_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise NotPutBack("The archive does not hold a database.") from error
    if answer != ("ok",):
        raise NotPutBack("The database in the archive is damaged.")
