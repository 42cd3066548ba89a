"""The owner and others of the invented practice, each in a browser."""

import pytest
from django.test import Client

from accounts.models import Practice
from accounts.roles import Role
from tests.staff import make_staff, signed_in


@pytest.fixture
def practice() -> Practice:
    return Practice.objects.create(
        name="Praktijk De Linde",
        phone="020 123 45 67",
        hours="ma–vr 8.30–17.00",
        sender_name="De Linde",
    )


@pytest.fixture
def olga(practice: Practice) -> Client:
    """Olga Brandt, owner."""
    account = make_staff("Olga Brandt", Role.OWNER)
    return signed_in(Client(), account, Role.OWNER)


@pytest.fixture
def noor(practice: Practice) -> Client:
    """Noor Osei, therapist."""
    account = make_staff("Noor Osei", Role.THERAPIST)
    return signed_in(Client(), account, Role.THERAPIST)
