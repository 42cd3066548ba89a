"""Bring everybody under new keys of the blind indexes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from patients.door import RecordDamaged
from patients.index_rotation import rotate
from patients.models import IndexVersion


class Command(BaseCommand):
    """Rotates the indexes of people; goes on where an earlier run was stopped."""

    help = (
        "Indexes everybody under a new version of the keys by which people are found "
        "again, while the portal serves, and removes the old indexes. Stopped, it is "
        "run again and goes on. The indexes by which staff sign in keep their key."
    )

    def handle(self, *_: Any, **__: Any) -> None:
        """Rotate and say how many people were indexed."""
        try:
            people = rotate()
        except RecordDamaged as damage:
            message = (
                f"The record of person {damage.args[0]} does not open: it was changed, "
                "or its key is gone. Restore it, then run this again; until then "
                "people are found by the old indexes."
            )
            raise CommandError(message) from damage
        self.stdout.write(
            f"{people} people were indexed; version {IndexVersion.objects.in_use()} "
            "of the keys is in use, and no index under another is left."
        )
