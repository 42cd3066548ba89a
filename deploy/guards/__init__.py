"""Databases that refuse (DESIGN §8): guards are put in place, lifted and compared.

`migrate` is the only one that lifts them: Django's table remake drops triggers
silently and chokes on those that read other tables.
"""

from collections.abc import Sequence
from types import ModuleType
from typing import Any

from django.apps import apps
from django.core import checks
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate

from deploy.guards import postgresql, sqlite
from deploy.guards.declared import PREFIX, Guard, append_only_tables, guards_of

_BACKENDS: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}
# Databases whose schema is being changed by this process.
_lifted: set[str] = set()


class GuardsNotInPlace(Exception):
    """The database does not refuse what it should; the portal does not start."""


def install(alias: str) -> None:
    """Put every declared guard in place, keep connections to rows, grant little."""
    remove(alias)
    connection = connections[alias]
    backend = _BACKENDS[connection.vendor]
    with transaction.atomic(using=alias):
        backend.create(connection, _guards(connection))
        backend.least_privilege(connection, append_only_tables(alias) & _tables(alias))
    lower(alias)


def lower(alias: str) -> None:
    """Keep this process' connections to rows again."""
    _lifted.discard(alias)
    _BACKENDS[connections[alias].vendor].lower(connections[alias])


def remove(alias: str) -> None:
    """Take every guard away; only `migrate`, and tests before a flush, do this."""
    connection = connections[alias]
    backend = _BACKENDS[connection.vendor]
    _lifted.add(alias)
    backend.lift(connection)
    ours = [name for name in backend.installed(connection) if name.startswith(PREFIX)]
    with transaction.atomic(using=alias):
        backend.drop(connection, ours)


def compare(alias: str) -> list[str]:
    """Say in sentences how the triggers differ from what the apps declare."""
    connection = connections[alias]
    backend = _BACKENDS[connection.vendor]
    wanted = backend.expected(connection, _guards(connection))
    found = backend.installed(connection)
    return [
        *(f"{name} is missing." for name in sorted(wanted.keys() - found.keys())),
        *(f"{name} is unknown." for name in sorted(found.keys() - wanted.keys())),
        *(
            f"{name} has been changed."
            for name in sorted(wanted.keys() & found.keys())
            if wanted[name] != found[name]
        ),
    ]


def refuse_unless_in_place() -> None:
    """Raise GuardsNotInPlace where a database differs; web and worker begin here."""
    differences = [
        f"Database {alias!r}: {difference}"
        for alias in connections
        for difference in compare(alias)
    ]
    if differences:
        raise GuardsNotInPlace(
            "Run `manage.py migrate` for each database to restore its guards, and "
            "`manage.py verify_log` to learn what happened meanwhile. "
            + " ".join(differences)
        )


def connect() -> None:
    """Listen to Django: each new connection, and both ends of `migrate`."""
    # Django announces a migration once per app; once is enough for us.
    one_app = apps.get_app_config("audit")
    pre_migrate.connect(_before_migrating, sender=one_app, dispatch_uid="guards")
    post_migrate.connect(_after_migrating, sender=one_app, dispatch_uid="guards")
    connection_created.connect(_keep_to_rows, dispatch_uid="guards")


@checks.register(checks.Tags.database)
def guards_are_in_place(
    *, databases: Sequence[str] | None = None, **_: Any
) -> list[checks.CheckMessage]:
    """Warn (`check --database`, `migrate`): the remedy is `migrate`, so no error."""
    return [
        checks.Warning(difference, hint="Run `manage.py migrate`.", id="deploy.W010")
        for alias in databases or []
        for difference in compare(alias)
    ]


def _before_migrating(*, using: str, **_: Any) -> None:
    remove(using)


def _after_migrating(*, using: str, **_: Any) -> None:
    install(using)


def _keep_to_rows(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
    if connection.alias not in _lifted:
        _BACKENDS[connection.vendor].lower(connection)


def _guards(connection: BaseDatabaseWrapper) -> list[Guard]:
    existing = _tables(connection.alias)
    return [guard for guard in guards_of(connection.alias) if guard.table in existing]


def _tables(alias: str) -> set[str]:
    return set(connections[alias].introspection.table_names())
