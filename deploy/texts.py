"""Texts for people from files: a title, an empty line, and what it says."""

from pathlib import Path

from audit.actors import Actor
from consent.models import Text


class NoText(Exception):
    """The file holds no text that can be published; the words say why."""


def publish(subject: str, language: str, path: Path, *, by: Actor) -> Text:
    """Publish a file as the next version of a text; raises NoText."""
    title, _, body = read(path).partition("\n\n")
    longest = Text._meta.get_field("title").max_length or 0
    if not body.strip() or not 0 < len(title) <= longest or "\n" in title:
        raise NoText(
            f"{path} begins with a title on one line (at most {longest} letters), "
            "then an empty line, then the text."
        )
    return Text.publish(subject, language, title=title, body=body.strip(), by=by)


def read(path: Path) -> str:
    """Return what a file says, however its lines end; raises NoText."""
    try:
        # "-sig": some editors begin a file with a mark of their own.
        return path.read_text(encoding="utf-8-sig").strip()
    except OSError as error:
        raise NoText(f"{path} cannot be read.") from error
    except UnicodeDecodeError as error:
        raise NoText(f"{path} is not a text in UTF-8.") from error
