"""Both databases as they were at a moment, to be put back again and again."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper


class Photograph:
    """Taken, and put back, while nobody else has the databases open."""

    def __init__(self) -> None:
        for each in connections.all():
            TAKE[each.vendor](each)

    def put_back(self) -> None:
        """Make the databases, and the anchors beside them, what they were."""
        for each in connections.all():
            PUT_BACK[each.vendor](each)
        shutil.rmtree(settings.ANCHORS, ignore_errors=True)

    def discard(self) -> None:
        """Leave the databases as they are now."""
        for each in connections.all():
            DISCARD[each.vendor](each)


@contextmanager
def photographed() -> Iterator[Photograph]:
    """Take a photograph for a while."""
    photograph = Photograph()
    try:
        yield photograph
    finally:
        photograph.discard()


def _print_of(connection: BaseDatabaseWrapper) -> str:
    return f"{connection.settings_dict['NAME']}-photograph"


def _take_file(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    shutil.copyfile(connection.settings_dict["NAME"], _print_of(connection))


def _put_back_file(connection: BaseDatabaseWrapper) -> None:
    connection.close()
    name = connection.settings_dict["NAME"]
    for file in (f"{name}-wal", f"{name}-shm", name):
        Path(file).unlink(missing_ok=True)
    shutil.copyfile(_print_of(connection), name)


def _discard_file(connection: BaseDatabaseWrapper) -> None:
    Path(_print_of(connection)).unlink()


def _take_database(connection: BaseDatabaseWrapper) -> None:
    _copy_database(
        connection, connection.settings_dict["NAME"], to=_print_of(connection)
    )


def _put_back_database(connection: BaseDatabaseWrapper) -> None:
    _copy_database(
        connection, _print_of(connection), to=connection.settings_dict["NAME"]
    )


def _copy_database(connection: BaseDatabaseWrapper, name: str, *, to: str) -> None:
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{to}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{to}" TEMPLATE "{name}"')


def _discard_database(connection: BaseDatabaseWrapper) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{_print_of(connection)}"')


TAKE = {"sqlite": _take_file, "postgresql": _take_database}
PUT_BACK = {"sqlite": _put_back_file, "postgresql": _put_back_database}
DISCARD = {"sqlite": _discard_file, "postgresql": _discard_database}
