"""Another key-encryption key: nothing is lost, whoever writes or dies meanwhile."""

import io
import shutil
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connections, transaction

from crypto import (
    kek,
    kek_rotation,
    key_file,
    keyring,
    pins,
    recovery,
    root_keys,
)
from crypto.errors import CannotOpen, KeyFileRefused, KeysMissing
from crypto.keyring import unwrap_data_key, wrapped_keys
from crypto.models import (
    DataKey,
    KekSeal,
    RootKey,
    Rotation,
    ShredApproval,
    ShredOrder,
    Wrap,
)
from tests import keys
from tests.lifting import lifted

BOTH = pytest.mark.django_db(databases=["default", "keys"])
TRANSACTIONAL = pytest.mark.django_db(transaction=True, databases=["default", "keys"])
KEK = Wrap.Recipient.KEK


@pytest.fixture(autouse=True)
def _key_file_of_this_test(settings: Any, tmp_path: Path) -> Any:
    """Rotate a copy: the other tests go on with their own."""
    copy = tmp_path / "kek.json"
    shutil.copy(settings.KEY_FILE, copy)
    settings.KEY_FILE = copy
    root_keys.forget()
    yield
    root_keys.forget()


def silently(done: int, total: int) -> None:
    """Tell nobody."""


def rotate(to: str = "") -> kek_rotation.Rotated:
    return kek_rotation.rotate(to, tell=silently)


def people(count: int = 3) -> list[uuid.UUID]:
    made = [uuid.uuid4() for _ in range(count)]
    for person in made:
        keyring.for_writing(person, "contact")
    return made


def require_all_open() -> None:
    """Open, as a process that starts now, all that lies under these keys."""
    root_keys.forget()
    for wrapped in wrapped_keys(recipient_kind=KEK):
        unwrap_data_key(wrapped)
    for use in root_keys.USES:
        root_keys.root_key(use)


def under(kek_id: bytes) -> int:
    wraps = Wrap.objects.filter(recipient_kind=KEK, recipient_id=kek_id.hex())
    return wraps.count() + RootKey.objects.filter(kek_id=kek_id.hex()).count()


@BOTH
def test_everything_lies_under_the_new_key_and_the_old_one_is_gone() -> None:
    old = kek.current()
    anna = keyring.for_writing(people()[0], "contact")
    rotated = rotate()
    assert rotated.is_done
    assert [each.id for each in kek.live()] == [rotated.newest.id]
    assert (under(old.id), under(rotated.newest.id)) == (0, rotated.moved + 4)
    require_all_open()
    assert keyring.for_writing(anna.person_id, "contact").person_id == anna.person_id
    with pytest.raises(KeysMissing):
        kek.by_id(old.id)


@BOTH
def test_root_keys_pins_and_health_are_what_they_were() -> None:
    member, document = keys.founder(), uuid.uuid4()
    keyring.for_writing(uuid.uuid4(), "health", document_id=document)
    before = {use: root_keys.root_key(use) for use in root_keys.USES}
    pinned = pins.pin("test", b"facts")
    lying = Wrap.objects.exclude(recipient_kind=KEK).in_bulk()
    rotate()
    root_keys.forget()
    assert {use: root_keys.root_key(use) for use in root_keys.USES} == before
    assert pins.pin("test", b"facts") == pinned
    assert Wrap.objects.exclude(recipient_kind=KEK).in_bulk().keys() == lying.keys()
    [wrapped] = wrapped_keys(data_key__document_id=document)
    assert len(unwrap_data_key(wrapped, member)) == 32


