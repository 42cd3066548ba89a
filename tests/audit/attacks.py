"""SQL that would change what happened, for the database that the tests run on."""

from django.db import connection

_ANYWHERE = (
    "UPDATE audit_event SET outcome = 8",
    "UPDATE audit_event SET id = id + 1000",
    "DELETE FROM audit_event",
    "UPDATE audit_batch SET size = 0",
    "DELETE FROM audit_batch",
    "UPDATE audit_link SET position = position + 1000",
    "DELETE FROM audit_link",
    "DROP TABLE audit_event",
    "ALTER TABLE audit_event RENAME TO gone",
    "ALTER TABLE audit_event DROP COLUMN mac",
    "DROP INDEX event_about_person",
    "CREATE TEMPORARY TABLE audit_event (id int)",
    "CREATE TABLE another (id int)",
    "CREATE VIEW another AS SELECT 1",
)
_EVENTS = "SELECT * FROM audit_event"
_SQLITE = (
    f"INSERT OR REPLACE INTO audit_event {_EVENTS}",
    "REPLACE INTO audit_link SELECT * FROM audit_link",
    "REPLACE INTO audit_batch SELECT * FROM audit_batch",
    (
        f"INSERT INTO audit_event {_EVENTS} WHERE true "
        "ON CONFLICT (id) DO UPDATE SET outcome = 8"
    ),
    "UPDATE OR REPLACE audit_event SET id = 1",
    "DROP TRIGGER guard_audit_event_delete",
    "CREATE TRIGGER other AFTER INSERT ON audit_event BEGIN SELECT 1; END",
    "CREATE TEMP TRIGGER other AFTER INSERT ON audit_event BEGIN SELECT 1; END",
    "ATTACH ':memory:' AS other",
    "PRAGMA recursive_triggers = OFF",
    "PRAGMA writable_schema = ON",
    "PRAGMA foreign_keys = OFF",
    "PRAGMA ignore_check_constraints = ON",
    "PRAGMA secure_delete = OFF",
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
    "DELETE FROM sqlite_master WHERE type = 'trigger'",
    "UPDATE sqlite_master SET sql = '' WHERE type = 'trigger'",
    "SELECT load_extension('/tmp/other')",
)
_POSTGRESQL = (
    "TRUNCATE audit_event",
    "TRUNCATE audit_batch CASCADE",
    f"INSERT INTO audit_event {_EVENTS} ON CONFLICT (id) DO UPDATE SET outcome = 8",
    "ALTER TABLE audit_event DISABLE TRIGGER ALL",
    "DROP TRIGGER guard_audit_event_delete ON audit_event",
    "DROP FUNCTION guard_audit_event_delete() CASCADE",
    (
        "CREATE OR REPLACE FUNCTION guard_audit_event_delete() RETURNS trigger "
        "LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'"
    ),
    "SET session_replication_role = replica",
    "ALTER TABLE audit_event OWNER TO intakt_app",
    "ALTER ROLE intakt_app SUPERUSER",
    "DELETE FROM django_migrations",
    "CREATE RULE other AS ON INSERT TO audit_event DO INSTEAD NOTHING",
)
# Even the owner of the tables meets these guards, with its triggers asleep too.
_OWNER = (
    "UPDATE audit_event SET outcome = 8",
    "DELETE FROM audit_event",
    "TRUNCATE audit_event",
    "SET LOCAL session_replication_role = replica; DELETE FROM audit_event",
)
# One by one: by row number, by a unique key under a new number.
_OTHER_COLUMNS = (
    "at, action, action_code, outcome, actor_kind, actor_id, actor_role, on_behalf_of,"
    " access_point, purpose, person_id, thing, thing_id, kind, detail, relation,"
    " protocol, checks, source, site, mac"
)
_REPLACE = "INSERT OR REPLACE INTO audit_event"
_REPLACING = (
    f"{_REPLACE} {_EVENTS}",
    (
        f"{_REPLACE} (event_id, {_OTHER_COLUMNS}) "
        f"SELECT event_id, {_OTHER_COLUMNS} FROM audit_event"
    ),
    (
        f"{_REPLACE} (rowid, event_id, {_OTHER_COLUMNS}) "
        f"SELECT id, 'another', {_OTHER_COLUMNS} FROM audit_event"
    ),
)

BY_THE_PORTAL = _ANYWHERE + (_SQLITE if connection.vendor == "sqlite" else _POSTGRESQL)
BY_THE_OWNER = _REPLACING if connection.vendor == "sqlite" else _OWNER
