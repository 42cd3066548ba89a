"""Begin a real practice: itself, its locations, its texts, its first owner."""

from argparse import ArgumentParser
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from deploy.setting_up import SHIPPED, Beginning, CannotSetUp, name_and_city, set_up

WORDS: Final = ("name", "phone", "hours", "sender-name", "owner-name", "owner-email")


class Command(BaseCommand):
    """Makes everything or nothing; a second practice is refused."""

    help = "Make the practice, its locations, its texts and its owner's first link."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what people will read of the practice, and who owns it."""
        for word in WORDS:
            parser.add_argument(f"--{word}", required=True)
        place: Any = {"type": name_and_city, "metavar": "NAME:CITY", "dest": "places"}
        parser.add_argument("--location", action="append", required=True, **place)
        parser.add_argument("--privacy-nl", type=Path, required=True, metavar="FILE")
        parser.add_argument("--privacy-en", type=Path, metavar="FILE")
        parser.add_argument("--questionnaire", type=Path, default=SHIPPED)

    def handle(self, **given: Any) -> None:
        """Set up, and show the link; raises CommandError with a sentence."""
        told = {each.name: given[each.name] for each in fields(Beginning)}
        try:
            link = set_up(Beginning(**told))
        except CannotSetUp as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"The practice is there. Its owner begins here:\n\n  {link}")
        self.stdout.write("\nThe link is shown once and works 7 days, one time.")
        self.stdout.write(
            "Nobody can sign up before that owner tried a recovery sheet."
        )
