"""Two things happen at one moment, and nobody loses what they could open before."""

import threading
import uuid
from collections.abc import Callable

import pytest
from django.db import connections, transaction

from accounts.models import Account, Practice
from accounts.roles import Role
from crypto import keyring, members, recovery, resealing, team
from crypto.keyring import unwrap_data_key, wrapped_keys
from crypto.models import MemberKey, MemberSeal
from tests.keys import founder, key_of
from tests.staff import PASSWORD, make_staff

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
NEW = "een nieuwe zin over gele bussen"


@pytest.fixture
def noor(practice: Practice) -> Account:
    return make_staff("Noor Osei", Role.THERAPIST)


def test_a_sign_in_with_the_former_password_takes_no_key_away(
    noor: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Noor changes her password while her telephone signs in with the old one."""
    opened = members._opened
    holder = key_of(noor, PASSWORD)

    def and_meanwhile_it_changes(
        key: MemberKey, seal: MemberSeal, password: str
    ) -> bytes:
        seed = opened(key, seal, password)
        monkeypatch.setattr(members, "_opened", opened)
        members.reseal(holder, NEW)
        members.settle(noor.id, holder, NEW)
        return seed

    monkeypatch.setattr(members, "_opened", and_meanwhile_it_changes)
    assert members.unlock(noor.id, PASSWORD) is not None
    again = members.unlock(noor.id, NEW)
    assert again is not None
    assert again.is_on_team()


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_a_document_begun_while_the_locks_change_still_opens() -> None:
    """Its key is wrapped and not committed yet when the former key is put away.

    Without waiting for it, the former generation would seem to hold nothing: the
    members' shares would go, and the document would open with the sheet alone.
    """
    kept, begun = uuid.uuid4(), threading.Event()
    may_end = threading.Event()

    def write() -> None:
        with transaction.atomic(using="keys"):
            keyring.for_writing(uuid.uuid4(), "health", document_id=kept)
            begun.set()
            may_end.wait(timeout=1)

    def change() -> None:
        team.succeed(by=founder(), sheets=recovery.standing())
        resealing.put_away()
        may_end.set()

    writer = _thread(write)
    assert begun.wait(timeout=10)
    changer = _thread(change)
    writer.join()
    changer.join()
    (wrapped,) = wrapped_keys(data_key__document_id=kept)
    assert unwrap_data_key(wrapped, founder())


def _thread(work: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread
