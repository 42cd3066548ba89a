"""Killed while a key is destroyed, backed up or restored: run again, all is well."""

import itertools
import uuid
from pathlib import Path

import pytest
from django.db import connections
from pytest_django import Settings

from audit.tasks import chain
from crypto import ledger, root_keys, shredding
from crypto.archives import open_archive
from crypto.errors import CryptoError
from crypto.models import Shredded, ShredOrder, Wrap
from deploy.backups import making, restoring, shelf
from deploy.backups.errors import CannotGoOn, HalfRestored
from intake.waitlist.models import WaitlistEntry
from patients.models import Person
from tests.backups.test_backups import destroyed
from tests.crash.soundness import require_readable
from tests.crash.steps import lives
from tests.factories import make_entry

pytestmark = [
    pytest.mark.crash,
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]
# Each has more durable steps than this.
FEWEST_STEPS = 6
# Most steps of a restore are those of `migrate`, which finishes what it began; with
# every fourth PostgreSQL, which begins from nothing each time, takes ten minutes.
STRIDE = {"sqlite": 4, "postgresql": 24}


@pytest.fixture(autouse=True)
def _folders_of_this_test(settings: Settings, tmp_path: Path) -> None:
    settings.BACKUPS = tmp_path / "backups"
    settings.LEDGER = tmp_path / "ledger" / "shredded.jsonl"
    settings.RESTORING = tmp_path / "restoring"


def test_a_destruction_that_was_killed_is_finished_by_running_it_again() -> None:
    bram = make_entry("Bram Visser")
    for step in itertools.count():
        ordered = approved(make_entry("Maria Linden"))

        lived = lives(lambda: shredding.shred(ordered), killed_before=step)  # noqa: B023

        require_ledger_before_wraps(ordered)
        shredding.shred(ordered)
        assert Shredded.objects.filter(order=ordered).exists()
        assert not Wrap.objects.filter(data_key=ordered.data_key_id).exists()
        assert ledger.verify() is None
        require_readable(bram.person)
        if lived:
            break
    assert step > FEWEST_STEPS
    assert len(ledger.entries()) == Shredded.objects.count() == step + 1


def approved(entry: WaitlistEntry) -> ShredOrder:
    (ordered,) = shredding.order(
        shredding.keys_of(entry.person_id), ground="RET-01", by="ruth"
    )
    shredding.approve(ordered, by="noor")
    return ordered


def require_ledger_before_wraps(ordered: ShredOrder) -> None:
    """Whatever was done by then: no wrap goes that the ledger does not know of."""
    is_written = str(ordered.id) in {entry.order for entry in ledger.entries()}
    is_wrapped = Wrap.objects.filter(data_key=ordered.data_key_id).exists()
    assert is_written or is_wrapped


def test_a_backup_that_was_killed_leaves_only_whole_archives() -> None:
    maria = make_entry("Maria Linden")
    destroyed(make_entry("Bram Visser"))
    for step in itertools.count():
        lived = lives(making.make, killed_before=step)
        for alias in shelf.FOLDERS:
            for path in shelf.archives(alias):
                require_whole(path)
        require_readable(maria.person)
        if lived:
            break
    assert step > FEWEST_STEPS
    making.make()
    left = {path.suffix for path in shelf.folder("keys").iterdir()}
    assert left == {".archive", ".jsonl"}
    chain()
    require_restored(maria)


def require_whole(path: Path) -> None:
    with open_archive(path) as archive:
        assert sum(map(len, archive.pieces))


def test_a_restore_that_was_killed_serves_nobody_until_it_is_run_again() -> None:
    maria = make_entry("Maria Linden")
    bram = make_entry("Bram Visser")
    chain()
    making.make()
    data_key = destroyed(bram)
    for step in itertools.count(step=STRIDE[connections["keys"].vendor]):
        lived = lives(restore, killed_before=step)
        root_keys.forget()
        require_shut_or_unserved(data_key)
        if lived:
            break
    assert step > FEWEST_STEPS
    require_restored(maria)
    assert not Wrap.objects.filter(data_key=data_key).exists()
    with pytest.raises(CryptoError):
        require_readable(Person.objects.get(id=bram.person_id))


def restore() -> None:
    restoring.restore(shelf.newest("default"), shelf.newest("keys"), replace=True)


def require_shut_or_unserved(data_key: uuid.UUID) -> None:
    """A destroyed key may be back only while nobody can be served."""
    try:
        restoring.refuse_half_restored()
    except HalfRestored:
        return
    assert not Wrap.objects.filter(data_key=data_key).exists()


def require_restored(maria: WaitlistEntry) -> None:
    restore()
    restoring.refuse_half_restored()
    require_readable(Person.objects.get(id=maria.person_id))
    with pytest.raises(CannotGoOn):
        restoring.finish()
