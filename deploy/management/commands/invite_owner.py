"""Make a new link for the first owner, where the first one was lost or is over."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from deploy import setting_up


class Command(BaseCommand):
    """Only while no owner can sign in; the earlier link stops working."""

    help = "Make a link for the first owner, while there is none (7 days, one use)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take who the owner is."""
        parser.add_argument("--name", required=True)
        parser.add_argument("--email", required=True)

    def handle(self, *, name: str, email: str, **_: object) -> None:
        """Show the link; raises CommandError with a sentence."""
        try:
            link = setting_up.invite_owner(name=name, email=email)
        except setting_up.CannotSetUp as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(link)
