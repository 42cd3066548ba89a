"""How SQLite refuses: triggers, and an authorizer on every connection of ours."""

import sqlite3
from collections.abc import Iterable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from deploy.guards.declared import PREFIX, Guard, named

_ROWS = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_INSERT,
    sqlite3.SQLITE_UPDATE,
    sqlite3.SQLITE_DELETE,
    sqlite3.SQLITE_RECURSIVE,
    sqlite3.SQLITE_TRANSACTION,
    sqlite3.SQLITE_SAVEPOINT,
    sqlite3.SQLITE_ANALYZE,
}
_FOREIGN_CODE = {"load_extension", "fts3_tokenizer"}
_WRITES = {sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE}
# What no row of ours is kept in: the catalogue, and the bare pages of the file,
# which some builds of SQLite offer as a table.
_CATALOGUE = {"sqlite_master", "sqlite_schema", "sqlite_temp_master", "sqlite_dbpage"}
# Pragmas that take an argument and switch nothing off.
_HARMLESS = {
    *("table_info", "table_xinfo", "table_list", "index_list", "index_info"),
    *("index_xinfo", "foreign_key_list", "foreign_key_check", "integrity_check"),
    *("quick_check", "wal_checkpoint", "busy_timeout", "optimize"),
}


def authorize(act: int, one: str | None, two: str | None, *_: Any) -> int:
    """Allow work on rows and refuse whatever could take a guard away.

    DROP, ALTER and ATTACH fire no trigger, a temporary table would hide the real
    one, and pragmas such as recursive_triggers switch guards off (DESIGN §8).
    """
    if act == sqlite3.SQLITE_PRAGMA:
        allowed = two is None or str(one).lower() in _HARMLESS
    elif act == sqlite3.SQLITE_FUNCTION:
        allowed = two not in _FOREIGN_CODE
    elif act in _WRITES:
        allowed = one not in _CATALOGUE
    else:
        allowed = act in _ROWS
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def lift(connection: BaseDatabaseWrapper) -> None:
    """Let this connection change the schema."""
    connection.ensure_connection()
    connection.connection.set_authorizer(None)


def lower(connection: BaseDatabaseWrapper) -> None:
    """Keep this connection to rows."""
    connection.connection.set_authorizer(authorize)


def expected(
    connection: BaseDatabaseWrapper, guards: Iterable[Guard]
) -> dict[str, str]:
    """Give each trigger by name, as it should stand in this database."""
    kept = list(guards)
    triggers = {
        name: _statement(name, guard.act, guard.table, guard.condition, guard.reason)
        for name, guard in named(kept).items()
    }
    for table in dict.fromkeys(guard.table for guard in kept):
        triggers.update(_no_replacing(table, _same_key(connection, table)))
    return triggers


def installed(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Give each trigger by name, as it stands in this database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return dict(cursor.fetchall())


def create(connection: BaseDatabaseWrapper, guards: Iterable[Guard]) -> None:
    """Add the triggers."""
    triggers = expected(connection, guards)
    with connection.cursor() as cursor:
        for statement in triggers.values():
            cursor.execute(statement)


def drop(connection: BaseDatabaseWrapper, names: Iterable[str]) -> None:
    """Remove triggers by name."""
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f'DROP TRIGGER "{name}"')


def least_privilege(connection: BaseDatabaseWrapper, append_only: set[str]) -> None:
    """Do nothing: a file has no roles."""


def _no_replacing(table: str, same_key: str) -> dict[str, str]:
    """Refuse INSERT OR REPLACE and UPDATE OR REPLACE over a row that is there.

    They delete it without firing a delete trigger. An honest insert of a key that
    exists fails either way, with the same IntegrityError.
    """
    reason = "the row exists and is not replaced"
    exists = f'EXISTS (SELECT 1 FROM "{table}" AS kept WHERE'  # noqa: S608 - our names
    conditions = {
        "insert": f"{exists} {same_key})",
        "update": f"{exists} kept.rowid <> OLD.rowid AND ({same_key}))",
    }
    names = {verb: f"{PREFIX}{table}_no_{verb}_or_replace" for verb in conditions}
    return {
        names[verb]: _statement(names[verb], verb.upper(), table, condition, reason)
        for verb, condition in conditions.items()
    }


def _same_key(connection: BaseDatabaseWrapper, table: str) -> str:
    """Say in SQL that NEW has the row number or a unique key of the kept row."""
    keys = [["rowid"]]
    with connection.cursor() as cursor:
        cursor.execute(f'PRAGMA index_list("{table}")')
        for _, index, unique, _, partial in cursor.fetchall():
            # A partial index is left to recursive_triggers: what it holds of NEW
            # cannot be asked here, and refusing more would refuse honest rows.
            if unique and not partial:
                cursor.execute(f'PRAGMA index_info("{index}")')
                columns = [column for _, _, column in cursor.fetchall()]
                keys += [columns] if None not in columns else []
    return " OR ".join(
        "(" + " AND ".join(f'kept."{column}" = NEW."{column}"' for column in key) + ")"
        for key in sorted(keys)
    )


def _statement(name: str, act: str, table: str, condition: str, reason: str) -> str:
    when = f"WHEN {condition} " if condition else ""
    words = reason.replace("'", "''")
    return (
        f'CREATE TRIGGER "{name}" BEFORE {act} ON "{table}" FOR EACH ROW {when}'
        f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
    )
