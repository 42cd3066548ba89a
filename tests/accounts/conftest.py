"""The staff of the invented practice, as this app's tests need them."""

import pytest

from accounts.models import Account, Practice, TOTPDevice
from accounts.roles import Role
from tests.staff import make_staff, with_factors


@pytest.fixture
def practice() -> Practice:
    """Praktijk De Linde, at the telephone."""
    return Practice.objects.create(
        name="Praktijk De Linde",
        phone="020 123 45 67",
        hours="ma–vr 8.30–17.00",
        sender_name="De Linde",
    )


@pytest.fixture
def noor(practice: Practice) -> Account:
    """Noor Osei, therapist, who has a password only."""
    return make_staff("Noor Osei", Role.THERAPIST)


@pytest.fixture
def noors_app(noor: Account) -> TOTPDevice:
    """The authenticator app of Noor."""
    return with_factors(noor)


@pytest.fixture
def olga(practice: Practice) -> Account:
    """Olga Brandt, the only owner."""
    return make_staff("Olga Brandt", Role.OWNER)


@pytest.fixture
def ada(practice: Practice) -> Account:
    """Ada Lind, administrator."""
    return make_staff("Ada Lind", Role.ADMINISTRATOR)
