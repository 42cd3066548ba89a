"""What was backed up comes back; what was destroyed does not."""

import logging
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from pytest_django import Settings

from audit.actions import Action
from audit.models import Event
from audit.tasks import chain
from audit.verification import verify
from crypto import archives, ledger, recovery, root_keys, shredding
from crypto.archives import open_archive
from crypto.errors import CannotOpen, CryptoError
from crypto.models import Wrap
from deploy import readiness
from deploy.backups import making, restoring, shelf
from deploy.backups.errors import CannotGoOn, HalfRestored
from deploy.backups.restoring import restore
from deploy.guards import compare
from deploy.tasks import back_up_and_rehearse
from intake.waitlist.models import WaitlistEntry
from patients.models import Person
from tests import keys
from tests.crash.soundness import require_readable
from tests.factories import make_entry

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])
NOW = datetime.now(UTC)


def restored(*, keys: Path | None = None) -> restoring.Restored:
    """Restore the newest data over what is there."""
    newest = keys or shelf.newest("keys")
    return restore(shelf.newest("default"), newest, replace=True)


def destroyed(entry: WaitlistEntry) -> uuid.UUID:
    """Ruth orders it, Noor approves it: Maria's contact data are destroyed."""
    (ordered,) = shredding.order(
        shredding.keys_of(entry.person_id), ground="RET-01", by="ruth"
    )
    shredding.approve(ordered, by="noor")
    shredding.shred(ordered)
    return ordered.data_key_id


def test_a_backup_is_two_archives_apart_and_a_copy_of_the_ledger(
    maria: WaitlistEntry, backups: Path, settings: Settings
) -> None:
    destroyed(maria)
    made = making.make()
    assert sorted(str(each.relative_to(backups)) for each in backups.rglob("*.*")) == [
        ".lock",
        f"data/{made.stamp}.archive",
        f"keys/{made.stamp}.archive",
        "keys/shredded.jsonl",
    ]
    assert {each.stat().st_mode & 0o777 for each in backups.rglob("*.archive")} == {
        0o600
    }
    assert (backups / "keys" / "shredded.jsonl").read_bytes() == (
        settings.LEDGER.read_bytes()
    )
    assert Event.objects.get(action=Action.BACKUP_MADE).detail == {
        "archive": made.stamp
    }


def test_a_restore_brings_maria_back_and_takes_bram_away(
    maria: WaitlistEntry,
) -> None:
    making.make()
    make_entry("Bram Visser")
    chain()

    lost = restored().lost_batches

    assert lost == 1
    person = Person.objects.get()
    assert person.id == maria.person_id
    require_readable(person)
    assert verify().fault is None
    assert [compare(alias) for alias in ("default", "keys")] == [[], []]
    line = Event.objects.get(action=Action.BACKUP_RESTORED)
    assert line.detail["lost_batches"] == 1


def test_the_portal_goes_on_after_a_restore(maria: WaitlistEntry) -> None:
    making.make()
    restored()
    require_readable(make_entry("Bram Visser").person)
    chain()
    assert verify().fault is None
    making.make()


def test_what_was_destroyed_since_does_not_come_back(maria: WaitlistEntry) -> None:
    making.make()
    data_key = destroyed(maria)

    assert restored().destroyed_again == 1

    assert not Wrap.objects.filter(data_key=data_key).exists()
    with pytest.raises(CryptoError):
        require_readable(Person.objects.get())
    assert Event.objects.get(action=Action.KEY_DESTROYED).detail == {"keys": 1}
    assert ledger.verify() is None


def test_a_hold_that_ended_since_keeps_nothing(maria: WaitlistEntry) -> None:
    (data_key,) = shredding.keys_of(maria.person_id)
    held = shredding.hold(data_key, keep_through=NOW.date(), ground="RET-03", by="ruth")
    making.make()
    shredding.release(held, ground="RET-02", by="ruth")
    destroyed(maria)

    restored()

    assert not Wrap.objects.filter(data_key=data_key).exists()


def test_a_lost_ledger_is_taken_from_its_copy(
    maria: WaitlistEntry, settings: Settings
) -> None:
    older = making.make()
    data_key = destroyed(maria)
    ledger.copy_to(shelf.ledger_beside(shelf.newest("keys")))
    settings.LEDGER.unlink()

    restored(keys=shelf.place("keys", older.stamp))

    assert [entry.data_key for entry in ledger.entries()] == [str(data_key)]
    assert not Wrap.objects.filter(data_key=data_key).exists()


def test_without_any_ledger_nobody_is_served(
    maria: WaitlistEntry, settings: Settings
) -> None:
    making.make()
    settings.LEDGER.unlink()
    shelf.ledger_beside(shelf.newest("keys")).unlink()
    with pytest.raises(CannotGoOn, match="no ledger"):
        restored()
    with pytest.raises(HalfRestored):
        restoring.refuse_half_restored()
    with pytest.raises(readiness.NotReady):
        readiness.refuse_unless_ready()

    settings.LEDGER.touch()
    restoring.finish()

    restoring.refuse_half_restored()


def test_databases_with_something_in_them_are_not_restored_over(
    maria: WaitlistEntry,
) -> None:
    making.make()
    with pytest.raises(CannotGoOn, match="not empty"):
        restore(shelf.newest("default"), shelf.newest("keys"))
    with pytest.raises(CannotGoOn, match="No restore was begun"):
        restoring.finish()


