"""What stands before anybody comes: run as `python -m tests.canary.practice`."""

import json
import sys

import django

django.setup()

from accounts.models import (  # noqa: E402 - models need a Django that is set up
    Account,
    Location,
    Practice,
)
from accounts.models.account import open_account  # noqa: E402
from accounts.roles import Role  # noqa: E402
from audit.actors import Actor  # noqa: E402
from consent.models import Text  # noqa: E402
from intake.questionnaires.imports import activate, import_definition  # noqa: E402
from intake.waitlist.duties import start_duty  # noqa: E402

SETUP = Actor.service("tests")
QUESTIONS = {
    "resourceType": "Questionnaire",
    "url": "https://praktijk.example/kanarie",
    "version": "1",
    "status": "draft",
    "language": "nl",
    "title": "Uw rug",
    "item": [
        {
            "linkId": "klacht",
            "type": "group",
            "text": "Uw klacht",
            "item": [
                {"linkId": "waar", "type": "string", "text": "Waar?"},
                {"linkId": "verhaal", "type": "text", "text": "Vertel"},
                {"linkId": "sinds", "type": "date", "text": "Sinds?"},
                {"linkId": "stappen", "type": "integer", "text": "Stappen?"},
            ],
        },
        {
            "linkId": "lijst",
            "type": "group",
            "text": "Uw middelen",
            "item": [
                {
                    "linkId": "middelen",
                    "type": "group",
                    "repeats": True,
                    "text": "Uw middelen",
                    "item": [{"linkId": "naam", "type": "string", "text": "Naam"}],
                }
            ],
        },
    ],
}


def main(owner: dict[str, str]) -> None:
    """Make the practice, its owner, its text and its questionnaire."""
    Practice.objects.create(
        name="De Linde", phone="030 123 45 67", hours="", sender_name="De Linde"
    )
    Location.objects.create(name="Utrecht", city="Utrecht")
    Text.publish("privacy", "nl", title="Privacy", body="Wij bewaren.", by=SETUP)
    activate(import_definition(json.dumps(QUESTIONS).encode(), by=SETUP), by=SETUP)
    open_account(**owner, by=SETUP).grant(Role.OWNER, by=SETUP)


def put_on_duty() -> None:
    """Let every therapist judge new entries."""
    for account in Account.objects.holding(Role.THERAPIST):
        start_duty(account, Location.objects.get(), by=SETUP)


if __name__ == "__main__":
    put_on_duty() if sys.argv[1:] == ["duty"] else main(json.loads(sys.argv[1]))
