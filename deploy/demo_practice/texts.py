"""What the invented practice tells people about their data."""

from pathlib import Path
from typing import Final

from audit.actors import Actor
from consent.models import Text

FOLDER: Final = Path(__file__).parent
LANGUAGES: Final = ("nl", "en")


def publish(*, by: Actor) -> dict[str, Text]:
    """Publish the privacy statement, and return it per language."""
    return {language: _publish(language, by=by) for language in LANGUAGES}


def _publish(language: str, *, by: Actor) -> Text:
    written = (FOLDER / f"privacy.{language}.txt").read_text(encoding="utf-8")
    title, _, body = written.partition("\n\n")
    return Text.publish(
        Text.Subject.PRIVACY, language, title=title, body=body.strip(), by=by
    )
