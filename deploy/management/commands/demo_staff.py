"""Show how to sign in as the invented staff: only in the demo."""

from typing import Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import translation

from accounts import demo

HEADINGS: Final = ("Who", "Role", "E-mail", "Password", "Code now", "Key for an app")


class Command(BaseCommand):
    """Prints sign-in data and current codes of people who do not exist."""

    help = "Print the sign-in data and current codes of the invented staff."

    def handle(self, **_: object) -> None:
        """Print a table; raises CommandError outside a demo."""
        if not settings.DEMO:
            raise CommandError("Only a demo shows how to sign in.")
        with translation.override("en"):
            rows = [
                (
                    player.name,
                    ", ".join(map(str, player.roles)),
                    player.email,
                    player.password,
                    player.code,
                    player.key.replace(" ", ""),
                )
                for player in demo.cast()
            ]
        self.stdout.write(table([HEADINGS, *rows]))
        sign_in = settings.SITE_URL + reverse("accounts:sign_in")
        mails = settings.SITE_URL + reverse("intake:demo_mail")
        self.stdout.write(f"\nStaff sign in at {sign_in}; it shows fresh codes too.")
        self.stdout.write(f"The mail of everybody here lands at {mails}.")


def table(rows: list[tuple[str, ...]]) -> str:
    """Set rows in columns."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)
