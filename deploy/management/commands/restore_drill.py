"""Prove that the backups can be restored, and that what was destroyed stays so."""

from django.core.management.base import BaseCommand, CommandError

from deploy.backups.drill import drill
from deploy.backups.errors import CannotGoOn


class Command(BaseCommand):
    """Touches no database that people are served from, apart from a log line."""

    help = (
        "Restore the newest data with the newest and with the oldest kept keys into "
        "scratch databases, try them, write a report and exit 1 if anything is wrong."
    )

    def handle(self, **_: object) -> None:
        """Say in a few lines how it went."""
        try:
            report = drill()
        except CannotGoOn as reason:
            raise CommandError(str(reason)) from None
        said = "\n".join(report.lines())
        if report.faults:
            raise CommandError(said)
        self.stdout.write(said)
