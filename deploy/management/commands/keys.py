"""Say how much lies under which key, and whether anything is wrong."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from crypto import inventory
from crypto.errors import CryptoError


class Command(BaseCommand):
    """Reads and counts; changes nothing; exits 1 where something is wrong."""

    help = (
        "Says how much lies under which key, and what is wrong with keys. Shows "
        "counts, dates and ids of keys; nobody's data. Exits 1 where anything is."
    )

    def handle(self, *_: Any, **__: Any) -> None:
        """Write the report, and then the faults."""
        try:
            for line in inventory.lines():
                self.stdout.write(line)
            faults = list(inventory.faults())
        except CryptoError as error:
            reason = str(error) or "The key file is not the one of these databases."
            raise CommandError(reason) from error
        if faults:
            raise CommandError("\n".join(faults), returncode=1)
        self.stdout.write("Nothing is wrong.")
