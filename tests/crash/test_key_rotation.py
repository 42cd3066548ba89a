"""Killed while the key-encryption key is changed: everything opens, and it goes on."""

import itertools
import os
import shutil
import signal
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from crypto import kek, kek_rotation, keyring, root_keys
from crypto.keyring import unwrap_data_key, wrapped_keys
from crypto.models import Wrap
from tests.crash.steps import dying_before

pytestmark = [
    pytest.mark.crash,
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]
FEWEST_STEPS = 20
PEOPLE = 5


@pytest.fixture(autouse=True)
def _key_file_of_this_test(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Any:
    copy = tmp_path / "kek.json"
    shutil.copy(settings.KEY_FILE, copy)
    settings.KEY_FILE = copy
    # Several batches, and one that is not full.
    monkeypatch.setattr(kek_rotation, "BATCH", 2)
    root_keys.forget()
    yield
    root_keys.forget()


def test_nothing_is_lost_wherever_a_rotation_is_killed() -> None:
    for _ in range(PEOPLE):
        keyring.for_writing(uuid.uuid4(), "contact")
    for step in itertools.count():
        lived = rotate_and_die(step)
        require_all_open()
        if lived:
            break
        assert kek_rotation.rotate(tell=silently).is_done
        require_all_open()
        require_one_key()
    assert step > FEWEST_STEPS


def rotate_and_die(step: int) -> bool:
    """Rotate in a process of its own, killed at a step; tell whether it lived."""
    connections.close_all()
    child = os.fork()
    if not child:
        try:
            with dying_before(step):
                kek_rotation.rotate(tell=silently)
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert status in {0, signal.SIGKILL}
    return status == 0


def require_all_open() -> None:
    """Open everything as a process does that starts now."""
    root_keys.forget()
    for wrapped in wrapped_keys(recipient_kind=Wrap.Recipient.KEK):
        unwrap_data_key(wrapped)
    for use in root_keys.USES:
        root_keys.root_key(use)


def require_one_key() -> None:
    [live] = kek.live()
    wraps = Wrap.objects.filter(recipient_kind=Wrap.Recipient.KEK)
    assert set(wraps.values_list("recipient_id", flat=True)) == {live.id.hex()}


def silently(done: int, total: int) -> None:
    """Tell nobody."""
