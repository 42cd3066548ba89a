"""Import a FHIR questionnaire from a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from audit.actors import Actor
from intake.questionnaires.imports import AlreadyImported, import_definition
from intake.questionnaires.parsing import parse
from intake.questionnaires.problems import ImportRefused
from intake.questionnaires.reading import MOST_BYTES
from intake.questionnaires.report import ImportReport
from intake.questionnaires.wording import say, say_shown, say_what


class Command(BaseCommand):
    """Say what becomes of each item; keep the file as an inactive version."""

    help = (
        "Imports a FHIR R4 Questionnaire as an inactive version. The owner puts it "
        "to use in the portal. With --dry-run it only reports."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a file."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Report, then import."""
        raw = _read(options["file"])
        try:
            self._report(parse(raw))
            if not options["dry_run"]:
                self._import(raw)
        except ImportRefused as refusal:
            lines = [f"{say(each)} {each.path}".strip() for each in refusal.problems]
            raise CommandError("\n".join(lines)) from None

    def _report(self, report: ImportReport) -> None:
        counts = {
            "taken": len(report.taken),
            "adapted": len(report.adapted),
            "unsupported": len(report.unsupported),
        }
        self.stdout.write(
            _(
                "Overgenomen %(taken)s · Aangepast %(adapted)s · Niet ondersteund "
                "%(unsupported)s"
            )
            % counts
        )
        for note in report.notes:
            self.stdout.write(
                f"{note.path} ({note.link_id}): {say_what(note)} {say_shown(note)}"
            )

    def _import(self, raw: bytes) -> None:
        actor = Actor.service("intake.import_questionnaire")
        try:
            version = import_definition(raw, by=actor)
        except AlreadyImported as known:
            self.stdout.write(_("Deze vragenlijst was er al."))
            version = known.version
        self.stdout.write(str(version.id))


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            # One byte more than allowed is enough to be refused.
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise CommandError(
            _("Het bestand %(path)s kan niet worden gelezen.") % {"path": path}
        ) from error
