"""The demo shows how to sign in; nothing else ever does."""

import pytest
from django.test import Client
from pytest_django import Settings

from accounts import demo
from accounts.models import Account, TOTPDevice
from accounts.models.second_factor import readable_key
from tests.staff import PASSWORD

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def test_the_sign_in_page_of_a_demo_shows_the_cast(
    client: Client, noors_app: TOTPDevice, noor: Account, settings: Settings
) -> None:
    settings.DEMO = True
    demo.enter(noor, password=PASSWORD)
    page = client.get("/inloggen/").content.decode()
    assert PASSWORD in page
    assert readable_key(noors_app.opened_seed()) in page


def test_outside_a_demo_entered_secrets_stay_unseen(
    client: Client, noors_app: TOTPDevice, noor: Account, settings: Settings
) -> None:
    settings.DEMO = True
    demo.enter(noor, password=PASSWORD)
    settings.DEMO = False
    assert demo.cast() == []
    page = client.get("/inloggen/").content.decode()
    assert PASSWORD not in page
    assert "noor@" not in page
    with pytest.raises(demo.NoDemo):
        demo.enter(noor, password=PASSWORD)


def test_a_demo_shows_nobody_who_was_not_entered(
    client: Client, noors_app: TOTPDevice, settings: Settings
) -> None:
    settings.DEMO = True
    assert demo.cast() == []