@BOTH
def test_the_new_key_is_on_the_recovery_sheet_before_it_seals_anything(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def out_of_ink(*_: Any) -> None:
        raise CannotOpen

    before = kek.live()
    with monkeypatch.context() as broken:
        broken.setattr(recovery, "seal_kek", out_of_ink)
        with pytest.raises(CannotOpen):
            rotate()
    assert [each.id for each in kek.live()] == [each.id for each in before]
    newest = rotate().newest
    assert KekSeal.objects.filter(kek_id=newest.id.hex()).exists()


@BOTH
def test_rotating_again_and_again_leaves_one_key() -> None:
    people(2)
    seen = {kek.current().id}
    for _ in range(3):
        seen.add(rotate().newest.id)
        require_all_open()
    assert len(seen) == 4
    assert len(kek.live()) == 1


@BOTH
def test_what_was_interrupted_is_finished_and_no_third_key_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    people(5)
    monkeypatch.setattr(kek_rotation, "BATCH", 2)
    old = kek.current()

    def interrupt(done: int, total: int) -> None:
        if done >= 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kek_rotation.rotate(tell=interrupt)
    newest, still = kek.live()
    assert (still.id, under(old.id) > 0) == (old.id, True)
    require_all_open()
    rotated = rotate()
    assert (rotated.resumed, rotated.newest.id) == (True, newest.id)
    assert [each.id for each in kek.live()] == [newest.id]
    require_all_open()


@BOTH
def test_the_database_lets_nothing_more_be_sealed_under_the_old_key() -> None:
    [anna] = people(1)
    old = kek.current()
    [wrapped] = wrapped_keys(data_key__person_id=anna)
    key = unwrap_data_key(wrapped)
    rotate()
    with (
        pytest.raises(IntegrityError, match="being replaced"),
        transaction.atomic("keys"),
    ):
        keyring.under_kek(wrapped, key, old).save(force_insert=True)
    with (
        pytest.raises(IntegrityError, match="being replaced"),
        transaction.atomic("keys"),
    ):
        root_keys.wrapped("another", bytes(32), under=old).save(force_insert=True)


@BOTH
def test_who_was_about_to_seal_under_the_old_key_takes_the_new_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old = kek.current()
    newest = rotate().newest
    answers = [old, newest]
    monkeypatch.setattr(kek, "current", lambda: answers.pop(0))
    bram = uuid.uuid4()
    keyring.for_writing(bram, "contact")
    [wrapped] = wrapped_keys(data_key__person_id=bram)
    assert (answers, wrapped.recipient_id) == ([], newest.id.hex())


@BOTH
def test_an_old_wrap_stays_where_nothing_replaces_it() -> None:
    people(1)
    old = kek.current()
    Rotation.objects.create(recipient_kind=KEK, from_id=old.id.hex(), to_id="ff" * 8)
    for table in (Wrap, RootKey):
        with pytest.raises(IntegrityError), transaction.atomic("keys"):
            table.objects.all().delete()


@BOTH
def test_a_wrap_that_somebody_changed_keeps_the_old_key_and_is_named() -> None:
    anna, bram = people(2)
    old = kek.current()
    with lifted():
        wraps = Wrap.objects.filter(recipient_kind=KEK)
        forged = wraps.get(data_key__person_id=anna)
        other = wraps.get(data_key__person_id=bram)
        wraps.filter(id=forged.id).update(blob=bytes(other.blob))
    with pytest.raises(CommandError, match=str(forged.data_key_id)):
        call_command("rotate_keys", stdout=io.StringIO())
    assert len(kek.live()) == 2
    assert under(old.id) == 1
    [opens] = wrapped_keys(data_key__person_id=bram)
    unwrap_data_key(opens)


@BOTH
def test_a_key_that_is_being_destroyed_is_not_sealed_anew() -> None:
    anna, bram = people(2)
    condemned = condemn(anna)
    rotated = rotate()
    assert (rotated.is_done, rotated.condemned) == (False, 1)
    assert len(kek.live()) == 2
    [wrapped] = wrapped_keys(data_key__person_id=bram)
    assert wrapped.recipient_id == rotated.newest.id.hex()
    Wrap.objects.filter(data_key_id=condemned).delete()
    assert rotate().is_done
    assert len(kek.live()) == 1


def condemn(person: uuid.UUID) -> uuid.UUID:
    """Order and approve the destruction of somebody's data key."""
    key = DataKey.objects.get(person_id=person)
    order = ShredOrder.objects.create(data_key=key, ground="test", ordered_by="one")
    ShredApproval.objects.create(order=order, approved_by="two")
    return key.id


@BOTH
def test_a_destruction_approved_while_a_batch_is_moved_leaves_only_that_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    anna, *_ = people(4)
    chosen = kek_rotation._ids_after

    def then_approve(*about: Any) -> list[uuid.UUID]:
        ids = chosen(*about)
        if ids:
            monkeypatch.setattr(kek_rotation, "_ids_after", chosen)
            condemn(anna)
        return ids

    monkeypatch.setattr(kek_rotation, "_ids_after", then_approve)
    rotated = rotate()
    assert (rotated.condemned, rotated.moved) == (
        1,
        Wrap.objects.filter(recipient_kind=KEK).count() - 1,
    )


@TRANSACTIONAL
def test_who_writes_while_keys_are_changed_loses_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kek_rotation, "BATCH", 3)
    written = people(10)
    stop = threading.Event()

    def write() -> None:
        try:
            while not stop.is_set():
                written.extend(people(1))
        finally:
            connections.close_all()

    with ThreadPoolExecutor() as threads:
        writers = [threads.submit(write) for _ in range(2)]
        try:
            assert all(rotate().is_done for _ in range(3))
        finally:
            stop.set()
        for each in writers:
            each.result()
    require_all_open()
    newest = kek.current().id.hex()
    wraps = Wrap.objects.filter(recipient_kind=KEK)
    assert set(wraps.values_list("recipient_id", flat=True)) == {newest}
    assert wraps.count() == len(written)


@TRANSACTIONAL
def test_two_who_rotate_at_once_do_so_one_after_the_other() -> None:
    people(5)

    def change() -> bool:
        try:
            return rotate().is_done
        finally:
            connections.close_all()

    with ThreadPoolExecutor() as threads:
        both = [threads.submit(change) for _ in range(2)]
        assert [each.result() for each in both] == [True, True]
    assert len(kek.live()) == 1
    require_all_open()


@BOTH
@pytest.mark.parametrize("to", ["pkcs11:", "hsm", "pkcs11", "FILE"])
def test_a_place_that_there_is_not_is_refused_before_anything_is_made(to: str) -> None:
    with pytest.raises(CommandError, match="pkcs11:LABEL"):
        call_command("rotate_keys", to=to, stdout=io.StringIO())
    assert len(kek.live()) == 1


@BOTH
def test_an_hsm_without_settings_is_refused_before_the_key_file_changes() -> None:
    before = kek.current().id
    with pytest.raises(KeyFileRefused, match="INTAKT_PKCS11_MODULE"):
        rotate("pkcs11:intakt")
    assert [each.id for each in kek.live()] == [before]


@BOTH
def test_a_log_gets_plain_lines_and_a_terminal_a_bar() -> None:
    people(3)
    log = io.StringIO()
    call_command("rotate_keys", stdout=log)
    assert "0 of 3 keys moved\n3 of 3 keys moved" in log.getvalue()
    assert "0 keys lie under an older one" in log.getvalue()
    terminal = io.StringIO()
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    call_command("rotate_keys", stdout=terminal)
    assert "█ 3 of 3 keys moved\n" in terminal.getvalue()


@BOTH
def test_the_command_says_that_it_finished_what_had_begun(settings: Any) -> None:
    people(1)
    key_file.write(settings.KEY_FILE, [kek.new_entry(), kek.current().entry])
    said = io.StringIO()
    call_command("rotate_keys", stdout=said)
    assert "had begun before" in said.getvalue()
    require_all_open()
