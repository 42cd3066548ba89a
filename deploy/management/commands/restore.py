"""Restore both databases from their archives."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from crypto.errors import CryptoError, KeysMissing
from crypto.pairs import KeyPair
from crypto.shares import NEEDED, combine
from deploy.backups import shelf
from deploy.backups.errors import CannotGoOn
from deploy.backups.restoring import Restored, finish, restore
from deploy.routers import DATA, KEYS

SURE = "replace everything"
KEY_FILE_FIRST = (
    "Without the key file, `--shares` opens the archives with the recovery sheet; "
    "then `manage.py recover_key_file`, then `manage.py restore --finish`."
)


class Command(BaseCommand):
    """Nobody may be served meanwhile: stop web, worker and scheduler first."""

    help = (
        "Restore the newest data and the newest keys from $INTAKT_BACKUPS into empty "
        "databases, destroy again what the ledger names, and verify the log."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take other archives than the newest, and other ways to open them."""
        parser.add_argument("--data-archive", type=Path, metavar="FILE")
        parser.add_argument(
            "--keys-archive",
            type=Path,
            metavar="FILE",
            help="Older keys than the newest: keys made since are then lost.",
        )
        parser.add_argument(
            "--shares",
            action="store_true",
            help="Open the archives with two shares of the recovery sheet.",
        )
        parser.add_argument(
            "--replace", action="store_true", help="Replace what the databases hold."
        )
        parser.add_argument(
            "--finish",
            action="store_true",
            help="Only take the last steps, once the key file is back.",
        )

    def handle(
        self,
        *,
        data_archive: Path | None,
        keys_archive: Path | None,
        shares: bool,
        replace: bool,
        **options: object,
    ) -> None:
        """Restore; raises CommandError with a sentence."""
        if replace and input(f"Type '{SURE}' to lose what is there now: ") != SURE:
            raise CommandError("Nothing was changed.")
        try:
            if options["finish"]:
                restored = finish()
            else:
                restored = restore(
                    data_archive or shelf.newest(DATA),
                    keys_archive or shelf.newest(KEYS),
                    pair=_asked() if shares else None,
                    replace=replace,
                )
        except CannotGoOn as reason:
            raise CommandError(str(reason)) from None
        except KeysMissing as reason:
            raise CommandError(f"{reason} {KEY_FILE_FIRST}") from None
        except CryptoError as trouble:
            name = type(trouble).__name__
            raise CommandError(f"Not restored: {name}. {trouble}") from None
        self.stdout.write(_said(restored))


def _asked() -> KeyPair:
    """Ask for two shares of the recovery sheet."""
    words = [input(f"Share {number}: ") for number in range(1, NEEDED + 1)]
    return KeyPair(combine(words))


def _said(restored: Restored) -> str:
    return (
        f"Restored. The log holds {restored.lines} lines and verifies; "
        f"{restored.lost_batches} batches written after the backup are lost. "
        f"{restored.destroyed_again} keys that had been destroyed were back, and "
        "have been destroyed again."
    )
