"""Publish a new version of a text that people are shown."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from audit.actors import Actor
from consent.models import Text
from deploy import texts


class Command(BaseCommand):
    """The earlier versions stay: people were shown them."""

    help = "Publish a file: a title, an empty line, the text. '# ' opens a heading."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take which text, in which language, and where it stands."""
        parser.add_argument("subject", choices=Text.Subject.values)
        parser.add_argument("language", choices=dict(settings.LANGUAGES))
        parser.add_argument("file", type=Path)

    def handle(self, *, subject: str, language: str, file: Path, **_: object) -> None:
        """Publish; raises CommandError with a sentence."""
        by = Actor.service("deploy.publish_text")
        try:
            text = texts.publish(subject, language, file, by=by)
        except texts.NoText as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"Version {text.version} is published.")
