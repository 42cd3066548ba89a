"""Filling somebody's mailbox through the pages that anybody can open."""

import datetime as dt

import pytest
import time_machine

from outbox.models import Message
from tests.signup.conftest import (  # noqa: F401 - fixtures
    BY_MAIL,
    Visitor,
    centre,
    practice,
    privacy_text,
)

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

NEW_CODE = "/aanmelden/verstuurd/nieuwe-code/"


def test_a_stranger_cannot_fill_a_mailbox_with_codes(
    centre: object,  # noqa: F811 - the fixture
    privacy_text: object,  # noqa: F811 - the fixture
) -> None:
    """ASVS 5.0 6.6.3: what a sign-up can send to one address in a day is bounded."""
    for _each in range(3):
        stranger = Visitor()
        stranger.sign_up_as_anna()
        stranger.submit()
        for _again in range(6):
            page = stranger.post(NEW_CODE, follow=True)
            assert page.status_code == 200
    assert Message.objects.count() == 10
    # What the page says is the same, so it does not tell who else signed up.
    last = Visitor()
    last.sign_up_as_anna()
    last.submit()
    said = last.post(NEW_CODE, follow=True).content.decode()
    assert "Wij hebben u een nieuwe code gestuurd." in said
    assert BY_MAIL["email"] not in said
    assert Message.objects.count() == 10
    tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(hours=25)
    with time_machine.travel(tomorrow):
        anna = Visitor()
        anna.sign_up_as_anna()
        anna.submit()
    assert Message.objects.count() == 12
