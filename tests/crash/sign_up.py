"""Anna signs up with a small practice."""

import time

from accounts.models import Location
from accounts.roles import Role
from consent.models import Text
from tests.crash.browser import Browser
from tests.factories import PORTAL, make_location, make_practice
from tests.keys import found_team
from tests.staff import make_staff

CHECK = "/aanmelden/controleren/"
SENT = "/aanmelden/verstuurd/"
ANSWERS: dict[str, dict[str, str]] = {
    "": {"route": "self"},
    "geboortedatum/": {
        "birth_date_day": "1",
        "birth_date_month": "5",
        "birth_date_year": "1980",
    },
    "naam/": {"given_name": "Anna", "family_name": "Vries"},
    "contact/": {"email": "anna@example.org", "channel": "email"},
    "reden/": {"reason": "back", "words": "Sinds de verhuizing"},
    "wanneer/": {"moments": "mon_morning"},
    "berichten/": {},
}
# Who answers faster than this is taken for a machine.
SECONDS = 2


def open_practice() -> Location:
    """A place to wait for, a text that says how, a team, and Noor, who judges."""
    make_practice()
    found_team()
    Text.publish("privacy", "nl", title="Privacy", body="Wij bewaren.", by=PORTAL)
    return make_location(judge=make_staff("Noor Osei", Role.THERAPIST))


def answer_everything(browser: Browser) -> None:
    """Come as far as the last button."""
    for slug, answers in ANSWERS.items():
        page = browser.open(f"/aanmelden/{slug}")
        browser.submit(page.form.fill(**answers))
    time.sleep(SECONDS)
