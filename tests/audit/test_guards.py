"""The databases refuse, and the portal does not start when they no longer do."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from audit.models import Event
from deploy import guards
from deploy.guards.declared import Guard, append_only_tables, guards_of, named

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

Run = Callable[[str], None]


def test_every_declared_guard_is_in_place() -> None:
    for alias in ("default", "keys"):
        assert guards.compare(alias) == []
        assert guards_of(alias)
    guards.refuse_unless_in_place()


def test_the_log_and_the_keys_are_append_only() -> None:
    log = {"audit_event", "audit_batch", "audit_link"}
    assert log <= append_only_tables("default")
    assert {"crypto_datakey", "crypto_shredorder"} <= append_only_tables("keys")
    assert log.isdisjoint(append_only_tables("keys"))


def test_a_missing_guard_stops_the_portal(as_superuser: Run) -> None:
    with pytest.raises(guards.GuardsNotInPlace, match="guard_audit_event_delete"):
        guards.refuse_unless_in_place()


def test_a_guard_that_was_weakened_stops_the_portal(as_superuser: Run) -> None:
    guards.install("default")
    guards.remove("default")
    weak = [Guard("audit_event", "DELETE", "1 = 2", "never")]
    guards._BACKENDS[connection.vendor].create(connection, weak)

    differences = guards.compare("default")

    assert "guard_audit_event_delete has been changed." in differences
    assert "guard_audit_event_update is missing." in differences


def test_a_trigger_of_somebody_else_stops_the_portal(as_superuser: Run) -> None:
    guards.install("default")
    guards._lifted.add("default")
    backend = guards._BACKENDS[connection.vendor]
    backend.lift(connection)
    for statement in FOREIGN_TRIGGER[connection.vendor]:
        as_superuser(statement)

    assert guards.compare("default") == ["other is unknown."]


def test_migrating_brings_the_guards_back(as_superuser: Run) -> None:
    assert guards.compare("default")

    call_command("migrate", database="default", verbosity=0)

    assert guards.compare("default") == []


def test_a_missing_guard_is_a_warning_so_that_migrate_can_restore_it(
    as_superuser: Run,
) -> None:
    found = guards.guards_are_in_place(databases=["default"])

    assert found
    assert {message.is_serious() for message in found} == {False}


def test_guards_of_one_act_on_one_table_have_names_of_their_own() -> None:
    one = Guard("intake_version", "UPDATE", "OLD.a = 1", "one")
    two = Guard("intake_version", "UPDATE OF b", "OLD.b = 1", "two")

    assert named([one, two]) == {
        "guard_intake_version_update": one,
        "guard_intake_version_update_2": two,
    }


def test_a_guard_can_depend_on_the_row(
    as_superuser: Run, write: Callable[[int], list[Event]]
) -> None:
    first, second = write(2)
    backend = guards._BACKENDS[connection.vendor]
    backend.create(
        connection,
        [Guard("audit_event", "UPDATE OF outcome", f"OLD.id = {first.id}", "it's old")],
    )
    assert backend.expected(connection, []) == {}

    as_superuser(f"UPDATE audit_event SET outcome = 8 WHERE id = {second.id}")
    as_superuser("UPDATE audit_event SET thing = 'x'")
    with pytest.raises(DatabaseError, match="it's old"), transaction.atomic():
        as_superuser("UPDATE audit_event SET outcome = 8")


FOREIGN_TRIGGER = {
    "sqlite": ("CREATE TRIGGER other AFTER INSERT ON audit_event BEGIN SELECT 1; END",),
    "postgresql": (
        (
            "CREATE FUNCTION other() RETURNS trigger LANGUAGE plpgsql "
            "AS 'BEGIN RETURN NULL; END'"
        ),
        (
            "CREATE TRIGGER other BEFORE INSERT ON audit_event "
            "FOR EACH ROW EXECUTE FUNCTION other()"
        ),
    ),
}
