"""What the invented practice tells people about their data."""

from pathlib import Path
from typing import Final

from audit.actors import Actor
from consent.models import Text
from deploy import texts

FOLDER: Final = Path(__file__).parent
LANGUAGES: Final = ("nl", "en")


def publish(*, by: Actor) -> dict[str, Text]:
    """Publish the privacy statement, and return it per language."""
    return {
        language: texts.publish(
            Text.Subject.PRIVACY, language, FOLDER / f"privacy.{language}.txt", by=by
        )
        for language in LANGUAGES
    }
