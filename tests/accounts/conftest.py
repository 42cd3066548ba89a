"""The staff of the invented practice, as this app's tests need them."""

import pytest
from django.urls import reverse

from accounts.models import Account, Practice, TOTPDevice
from accounts.roles import Role
from intake.responses.verbs import submit
from tests.access.world import ANSWER, begun, key_to, triaged
from tests.factories import PORTAL, make_entry, make_location
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


@pytest.fixture
def intake(noor: Account) -> str:
    """Where Noor reads what a patient of hers sent."""
    location = make_location(judge=noor)
    response = begun(triaged(make_entry("Klare Persoon", location=location), noor))
    answers = {"1": {"answers": {"waar": ANSWER}, "seen": ["1-1"]}}
    submit(response.id, answers, read={}, by=PORTAL, holding=key_to(response))
    return reverse("intake:reading", args=[response.id])
