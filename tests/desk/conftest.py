"""The desk's people. Esra plans, Noor judges and treats, Daan treats others."""

from dataclasses import dataclass

import pytest
from django.test import Client

from accounts.models import Account
from accounts.roles import Role
from audit.actors import Actor
from intake.waitlist.models import Urgency, WaitlistEntry
from intake.waitlist.verbs import triage
from tests.factories import as_staff, make_entry, make_location, make_practice
from tests.staff import make_staff, signed_in


@dataclass(frozen=True)
class Member:
    """A member of staff, signed in with both factors."""

    account: Account
    actor: Actor
    browser: Client


def hire(name: str, role: Role) -> Member:
    account = make_staff(name, role)
    return Member(account, as_staff(account, role), signed_in(Client(), account, role))


@pytest.fixture(autouse=True)
def practice(db: None) -> None:
    make_practice()


@pytest.fixture
def esra() -> Member:
    """Esra Yılmaz, front desk: plans everybody, reads no health."""
    return hire("Esra Yılmaz", Role.FRONT_DESK)


@pytest.fixture
def noor() -> Member:
    """Noor Osei, therapist: judges new entries in Utrecht."""
    member = hire("Noor Osei", Role.THERAPIST)
    make_location(judge=member.account)
    return member


@pytest.fixture
def daan() -> Member:
    """Daan Bakker, therapist: sees nobody until somebody is his."""
    return hire("Daan Bakker", Role.THERAPIST)


@pytest.fixture
def ruth() -> Member:
    """Ruth van Leeuwen, owner: sees the list, does nothing in it."""
    return hire("Ruth van Leeuwen", Role.OWNER)


@pytest.fixture
def maria(noor: Member) -> WaitlistEntry:
    """Maria Linden signed up; her words are for whoever judges."""
    return make_entry(words="Ik kan al weken niet slapen van de pijn")


@pytest.fixture
def waiting_maria(maria: WaitlistEntry, noor: Member) -> WaitlistEntry:
    """Maria was judged: priority, and Noor will treat her."""
    triage(maria.id, urgency=Urgency.PRIORITY, therapist=noor.account, by=noor.actor)
    return maria