def test_archives_are_not_taken_for_each_other(maria: WaitlistEntry) -> None:
    making.make()
    data, keys = shelf.newest("default"), shelf.newest("keys")
    with pytest.raises(CannotGoOn, match="no archive of"):
        restore(keys, data, replace=True)
    require_readable(Person.objects.get())


@pytest.mark.parametrize("alias", ["default", "keys"])
def test_an_archive_with_one_wrong_bit_changes_nothing(
    alias: str, maria: WaitlistEntry
) -> None:
    making.make()
    path = shelf.newest(alias)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(CannotOpen):
        restored()
    assert not restoring.is_begun()
    require_readable(Person.objects.get())


def test_archives_go_when_they_have_had_their_time(
    maria: WaitlistEntry, backups: Path
) -> None:
    making.make()
    for alias in ("default", "keys"):
        for days in (1, 8, 36):
            stamp = shelf.stamp(NOW - timedelta(days=days))
            shelf.place(alias, stamp).write_bytes(b"")
    (backups / "data" / "a-note.txt").touch()

    assert shelf.clear_out(NOW) == 3

    assert len(shelf.archives("default")) == 3
    assert len(shelf.archives("keys")) == 2
    assert (backups / "data" / "a-note.txt").exists()


def test_the_last_archive_stays_however_old_it_is(maria: WaitlistEntry) -> None:
    making.make()
    assert shelf.clear_out(NOW + timedelta(days=400)) == 0


def test_what_a_killed_backup_left_is_swept_away(
    maria: WaitlistEntry, backups: Path
) -> None:
    making.make()
    (backups / "keys" / "20261122T031500Z.archive.part").touch()
    (backups / "data" / "tmpabc").touch()
    making.make()
    assert not list(backups.rglob("*.part")) + list(backups.rglob("tmp*"))


def test_who_signs_up_in_the_middle_of_a_backup_is_readable_or_not_in_it(
    maria: WaitlistEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = archives.write_archive

    def interrupted(*arguments: Any) -> None:
        real(*arguments)
        make_entry("Bram Visser")

    monkeypatch.setattr(making, "write_archive", interrupted)
    making.make()
    restored()
    for person in Person.objects.all():
        require_readable(person)


def test_two_backups_are_not_made_at_once(maria: WaitlistEntry) -> None:
    with shelf.alone(), pytest.raises(CannotGoOn, match="already"):
        making.make()


def test_an_archive_holds_the_database_of_that_moment(maria: WaitlistEntry) -> None:
    making.make()
    for alias, start in (("default", "data"), ("keys", "keys")):
        with open_archive(shelf.newest(alias)) as archive:
            assert archive.label.database == start
            head = next(piece for piece in archive.pieces if piece)
        magic = {"sqlite": b"SQLite format 3", "postgresql": b"PGDMP"}
        assert head.startswith(magic[connections[alias].vendor])


def test_the_commands_say_what_they_did(
    maria: WaitlistEntry,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("backup")
    assert "two archives, read back" in capsys.readouterr().out
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore")
    monkeypatch.setattr("builtins.input", lambda _: "no")
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("restore", "--replace")
    monkeypatch.setattr("builtins.input", lambda _: "replace everything")
    call_command("restore", "--replace")
    assert "0 keys that had been destroyed were back" in capsys.readouterr().out


def test_without_a_place_for_backups_the_command_says_so(settings: Settings) -> None:
    settings.BACKUPS = None
    for command in ("backup", "restore", "restore_drill"):
        with pytest.raises(CommandError, match="INTAKT_BACKUPS"):
            call_command(command)


def test_where_nobody_wants_backups_the_night_is_quiet(settings: Settings) -> None:
    settings.BACKUPS = None
    back_up_and_rehearse()
    assert not Event.objects.filter(action=Action.BACKUP_MADE).exists()


def test_a_night_without_a_good_backup_is_said_loudly(
    maria: WaitlistEntry, caplog: pytest.LogCaptureFixture
) -> None:
    with shelf.alone():
        back_up_and_rehearse()
    assert "No good backup" in caplog.messages[-1]
    assert caplog.records[-1].levelno == logging.CRITICAL


def test_a_bare_machine_and_two_shares_of_paper_bring_everything_back(
    maria: WaitlistEntry,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sheet = recovery.make(keys.founder())
    recovery.test(sheet.shares[:2], tested_by="tests")
    making.make()
    key_file = settings.KEY_FILE
    settings.KEY_FILE = tmp_path / "kek.json"
    root_keys.forget()
    try:
        answers_are(monkeypatch, "replace everything", *sheet.shares[1:])
        with pytest.raises(CommandError, match="recover_key_file"):
            call_command("restore", "--replace", "--shares")
        with pytest.raises(HalfRestored):
            restoring.refuse_half_restored()
        answers_are(monkeypatch, *sheet.shares[1:])
        call_command("recover_key_file")
        call_command("restore", "--finish")
        restoring.refuse_half_restored()
        require_readable(Person.objects.get())
    finally:
        settings.KEY_FILE = key_file
        root_keys.forget()


def answers_are(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    """Somebody types these, one after the other."""
    waiting = iter(answers)
    monkeypatch.setattr("builtins.input", lambda _: next(waiting))


def test_a_log_that_lost_its_end_is_proven_by_the_anchors_set_aside(
    maria: WaitlistEntry, settings: Settings
) -> None:
    making.make()
    for name in ("Bram Visser", "Anna de Wit"):
        make_entry(name)
        chain()
    assert restored().lost_batches == 2
    aside = [path for path in settings.ANCHORS.iterdir() if ".until-" in path.name]
    assert len(aside) == 1
    assert len(aside[0].read_text().splitlines()) == 3
