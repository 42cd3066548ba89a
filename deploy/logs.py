"""One log line is one JSON object, without anything about a person in it.

An exception's text and a request's address can carry what somebody typed, so an
error is told by its class and the places it passed, and an invitation's secret
never leaves the address it came in.
"""

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from pathlib import Path

from django.http import HttpRequest

HOUSE = Path(__file__).resolve().parent.parent
# Addresses of invitations, of patients and of staff, end in their secret.
SECRET_PATH = re.compile(r"(/(?:uitnodiging|medewerker)/)[^/\s?\"']+")
PLACES = 12


class JsonLine(logging.Formatter):
    """Turns a record into a line for machines that people can read."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; scrubbed and free of exception texts."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": scrub(message(record)),
        }
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and request.resolver_match:
            line["page"] = request.resolver_match.view_name
        if record.exc_info and record.exc_info[1]:
            error = record.exc_info[1]
            line["error"] = f"{type(error).__module__}.{type(error).__qualname__}"
            line["where"] = places(error)
        return json.dumps(line, ensure_ascii=False)


def message(record: logging.LogRecord) -> str:
    """Return the text; unfilled beside an exception, whose words it may repeat.

    A request's address can name a row of somebody, so it stays out as well.
    """
    if record.exc_info:
        return str(record.msg)
    request = getattr(record, "request", None)
    if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
        words = ("…" if word == request.path else word for word in record.args)
        return str(record.msg) % tuple(words)
    return record.getMessage()


def scrub(text: str) -> str:
    """Take invitation secrets out of a text."""
    return SECRET_PATH.sub(r"\1…", text)


def places(error: BaseException) -> list[str]:
    """Return where an error passed, innermost last: file, line, function."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{near(f.filename)}:{f.lineno} {f.name}" for f in frames[-PLACES:]]


def near(filename: str) -> str:
    """Shorten a path: ours from the checkout, a library's from its package."""
    path = Path(filename)
    if path.is_relative_to(HOUSE) and "site-packages" not in path.parts:
        return str(path.relative_to(HOUSE))
    return filename.rpartition("site-packages/")[2]
