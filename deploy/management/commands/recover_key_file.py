"""Write the key file anew from two shares of the recovery sheet."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from accounts.recovery.forms import sentence
from audit.actions import Action
from audit.actors import Actor
from audit.trail import record
from crypto import kek_recovery
from crypto.errors import CryptoError
from crypto.kek_recovery import KeyFileExists
from crypto.shares import NEEDED, WordsRefused, WrongShare

BY = Actor.service("deploy.recover_key_file")


class Command(BaseCommand):
    """Asks for the words; they are on paper and nowhere else."""

    help = (
        "Writes the key file ($INTAKT_KEY_FILE) from two shares of the recovery "
        "sheet, where the databases are there and the file is gone. An existing file "
        "is never replaced. Run it at the server itself, with nobody looking on."
    )

    def handle(self, *_: Any, **__: Any) -> None:
        """Ask, write, and say it; raises CommandError with a sentence."""
        try:
            ids = kek_recovery.write_key_file(self._asked())
        except WordsRefused as refusal:
            raise CommandError(_said(refusal)) from None
        except KeyFileExists:
            raise CommandError(f"{settings.KEY_FILE} exists; it stays.") from None
        except CryptoError as trouble:
            reason = str(trouble) or "The key on this sheet opens nothing here."
            raise CommandError(f"No key file was written. {reason}") from None
        record(Action.RECOVERY_USED, by=BY)
        self.stdout.write(f"Written: {settings.KEY_FILE} ({', '.join(ids)}).")
        self.stdout.write(
            "The words were typed on this machine: make a new recovery sheet."
        )

    def _asked(self) -> list[str]:
        self.stdout.write("Type a share of 33 words on one line, then Enter.")
        return [input(f"Share {number}: ") for number in range(1, NEEDED + 1)]


def _said(refusal: WordsRefused) -> str:
    with translation.override("en"):
        said = sentence(refusal)
    return f"Share {refusal.share}: {said}" if isinstance(refusal, WrongShare) else said
