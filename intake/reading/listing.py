"""A therapist's intakes: to read first, then those still busy, then what was read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from itertools import groupby
from typing import Final
from uuid import UUID

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit.actors import Actor
from intake.questionnaires.models import QuestionnaireVersion
from intake.responses.models import Reading, Response
from patients.door import Records


class Group(IntEnum):
    """Where a response stands for one reader, in the order shown."""

    UNREAD = 0
    BUSY = 1
    READ = 2


HEADINGS: Final[dict[Group, Promise]] = {
    Group.UNREAD: _("Te lezen"),
    Group.BUSY: _("De patiënt is nog bezig"),
    Group.READ: _("Gelezen"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One response in the list."""

    url: str
    name: str = field(repr=False)
    questionnaire: str
    at: datetime
    saved: int
    parts: int


@dataclass(frozen=True, slots=True)
class Block:
    """The responses of one group."""

    group: Group
    heading: Promise
    rows: list[Row]

    @property
    def is_busy(self) -> bool:
        """Say whether these people are still filling in."""
        return self.group is Group.BUSY


def intakes(by: Actor) -> QuerySet[Response]:
    """Find the responses a therapist may know of, in the order of the list."""
    mine = Reading.objects.filter(response=OuterRef("pk"), reader_id=UUID(by.id))
    goes_on = Q(invitation__withdrawal=None, invitation__entry__departure=None)
    return (
        Response.objects.visible_to(by)
        .filter(Q(submission__isnull=False) | goes_on)
        .annotate(
            saved=Count("sections"),
            group=Case(
                When(submission=None, then=Value(Group.BUSY)),
                When(Exists(mine), then=Value(Group.READ)),
                default=Value(Group.UNREAD),
            ),
        )
        # Who waits longest to be read stands first; what was read, newest first.
        .order_by(
            "group",
            Case(When(group=Group.UNREAD, then=F("submission__at"))),
            F("submission__at").desc(nulls_last=True),
            "-started_at",
        )
        .select_related("person", "submission", "version__questionnaire")
        .defer("version__source")
    )


def blocks(responses: Iterable[Response], records: Records) -> list[Block]:
    """Write the lines, one block per group."""
    found = list(responses)
    parts = _parts({each.version_id for each in found if not _is_sent(each)})
    return [
        Block(
            group := Group(number),
            HEADINGS[group],
            [_row(each, parts.get(each.version_id, 0), records) for each in members],
        )
        for number, members in groupby(found, key=_group)
    ]


def _row(response: Response, parts: int, records: Records) -> Row:
    return Row(
        url=reverse("intake:reading", args=[response.id]),
        name=records.name_in_list(response.person),
        questionnaire=response.version.questionnaire.title,
        at=response.submission.at if _is_sent(response) else response.started_at,
        saved=getattr(response, "saved", 0),
        parts=parts,
    )


def _group(response: Response) -> int:
    return int(getattr(response, "group", Group.UNREAD))


def _is_sent(response: Response) -> bool:
    return hasattr(response, "submission")


def _parts(version_ids: set[UUID]) -> dict[UUID, int]:
    """Count the parts of each version: known without opening an answer."""
    versions = QuestionnaireVersion.objects.in_bulk(version_ids)
    return {key: len(version.layout.sections) for key, version in versions.items()}
