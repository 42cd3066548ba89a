"""Serve the portal from this machine alone: web, worker and scheduler."""

from typing import NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand

from deploy import supervisor


class Command(BaseCommand):
    """Brings the databases up to date and serves until Ctrl-C."""

    help = "Serve web, worker and scheduler from this machine, until Ctrl-C."

    def handle(self, **_: object) -> None:
        """Run everything; ends with status 1 and a sentence when it cannot."""
        supervisor.run(serve)


def serve() -> NoReturn:
    """Serve at PORT, or at 8000, behind whatever makes it https."""
    port = supervisor.port_from_environment()
    supervisor.refuse_taken(port)
    supervisor.prepare()
    greeting = f"Intakt runs on port {port}, as {settings.SITE_URL}. Ctrl-C stops it."
    supervisor.serve(port, greeting=greeting)
