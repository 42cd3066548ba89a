"""A member's key: made from a password, opened by it, sealed anew under another."""

import uuid

import pytest

from crypto import members, team
from crypto.errors import NotPinned
from crypto.holding import Holder, Keyholder
from crypto.models import MemberKey, MemberKeyEnd, MemberSeal
from tests import keys

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
NOOR, DAAN = uuid.UUID(int=20), uuid.UUID(int=21)
FIRST, SECOND = "een zin over natte schoenen", "een zin over droge sokken"


def test_a_key_opens_with_its_password_alone() -> None:
    made = members.make(NOOR, FIRST)
    assert made.kind is Holder.MEMBER
    opened = members.unlock(NOOR, FIRST)
    assert opened is not None
    assert (opened.kind, opened.key_id) == (Holder.MEMBER, made.key_id)
    assert opened.carried() == made.carried()
    for wrong in ("", FIRST.upper(), FIRST + " ", SECOND):
        assert members.unlock(NOOR, wrong) is None
    assert members.unlock(DAAN, FIRST) is None


def test_what_a_session_carries_is_the_key() -> None:
    made = members.make(NOOR, FIRST)
    held = members.held(made.key_id, made.carried())
    assert (held.kind, held.key_id) == (Holder.MEMBER, made.key_id)
    assert held.pair.public == made.pair.public


def test_two_members_with_one_password_have_two_keys() -> None:
    noors, daans = members.make(NOOR, FIRST), members.make(DAAN, FIRST)
    assert noors.carried() != daans.carried()
    salts = {bytes(each.salt) for each in MemberSeal.objects.all()}
    assert len(salts) == MemberSeal.objects.count()


@pytest.mark.parametrize("password", ["ψυχή 王 🙂", "a" * 1000, "\ud800 half"])
def test_any_password_that_can_be_typed_seals_a_key(password: str) -> None:
    made = members.make(NOOR, password)
    opened = members.unlock(NOOR, password)
    assert opened is not None
    assert opened.carried() == made.carried()
    assert members.unlock(NOOR, password + "b") is None


def test_while_a_password_changes_both_open_and_the_one_used_stays() -> None:
    made = members.make(NOOR, FIRST)
    members.reseal(made, SECOND)
    assert MemberSeal.objects.filter(member_key_id=made.key_id).count() == 2
    older = members.unlock(NOOR, FIRST)
    assert older is not None
    assert older.carried() == made.carried()
    assert members.unlock(NOOR, SECOND) is None
    members.reseal(older, SECOND)
    assert members.unlock(NOOR, SECOND) is not None
    assert members.unlock(NOOR, FIRST) is None
    assert MemberSeal.objects.filter(member_key_id=made.key_id).count() == 1


def test_the_new_password_counts_though_the_old_one_was_used_meanwhile() -> None:
    made = members.make(NOOR, FIRST)
    members.settle(NOOR, made, SECOND)
    opened = members.unlock(NOOR, SECOND)
    assert opened is not None
    assert opened.carried() == made.carried()
    assert members.unlock(NOOR, FIRST) is None
    members.settle(NOOR, made, SECOND)
    assert MemberSeal.objects.filter(member_key_id=made.key_id).count() == 1


def test_a_seal_of_another_key_under_the_same_password_does_not_open() -> None:
    """A writer to the database who knows her password puts her seal at his key."""
    made = members.make(NOOR, FIRST)
    key = MemberKey.objects.get(id=made.key_id)
    forged = members._seal(key, bytes(range(32)), FIRST)
    forged.save(force_insert=True)
    opened = members.unlock(NOOR, FIRST)
    assert opened is not None
    assert opened.carried() == made.carried()


def test_a_new_key_ends_the_one_before_with_its_shares_and_seals() -> None:
    before = members.make(NOOR, FIRST)
    team.admit(MemberKey.objects.get(id=before.key_id), by=keys.founder())
    daans = members.make(DAAN, FIRST)
    after = members.make(NOOR, SECOND)
    ended = MemberKeyEnd.objects.values_list("member_key_id", flat=True)
    assert list(ended) == [before.key_id]
    assert not MemberSeal.objects.filter(member_key_id=before.key_id).exists()
    now = members.current(NOOR)
    assert now is not None
    assert now.id == after.key_id
    assert members.unlock(NOOR, FIRST) is None
    again = Keyholder(Holder.MEMBER, before.key_id, bytes.fromhex(before.carried()))
    assert not again.is_on_team()
    members.retire(NOOR)
    assert members.current(NOOR) is None
    assert members.unlock(NOOR, SECOND) is None
    members.retire(NOOR)
    assert members.unlock(DAAN, FIRST) is not None
    assert MemberKeyEnd.objects.filter(member_key_id=daans.key_id).count() == 0


def test_a_key_that_was_changed_in_the_database_is_refused_by_name() -> None:
    made = members.make(NOOR, FIRST)
    key = MemberKey.objects.get(id=made.key_id)
    team.require_members(key)
    for fact, wrong in (("id", DAAN), ("member_id", DAAN), ("public", bytes(1249))):
        kept = getattr(key, fact)
        setattr(key, fact, wrong)
        with pytest.raises(NotPinned):
            team.require_members(key)
        setattr(key, fact, kept)


def test_since_when_members_have_the_key_they_have_now() -> None:
    members.make(NOOR, FIRST)
    newest = members.make(NOOR, SECOND)
    members.make(DAAN, FIRST)
    row = MemberKey.objects.get(id=newest.key_id)
    assert members.made_at([NOOR]) == {NOOR: row.created_at}
    members.retire(NOOR)
    assert members.made_at([NOOR]) == {}
