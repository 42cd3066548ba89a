"""The care team's key in tests: founded once, handed to who is said to be on it."""

import uuid
from typing import Final

from django.db.models import Model

from accounts.models import Account
from crypto import links, members, recovery, team
from crypto.holding import Keyholder
from crypto.models import KekSeal, RecoveryKey, RecoveryTest, TeamKey, TeamShare
from tests.lifting import lifted

FOUNDER: Final = uuid.UUID(int=1)
FOUNDERS_PASSWORD: Final = "een zin over stille molens"


def found_team() -> None:
    """Give the practice of the tests a care team and a tested recovery sheet."""
    if team.exists():
        return
    founder = members.make(FOUNDER, FOUNDERS_PASSWORD)
    sheet = recovery.make(founder)
    team.found(by=founder, recovery=sheet.key)
    recovery.test(sheet.shares[:2], tested_by="tests")


def forget_team() -> None:
    """Go back to a practice before its first sheet, until this test ends."""
    _empty(TeamShare, KekSeal, RecoveryTest, TeamKey, RecoveryKey)


def forget_sheet_was_tried() -> None:
    """Go back to a practice whose sheet nobody typed over, until this test ends."""
    _empty(RecoveryTest)


def _empty(*tables: type[Model]) -> None:
    with lifted():
        for table in tables:
            table._default_manager.using("keys").all()._raw_delete("keys")


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
