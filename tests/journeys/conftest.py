"""A practice with its people, each with two factors, and browsers to walk with."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import Account, TOTPDevice
from accounts.roles import Role
from consent.models import Text
from tests.factories import PORTAL, make_location, make_practice
from tests.journeys.visitor import Visitor, Watch
from tests.staff import make_staff, with_factors

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
NO_LIMIT = 10**9
PATIENCE = 20_000  # milliseconds: two cores may have more to do

Visit = Callable[..., Visitor]


@dataclass(frozen=True)
class Member:
    """A member of staff and their authenticator app."""

    account: Account
    email: str
    role: Role
    app: TOTPDevice


@dataclass(frozen=True)
class Clinic:
    """Rugpraktijk De Linde: who works there."""

    esra: Member
    noor: Member
    daan: Member
    ruth: Member
    priya: Member


def hire(name: str, role: Role) -> Member:
    email = f"{name.partition(' ')[0].lower()}@praktijk.example"
    account = make_staff(name, role, email=email)
    return Member(account, email, role, with_factors(account))


@pytest.fixture
def clinic(live_server: LiveServer, settings: Settings) -> Clinic:
    """A practice that runs, with a mailbox to look into and no questionnaire yet."""
    settings.DEMO = True
    settings.SITE_URL = live_server.url
    make_practice()
    body = "Wij bewaren wat u invult.\n\n## Hoe lang\n\nZolang het nodig is."
    Text.publish("privacy", "nl", title="Privacyverklaring", body=body, by=PORTAL)
    clinic = Clinic(
        esra=hire("Esra Yılmaz", Role.FRONT_DESK),
        noor=hire("Noor Osei", Role.THERAPIST),
        daan=hire("Daan Bakker", Role.THERAPIST),
        ruth=hire("Ruth van Leeuwen", Role.OWNER),
        priya=hire("Priya Sharma", Role.PRIVACY_OFFICER),
    )
    make_location("Utrecht", judge=clinic.noor.account)
    return clinic


@pytest.fixture
def watched(
    browser: Browser,
    browser_context_args: dict[str, Any],
    live_server: LiveServer,
) -> Iterator[Callable[..., BrowserContext]]:
    """Open browsers, and judge in the end what they saw."""
    watches: list[Watch] = []

    def opened(**options: Any) -> BrowserContext:
        context = browser.new_context(**{**browser_context_args, **options})
        context.set_default_timeout(PATIENCE)
        watches.append(Watch(context, live_server.url))
        return context

    yield opened
    for watch in watches:
        watch.judge()
        watch.context.close()


@pytest.fixture
def on_a_phone(
    watched: Callable[..., BrowserContext], live_server: LiveServer
) -> Visit:
    """Open a browser of somebody's own on a phone."""

    def visit(**options: Any) -> Visitor:
        phone = {"viewport": PHONE, "is_mobile": True, "has_touch": True, **options}
        return Visitor(watched(**phone).new_page(), live_server.url)

    return visit


@pytest.fixture
def at_the_desk(
    watched: Callable[..., BrowserContext], live_server: LiveServer
) -> Visit:
    """Open a browser at work; nobody there pays for bytes."""

    def visit(**options: Any) -> Visitor:
        page = watched(**{"viewport": DESK, **options}).new_page()
        return Visitor(page, live_server.url, most_bytes=NO_LIMIT)

    return visit
