"""Put a new key-encryption key in place of the one in use."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from crypto import kek_rotation
from crypto.errors import CryptoError
from crypto.kek_rotation import Rotated
from deploy.progress import Progress


class Command(BaseCommand):
    """Rotates, or finishes a rotation that was interrupted."""

    help = (
        "Makes a new key-encryption key, moves everything under it while the portal "
        "serves, and takes the old one out of the key file once nothing lies under "
        "it. May be interrupted anywhere: run it again and it goes on."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take where the new key is to lie."""
        parser.add_argument(
            "--to",
            default="",
            metavar="file|pkcs11:LABEL",
            help="Where the new key lies; without it where the current one does.",
        )

    def handle(self, *_: Any, to: str, **__: Any) -> None:
        """Rotate and say how it went; exit 1 where the old key had to stay."""
        try:
            rotated = kek_rotation.rotate(to, tell=Progress(self.stdout, "keys moved"))
        except CryptoError as error:
            reason = str(error) or "The key file is not the one of these databases."
            raise CommandError(reason) from error
        if rotated.resumed:
            self.stdout.write("A rotation that had begun before was finished.")
        if not rotated.is_done:
            raise CommandError(unfinished(rotated))
        self.stdout.write(
            f"The key in use is {rotated.newest.id.hex()}; 0 keys lie under an older "
            "one, which is out of the key file. Now make a backup of the keys "
            "database and keep a copy of the key file apart: earlier backups open "
            "with the earlier copy, or with the recovery sheet."
        )


def unfinished(rotated: Rotated) -> str:
    """Say why the old key is still in the key file."""
    lines = ["The old key stays in the key file, for not everything could be moved."]
    if rotated.condemned:
        lines.append(
            f"Of {rotated.condemned} keys the destruction is approved: finish that, "
            "then run this again."
        )
    if rotated.broken:
        named = ", ".join(sorted(map(str, rotated.broken)))
        lines.append(f"These data keys do not open, somebody changed them: {named}")
    return "\n".join(lines)
