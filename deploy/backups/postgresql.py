"""How a PostgreSQL database is copied out, put back, and made for a drill."""

import os
import secrets
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, BinaryIO, Final, cast
from urllib.parse import quote

import psycopg
from django.conf import settings
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from deploy.backups.errors import NotPutBack, SnapshotFailed

DUMP: Final = ["pg_dump", "--format=custom", "--no-owner", "--no-privileges"]
RESTORE: Final = [
    "pg_restore",
    *("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"),
]
SCRATCH_PREFIX: Final = "intakt_drill_"


class Dumped:
    """What pg_dump says, which is whole only if it ended well."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        """Take the running program."""
        self._process = process
        self._out = cast("IO[bytes]", process.stdout)

    def read(self, size: int) -> bytes:
        """Give a piece; raises SnapshotFailed in place of the end."""
        piece = self._out.read(size)
        if not piece and self._process.wait():
            raise SnapshotFailed("pg_dump failed; its words are above.")
        return piece


@contextmanager
def snapshot(connection: BaseDatabaseWrapper, folder: Path) -> Iterator[BinaryIO]:
    """Give a consistent copy as pg_dump streams it; nothing lies on disk."""
    login, environment = _login(connection.settings_dict)
    command = [*DUMP, *login]
    try:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)  # noqa: S603 - our own words
    except FileNotFoundError:
        raise SnapshotFailed("pg_dump is not installed here.") from None
    with process:
        try:
            yield cast("BinaryIO", Dumped(process))
        finally:
            process.kill()


def is_empty(connection: BaseDatabaseWrapper) -> bool:
    """Tell whether there are no tables."""
    return not connection.introspection.table_names()


def put_back(connection: BaseDatabaseWrapper, pieces: Iterable[bytes]) -> None:
    """Make the database what an archive holds; raises NotPutBack.

    It is the owner's work. What pg_restore says is not shown: it quotes rows.
    """
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    connection.close()
    login, environment = _login(connection.settings_dict)
    try:
        process = subprocess.Popen(  # noqa: S603 - our own words
            [*RESTORE, *login],
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
    except FileNotFoundError:
        raise NotPutBack("pg_restore is not installed here.") from None
    with process:
        with suppress(BrokenPipeError), cast("IO[bytes]", process.stdin) as into:
            into.writelines(pieces)
        if process.wait():
            raise NotPutBack("pg_restore did not accept the archive's content.")


@contextmanager
def scratch(connection: BaseDatabaseWrapper, folder: Path) -> Iterator[str]:
    """Make a database to try things in, and drop it; give its address."""
    name = f"{SCRATCH_PREFIX}{connection.alias}_{secrets.token_hex(4)}"
    address = settings.SCRATCH or _address(connection.settings_dict)
    server, _, _ = address.rpartition("/")
    quoted = sql.Identifier(name)
    with psycopg.connect(f"{server}/postgres", autocommit=True) as maintenance:
        maintenance.execute(sql.SQL("CREATE DATABASE {}").format(quoted))
        try:
            yield f"{server}/{name}"
        finally:
            drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(quoted)
            maintenance.execute(drop)


def _login(database: dict[str, Any]) -> tuple[list[str], dict[str, str]]:
    """Say where and as whom; the password goes where no list of processes shows."""
    words = [f"--dbname={database['NAME']}"]
    for option, name in (("username", "USER"), ("host", "HOST"), ("port", "PORT")):
        if database[name]:
            words.append(f"--{option}={database[name]}")
    secret = {"PGPASSWORD": database["PASSWORD"]} if database["PASSWORD"] else {}
    return words, {**os.environ, **secret}


def _address(database: dict[str, Any]) -> str:
    user, password = (quote(database[name], safe="") for name in ("USER", "PASSWORD"))
    place = f"{database['HOST']}:{database['PORT']}".rstrip(":")
    return f"postgresql://{user}:{password}@{place}/{database['NAME']}"
