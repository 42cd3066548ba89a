"""A practice that can be signed up with, and somebody at a browser."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import Account, Location, Practice
from accounts.roles import Role
from audit.actors import Actor
from consent.models import Text
from intake.waitlist.duties import start_duty
from patients.dates import local_date
from tests.staff import make_staff

SETUP = Actor.service("tests")
WHEN = {"moments": ["mon_morning", "thu_evening"]}
WHY = {"reason": "back", "words": "Sinds de verhuizing."}
ANNA = {
    "given_name": "Anna",
    "infix": "de",
    "family_name": "Vries",
    "preferred_name": "",
}
FATIMA = {"given_name": "Fatima", "infix": "", "family_name": "El Amrani"}
SAM = {"given_name": "Sam", "infix": "", "family_name": "O'Neill"}
BY_MAIL = {"email": "anna@voorbeeld.nl", "phone": "", "channel": "email"}
BY_PHONE = {"email": "", "phone": "06 12345678", "channel": "phone"}


def born(*, years: int) -> dict[str, Any]:
    """Fill in a birth date of somebody who is so many years old today."""
    day = local_date() - timedelta(days=30)
    day = date(day.year - years, day.month, min(day.day, 28))
    return typed(day)


def typed(day: date) -> dict[str, Any]:
    """Fill in a date in its three fields."""
    return {
        "birth_date_day": str(day.day),
        "birth_date_month": str(day.month),
        "birth_date_year": str(day.year),
    }


class Visitor:
    """Somebody who signs up, in a browser of their own."""

    def __init__(self) -> None:
        self.client = Client()

    def see(self, slug: str = "controleren") -> Any:
        """Open a page of the sign-up."""
        return self.client.get(f"/aanmelden/{slug}/")

    def post(self, address: str, values: Any = None, **options: Any) -> Any:
        """Send a form as it is."""
        return self.client.post(address, values or {}, **options)

    def send(self, slug: str, **values: Any) -> Any:
        """Fill in the page as it was shown, and send it."""
        page = self.see(slug)
        assert page.status_code == 200, page.headers.get("Location")
        form = page.context["form"]
        hidden = {field.name: str(field.value()) for field in form.hidden_fields()}
        sent = {"about": form.about.value, **hidden, **values}
        return self.post(f"/aanmelden/{slug}/", sent)

    def answer(self, slug: str, **values: Any) -> str:
        """Answer a question; return the address of what comes next."""
        response = self.send(slug, **values)
        assert response.status_code == 302, response.context["form"].errors
        return str(response.url).removeprefix("/aanmelden/").strip("/")

    def answer_all(self, **answers: dict[str, Any]) -> str:
        """Answer the questions in this order; `_` stands for `-` in an address."""
        after = ""
        for name, values in answers.items():
            slug = name.replace("_", "-")
            assert after in ("", slug)
            after = self.answer(slug, **values)
        return after

    def take_time(self) -> None:
        """Take longer than a machine would."""
        session = self.client.session
        kept = session["signup"]
        began = datetime.fromisoformat(kept["started_at"])
        session["signup"] = {
            **kept,
            "started_at": (began - timedelta(minutes=3)).isoformat(),
        }
        session.save()

    def submit(self) -> Any:
        """Press the last button and see what comes."""
        self.take_time()
        return self.post("/aanmelden/controleren/", follow=True)

    def sign_up_as_anna(self) -> None:
        """Answer everything as an adult does."""
        after = self.answer_all(
            voor_wie={"route": "self"},
            geboortedatum=born(years=40),
            naam=ANNA,
            contact=BY_MAIL,
            reden=WHY,
            wanneer=WHEN,
            berichten={},
        )
        assert after == "controleren"


@pytest.fixture
def practice(db: None) -> Practice:
    return Practice.objects.create(
        name="Rugpraktijk De Linde",
        phone="020 555 01 23",
        hours="ma–vr 8.30–17.00",
        sender_name="De Linde",
    )


@pytest.fixture
def centre(practice: Practice) -> Location:
    return Location.objects.create(name="Centrum", city="Amsterdam")


@pytest.fixture
def privacy_text(practice: Practice) -> Text:
    return Text.publish(
        "privacy", "nl", title="Privacyverklaring", body="Wij bewaren.", by=SETUP
    )


@pytest.fixture
def noor(centre: Location) -> Account:
    """Noor Osei judges who signs up for the centre."""
    account = make_staff("Noor Osei", Role.THERAPIST)
    start_duty(account, centre, by=SETUP)
    return account


@pytest.fixture
def visitor(centre: Location, privacy_text: Text) -> Visitor:
    return Visitor()
