"""The people messages go to, and what is said to them."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from pytest_django import Settings

from audit.actors import Actor
from outbox import recipients
from outbox.messages import post
from outbox.models import Message
from outbox.recipients import Address, NoAddress, Recipient
from tests.outbox.smtp_server import MailServer, mail_server

MARIA = UUID("6d6172696100400080000000000000aa")
ADDRESSES = {
    "maria": Address("maria.jansen@example.nl"),
    "john": Address("john.doe@example.com", language="en"),
}
SECRET_LINK = "https://portaal.example/uitnodiging/Wq7-geheim/"
INVITATION = {
    "practice_name": "Praktijk De Linde",
    "contact": "020 555 01 23",
    "link": SECRET_LINK,
    "deadline_text": "vrijdag 16 oktober, 12.00 uur",
}
CODE = {
    "practice_name": "Praktijk De Linde",
    "contact": "020 555 01 23",
    "code": "314159",
}


def find(person: str) -> Address:
    if person not in ADDRESSES:
        raise NoAddress
    return ADDRESSES[person]


@pytest.fixture(autouse=True)
def _address_book(monkeypatch: pytest.MonkeyPatch) -> None:
    """Register a resolver of the tests' own, and forget it afterwards."""
    monkeypatch.setattr(recipients, "_RESOLVERS", {})
    recipients.register("contact", find)


@pytest.fixture
def sam() -> Actor:
    """Sam works at the front desk."""
    return Actor.staff("5a4d0000-0000-4000-8000-000000000001", "front_desk")


@pytest.fixture
def invite(sam: Actor) -> Callable[..., Message]:
    """Post an invitation, to Maria unless told otherwise."""

    def _invite(to: str = "maria", hold: timedelta | None = None) -> Message:
        return post(
            "intake_invitation",
            to=Recipient("contact", to),
            variables=INVITATION,
            by=sam,
            person=MARIA,
            hold=hold,
        )

    return _invite


@pytest.fixture
def send_code(sam: Actor) -> Callable[..., Message]:
    """Post a sign-in code, to Maria unless told otherwise."""

    def _send_code(to: str = "maria", language: str = "") -> Message:
        return post(
            "sign_in_code",
            to=Recipient("contact", to),
            variables=CODE,
            by=sam,
            language=language,
        )

    return _send_code


@pytest.fixture
def smtp(settings: Settings) -> Iterator[MailServer]:
    """Deliver over SMTP, to a mail server on this machine."""
    with mail_server() as server:
        settings.OUTBOX_DELIVERY = "smtp"
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST = "127.0.0.1"
        settings.EMAIL_PORT = server.port
        settings.EMAIL_USE_TLS = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.DEFAULT_FROM_EMAIL = "portaal@example.nl"
        yield server
