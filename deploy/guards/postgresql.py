"""How PostgreSQL refuses: triggers that always fire, and a role that owns nothing."""

from collections.abc import Iterable

from django.db.backends.base.base import BaseDatabaseWrapper

from deploy.guards.declared import NEVER, Guard, named

# The role of the running portal; the owner of the tables only migrates.
ROLE = "intakt_app"

# Of a function: temporary tables come last, so they hide nothing.
_PATH = "public, pg_temp"
_PATH_AS_STORED = '{"search_path=public, pg_temp"}'

_INSTALLED = """
    SELECT trigger.tgname,
           pg_get_triggerdef(trigger.oid) || ' ' || trigger.tgenabled::text
           || ' ' || coalesce(function.proconfig::text, '') || ' ' || function.prosrc
      FROM pg_trigger AS trigger
      JOIN pg_class AS relation ON relation.oid = trigger.tgrelid
      JOIN pg_proc AS function ON function.oid = trigger.tgfoid
     WHERE NOT trigger.tgisinternal
       AND relation.relnamespace = current_schema()::regnamespace
"""


def lift(connection: BaseDatabaseWrapper) -> None:
    """Do nothing: only the owner of a table can change it."""


def lower(connection: BaseDatabaseWrapper) -> None:
    """Do nothing: only the owner of a table can change it."""


def expected(_: BaseDatabaseWrapper, guards: Iterable[Guard]) -> dict[str, str]:
    """Give each trigger by name, as `installed` should read it."""
    return {
        name: f"{_trigger(name, guard)} A {_PATH_AS_STORED} {_body(guard)}"
        for name, guard in _with_truncate(guards).items()
    }


def installed(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Give each trigger by name: definition, whether it always fires, its body."""
    with connection.cursor() as cursor:
        cursor.execute(_INSTALLED)
        return dict(cursor.fetchall())


def create(connection: BaseDatabaseWrapper, guards: Iterable[Guard]) -> None:
    """Add the triggers, each with a function of its own."""
    with connection.cursor() as cursor:
        for name, guard in _with_truncate(guards).items():
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql"
                f" SET search_path = {_PATH} AS $guard${_body(guard)}$guard$"
            )
            cursor.execute(_trigger(name, guard))
            # ALWAYS: session_replication_role = replica does not silence it.
            cursor.execute(f"ALTER TABLE {guard.table} ENABLE ALWAYS TRIGGER {name}")


def drop(connection: BaseDatabaseWrapper, names: Iterable[str]) -> None:
    """Remove triggers by name, with their functions."""
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"DROP FUNCTION {name}() CASCADE")


def least_privilege(connection: BaseDatabaseWrapper, append_only: set[str]) -> None:
    """Give the portal's role its rows and nothing else, where that role exists.

    It owns nothing, cannot TRUNCATE or make tables, and can only read and add to
    the append-only ones.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_roles WHERE rolname = %s AND rolname <> current_user",
            [ROLE],
        )
        if cursor.fetchone() is None:
            return
        database = connection.ops.quote_name(connection.settings_dict["NAME"])
        for statement in _grants(database, append_only):
            cursor.execute(statement)


def _grants(database: str, append_only: set[str]) -> list[str]:
    tables = "ALL TABLES IN SCHEMA public"
    return [
        f"REVOKE ALL ON DATABASE {database} FROM PUBLIC, {ROLE}",
        f"GRANT CONNECT ON DATABASE {database} TO {ROLE}",
        f"REVOKE ALL ON SCHEMA public FROM PUBLIC, {ROLE}",
        f"GRANT USAGE ON SCHEMA public TO {ROLE}",
        f"REVOKE ALL ON {tables} FROM PUBLIC, {ROLE}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {tables} TO {ROLE}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {ROLE}",
        *(f"REVOKE UPDATE, DELETE ON {table} FROM {ROLE}" for table in append_only),
        f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {ROLE}",
    ]


def _with_truncate(guards: Iterable[Guard]) -> dict[str, Guard]:
    kept = list(guards)
    tables = dict.fromkeys(guard.table for guard in kept)
    return named([*kept, *(Guard(table, "TRUNCATE", "", NEVER) for table in tables)])


def _trigger(name: str, guard: Guard) -> str:
    """Write the trigger exactly as PostgreSQL gives it back."""
    each = "STATEMENT" if guard.verb == "TRUNCATE" else "ROW"
    return (
        f"CREATE TRIGGER {name} BEFORE {guard.act} ON public.{guard.table} "
        f"FOR EACH {each} EXECUTE FUNCTION {name}()"
    )


def _body(guard: Guard) -> str:
    words = guard.reason.replace("'", "''")
    row = {"DELETE": "OLD", "TRUNCATE": "NULL"}.get(guard.verb, "NEW")
    return (
        f"BEGIN IF ({guard.condition or 'true'}) THEN RAISE EXCEPTION USING "
        f"MESSAGE = '{words}', ERRCODE = 'integrity_constraint_violation'; "
        f"END IF; RETURN {row}; END"
    )
