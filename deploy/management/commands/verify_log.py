"""Verify that the access log is whole."""

from argparse import ArgumentParser
from datetime import date, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audit.verification import verify


class Command(BaseCommand):
    """Reads every line; changes nothing; exits 1 at the first fault."""

    help = (
        "Verifies the access log: each line's MAC, the chain, and the anchors "
        "outside the database. Names the first line that is broken and exits 1."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a date to begin at."""
        parser.add_argument(
            "--since",
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="Begin with the batches made on this day, instead of the first.",
        )

    def handle(self, *_: Any, since: date | None, **__: Any) -> None:
        """Say in one sentence how the log is."""
        begin = timezone.make_aware(datetime.combine(since, time())) if since else None
        verdict = verify(since=begin)
        if verdict.fault:
            raise CommandError(verdict.fault, returncode=1)
        self.stdout.write(
            f"{verdict.lines} lines are as they were written; "
            f"{verdict.waiting} of them wait for the next batch."
        )
