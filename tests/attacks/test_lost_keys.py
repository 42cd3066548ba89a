"""Two things happen at one moment, and nobody loses what they could open before."""

import pytest

from accounts.models import Account, Practice
from accounts.roles import Role
from crypto import members
from crypto.models import MemberKey, MemberSeal
from tests.keys import key_of
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
