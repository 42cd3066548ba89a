"""Bring everything that serving needs up to date: repeatable, and quick when done."""

from django.core.management import call_command
from django.core.management.base import BaseCommand

from deploy.routers import DATA, KEYS


class Command(BaseCommand):
    """Migrates both databases, makes or checks the keys, gathers static files."""

    help = "Migrate both databases, make or check the keys, gather static files."

    def handle(self, **_: object) -> None:
        """Prepare; the root keys lie in the first database and guard the second."""
        call_command("migrate", database=KEYS, interactive=False, verbosity=0)
        call_command("init_keys", stdout=self.stdout)
        call_command("migrate", database=DATA, interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
