"""Every night the backups are restored where nobody looks, and a report says how."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone
from pytest_django import Settings

from audit.actions import Action
from audit.models import Event
from crypto import root_keys
from crypto.kek_rotation import rotate
from deploy import guards
from deploy.backups import making, shelf
from deploy.backups.drill import drill
from deploy.tasks import back_up_and_rehearse
from intake.waitlist.models import WaitlistEntry
from tests.backups.test_backups import destroyed
from tests.factories import make_entry

pytestmark = [
    pytest.mark.long,
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]


def report_in(settings: Settings) -> dict[str, Any]:
    (path,) = Path(settings.DRILLS).glob("*.json")
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def test_a_drill_proves_that_the_backup_can_be_restored(
    maria: WaitlistEntry, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    making.make()
    log = Path(settings.ANCHORS)
    before = {path: path.read_bytes() for path in log.iterdir()}

    call_command("restore_drill")

    assert "passed" in capsys.readouterr().out
    report = report_in(settings)
    assert report["faults"] == []
    for rehearsal in report["rehearsals"]:
        assert rehearsal["found"]["opened"] > 3
        assert rehearsal["found"]["log_lines"] > 0
    assert Event.objects.filter(action=Action.RESTORE_REHEARSED).count() == 1
    assert {path: path.read_bytes() for path in log.iterdir()} == before
    assert not list(Path(settings.DRILLS).glob("scratch*"))


def test_the_report_of_a_night_names_nobody(
    maria: WaitlistEntry, settings: Settings
) -> None:
    back_up_and_rehearse()
    said = "".join(path.read_text() for path in Path(settings.DRILLS).iterdir())
    for word in ("Maria", "Linden", "maria", str(maria.person_id)):
        assert word not in said


def test_what_was_destroyed_stays_so_with_the_oldest_keys_that_are_kept(
    maria: WaitlistEntry, settings: Settings
) -> None:
    make_entry("Bram Visser")
    older = shelf.place("keys", shelf.stamp(timezone.now() - timedelta(days=1)))
    made = making.make()
    shelf.place("keys", made.stamp).rename(older)
    destroyed(maria)
    making.make()
    assert shelf.archives("keys")[0] == older

    report = drill()

    assert report.faults == []
    newest, oldest = report.rehearsals
    assert oldest.keys == older.stem
    for each in (newest, oldest):
        assert each.found["destroyed"] > 1
        assert each.found["opened"] > 3


def test_a_value_that_does_not_open_fails_the_drill(maria: WaitlistEntry) -> None:
    spoil("patients_person", "given_name")
    making.make()
    with pytest.raises(CommandError, match="unreadable"):
        call_command("restore_drill")
    assert Event.objects.get(action=Action.RESTORE_REHEARSED).outcome


def test_a_ledger_that_was_cut_fails_the_drill(
    maria: WaitlistEntry, settings: Settings
) -> None:
    destroyed(maria)
    settings.LEDGER.write_bytes(b"")
    making.make()
    assert any("ledger" in fault for fault in drill().faults)


def test_a_backup_under_a_key_file_that_is_gone_fails_the_drill(
    maria: WaitlistEntry, settings: Settings, tmp_path: Path
) -> None:
    making.make()
    key_file = settings.KEY_FILE
    settings.KEY_FILE = tmp_path / "kek.json"
    try:
        assert drill().faults
    finally:
        settings.KEY_FILE = key_file
        root_keys.forget()


def test_keys_backed_up_under_an_earlier_key_file_are_passed_over(
    maria: WaitlistEntry,
) -> None:
    older = shelf.place("keys", shelf.stamp(timezone.now() - timedelta(days=1)))
    made = making.make()
    shelf.place("keys", made.stamp).rename(older)
    rotate(tell=lambda *_: None)
    making.make()

    report = drill()

    assert report.faults == []
    assert {each.keys for each in report.rehearsals} != {older.stem}


def spoil(table: str, column: str) -> None:
    """Change one byte of a sealed column in every row."""
    guards.remove("default")
    with connections["default"].cursor() as cursor:
        cursor.execute(f"SELECT id, {column} FROM {table}")
        for row_id, blob in cursor.fetchall():
            changed = bytes(blob)[:-1] + bytes([bytes(blob)[-1] ^ 1])
            cursor.execute(
                f"UPDATE {table} SET {column} = %s WHERE id = %s", [changed, row_id]
            )
    guards.install("default")
