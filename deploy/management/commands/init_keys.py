"""Make the key file and the root keys on a first run."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from crypto import kek, root_keys
from crypto.errors import CryptoError
from crypto.models import RootKey


class Command(BaseCommand):
    """Makes what is missing on a first run; afterwards only checks it."""

    help = (
        "Makes the key file and the root keys where neither exists yet. Refuses "
        "when the databases hold keys and the key file does not belong to them."
    )

    def handle(self, *_: Any, **__: Any) -> None:
        """Make or check the keys."""
        try:
            if not settings.KEY_FILE.exists() and not RootKey.objects.exists():
                kek.create(settings.KEY_FILE)
                self.stdout.write(f"A new key file was made: {settings.KEY_FILE}")
            root_keys.make_missing()
        except CryptoError as error:
            reason = str(error) or "The key file is not the one of this database."
            raise CommandError(reason) from error
