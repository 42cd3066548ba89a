"""Back up data and keys, apart."""

from django.core.management.base import BaseCommand, CommandError

from crypto.errors import CryptoError
from deploy.backups.errors import CannotGoOn
from deploy.backups.making import make


class Command(BaseCommand):
    """Makes one archive of each database and clears out what has had its time."""

    help = (
        "Back up both databases into $INTAKT_BACKUPS, encrypted and read back, with "
        "a copy of the ledger beside the keys; delete what is older than it may be."
    )

    def handle(self, **_: object) -> None:
        """Say in one line what was made."""
        try:
            made = make()
        except CannotGoOn as reason:
            raise CommandError(str(reason)) from None
        except CryptoError as trouble:
            name = type(trouble).__name__
            raise CommandError(f"No backup was made: {name}. {trouble}") from None
        self.stdout.write(
            f"Backup {made.stamp}: {made.bytes} bytes in two archives, read back; "
            f"{made.cleared_out} old ones deleted."
        )
