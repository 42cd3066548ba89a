"""What the apps declare in their `guards.py`, read without importing upwards.

An app names tables whose rows never change, and single acts that are refused:

    APPEND_ONLY = ("audit_event",)
    REFUSED = (
        ("intake_version", "UPDATE", "OLD.published_at IS NOT NULL", "why, in words"),
    )

The third word is SQL over OLD and NEW that both databases understand; "" refuses
always. The second may be `DELETE`, `INSERT`, `UPDATE` or `UPDATE OF column`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db import router

PREFIX = "guard_"
NEVER = "what happened is never changed or removed"


@dataclass(frozen=True, slots=True)
class Guard:
    """One thing that the database refuses."""

    table: str
    act: str
    condition: str
    reason: str

    @property
    def verb(self) -> str:
        """Tell UPDATE of an `UPDATE OF column`."""
        return self.act.split()[0]


def guards_of(alias: str) -> list[Guard]:
    """List the guards of one database, in the order the apps declare them."""
    return [
        guard
        for app in apps.get_app_configs()
        if app.label != "deploy" and router.allow_migrate(alias, app.label)
        for guard in _declared_by(app.name)
    ]


def append_only_tables(alias: str) -> set[str]:
    """List the tables on which nothing but INSERT and SELECT is ever needed."""
    refused: dict[str, set[str]] = {}
    for guard in guards_of(alias):
        if not guard.condition:
            refused.setdefault(guard.table, set()).add(guard.act)
    return {table for table, acts in refused.items() if {"UPDATE", "DELETE"} <= acts}


def named(guards: Iterable[Guard]) -> dict[str, Guard]:
    """Name each guard after its table and act, numbering a second of the same."""
    names: dict[str, Guard] = {}
    for guard in guards:
        name = f"{PREFIX}{guard.table}_{guard.verb.lower()}"
        same = sum(known.rstrip("_0123456789") == name for known in names)
        names[f"{name}_{same + 1}" if same else name] = guard
    return names


def _declared_by(app: str) -> list[Guard]:
    if find_spec(f"{app}.guards") is None:
        return []
    module = import_module(f"{app}.guards")
    append_only = [
        Guard(table, act, "", NEVER)
        for table in getattr(module, "APPEND_ONLY", ())
        for act in ("UPDATE", "DELETE")
    ]
    return append_only + [Guard(*row) for row in getattr(module, "REFUSED", ())]
