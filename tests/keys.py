"""The care team's key in tests: founded once, handed to who is said to be on it."""

import uuid
from typing import Final

from accounts.models import Account
from crypto import links, members, pins, team
from crypto.holding import Keyholder
from crypto.models import MemberKey, RecoveryKey, RecoveryTest
from crypto.pairs import KeyPair, new_seed

FOUNDER: Final = uuid.UUID(int=1)
FOUNDERS_PASSWORD: Final = "een zin over stille molens"


def found_team() -> None:
    """Give the practice of the tests a care team and a tested recovery sheet."""
    if team.exists():
        return
    founder = members.make(FOUNDER, FOUNDERS_PASSWORD)
    recovery = _sheet(founder)
    team.found(by=founder, recovery=recovery)
    RecoveryTest.objects.create(recovery_key=recovery, tested_by="tests")


def founder() -> Keyholder:
    """The key of who founded the team and holds it."""
    holder = members.unlock(FOUNDER, FOUNDERS_PASSWORD)
    assert holder is not None
    return holder


def on_team(account: Account) -> Account:
    """Let a colleague admit a member of staff."""
    key = members.current(account.id)
    assert key is not None
    team.admit(key, by=founder())
    return account


def key_of(account: Account, password: str) -> Keyholder:
    """The unlocked key of a member of staff."""
    holder = members.unlock(account.id, password)
    assert holder is not None
    return holder


def link_for(person_id: uuid.UUID) -> Keyholder:
    """The key of a new link to a person."""
    secret = links.new_secret()
    return links.unlocked(links.make(person_id, secret).id, secret)


def _sheet(founder: Keyholder) -> RecoveryKey:
    # recovery.make does this with its three shares; tests need the row alone.
    public = KeyPair(new_seed()).public
    key = RecoveryKey(public=public, signed_by=MemberKey.objects.get(id=founder.key_id))
    key.signature = founder.pair.sign(public)
    key.pin = pins.pin("recovery-key", key.id.bytes, public)
    key.save(force_insert=True)
    return key
