"""Writing the log: one insert for any number of lines, and no doubt about it."""

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import TypedDict, Unpack
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models
from django.utils import timezone

from audit.actions import Action
from audit.actors import Actor
from audit.lines import line_mac
from audit.models import Event

SOURCE = "intakt"


class LogUnavailable(Exception):
    """The log cannot be written, so what it would say must not happen (AUD-05)."""


class NotLoggable(Exception):
    """A line held something that could be content instead of ids and codes (AUD-04)."""


class Outcome(IntEnum):
    """EventOutcomeIndicator of NEN 7513."""

    SUCCESS = 0
    REFUSED = 4
    FAILED = 8


class Facts(TypedDict, total=False):
    """What a line can say beside who did what."""

    person: UUID | None
    thing: str
    thing_id: str
    kind: str
    purpose: str
    outcome: Outcome
    relation: str
    protocol: str
    checks: str
    access_point: str
    detail: dict[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that happened. Refuses content: ids, codes and counts only."""

    action: Action
    by: Actor
    person: UUID | None = None
    thing: str = ""
    thing_id: str = ""
    kind: str = ""
    purpose: str = ""
    outcome: Outcome = Outcome.SUCCESS
    relation: str = ""
    protocol: str = ""
    checks: str = ""
    access_point: str = ""
    detail: dict[str, str | int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for word in (
            *(self.by.id, self.by.role, self.by.on_behalf_of),
            *(self.thing, self.thing_id, self.purpose, self.relation),
            *(self.protocol, self.checks, self.access_point),
        ):
            _refuse_content(word)
        if not _KINDS.fullmatch(self.kind):
            raise NotLoggable("Kinds of data are letters of RULES ACC-03, such as AD.")
        for name, value in self.detail.items():
            _refuse_content(name)
            _refuse_content(value)
            _refuse_numbers_of_people(value)


def record(action: Action, *, by: Actor, **facts: Unpack[Facts]) -> None:
    """Write one line; raises LogUnavailable and NotLoggable."""
    record_lines([Line(action=action, by=by, **facts)])


def record_lines(lines: Iterable[Line]) -> None:
    """Write the lines with one insert; raises LogUnavailable."""
    now = timezone.now()
    # Milliseconds, as NEN 7513 asks; both databases give them back exactly.
    at = now.replace(microsecond=now.microsecond // 1000 * 1000)
    site = urlsplit(settings.SITE_URL).hostname or ""
    events = [_event(line, at, site) for line in lines]
    if not events:
        return
    try:
        _insert(events)
    except DatabaseError as error:
        raise LogUnavailable from error


def _event(line: Line, at: datetime, site: str) -> Event:
    event = Event(
        at=at,
        action=line.action.value,
        action_code=line.action.code,
        outcome=int(line.outcome),
        actor_kind=line.by.kind.value,
        actor_id=line.by.id,
        actor_role=str(line.by.role),
        on_behalf_of=line.by.on_behalf_of,
        access_point=line.access_point,
        purpose=str(line.purpose),
        person_id=line.person,
        thing=line.thing,
        thing_id=line.thing_id,
        kind=str(line.kind),
        detail=dict(line.detail),
        relation=line.relation,
        protocol=line.protocol,
        checks=line.checks,
        source=SOURCE,
        site=site,
    )
    event.mac = line_mac(event)
    return event


_FIELDS = [field for field in Event._meta.concrete_fields if not field.primary_key]
_COLUMNS = ", ".join(str(field.column) for field in _FIELDS)
_ROW = f"({', '.join(['%s'] * len(_FIELDS))})"
# What every driver takes as it is; the other values are asked of their fields.
_PLAIN = (models.CharField, models.PositiveSmallIntegerField)
_ASKED = [
    (field.attname, None if isinstance(field, _PLAIN) else field.get_db_prep_save)
    for field in _FIELDS
]


def _insert(events: list[Event]) -> None:
    """Insert by hand: bulk_create takes twice as long, on every list page."""
    connection = connections[DEFAULT_DB_ALIAS]
    values = [
        ask(facts[name], connection) if ask else facts[name]
        for facts in map(vars, events)
        for name, ask in _ASKED
    ]
    rows = ", ".join([_ROW] * len(events))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO audit_event ({_COLUMNS}) VALUES {rows}",  # noqa: S608
            values,
        )


_KINDS = re.compile(r"[A-M]{0,13}")
_WORD = re.compile(r"[A-Za-z0-9_.:-]{0,64}")
# A BSN has 8 or 9 digits, a telephone number 9 to 15.
_NUMBER_OF_A_PERSON = re.compile(r"\+?[0-9]{8,15}")


def _refuse_content(word: str | int) -> None:
    if isinstance(word, bool) or not isinstance(word, str | int):
        raise NotLoggable("A line holds words and whole numbers.")
    if isinstance(word, str) and not _is_word(word):
        raise NotLoggable("A word in a line is up to 64 of A-Z a-z 0-9 _ . : -")


# The lines of one page share all their words.
@functools.lru_cache(maxsize=256)
def _is_word(text: str) -> bool:
    return bool(_WORD.fullmatch(text))


def _refuse_numbers_of_people(value: str | int) -> None:
    if _NUMBER_OF_A_PERSON.fullmatch(str(value)):
        raise NotLoggable("A detail looks like a BSN or a telephone number.")
