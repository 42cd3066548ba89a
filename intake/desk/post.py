"""The outbox as each role sees it: mail to people, and mail to staff."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import Role
from intake.desk import words
from outbox import templates
from outbox.models import Message, State

# Who reads mail to staff: whoever manages the accounts (RULES ACC-03, row K).
TO_STAFF: Final = frozenset({"account", "staff_invitation"})
TO_PERSON: Final = "person"
COLOURS: Final = {
    State.FAILED: "problem",
    State.DOUBTFUL: "due",
    State.STOPPED: "quiet",
}


def messages_for(role: Role) -> QuerySet[Message]:
    """Find the messages a role may see, with where they stand."""
    found = Message.objects.with_state(timezone.now())
    if role is Role.OWNER:
        return found
    return found.exclude(recipient_kind__in=TO_STAFF)


def actionable_for(role: Role) -> QuerySet[Message]:
    """Find the messages a role may stop or send: the owner, those to staff."""
    found = Message.objects.all()
    if role is Role.OWNER:
        return found.filter(recipient_kind__in=TO_STAFF)
    return found.exclude(recipient_kind__in=TO_STAFF)


def person_of(message: Message) -> UUID | None:
    """Return the person a message goes to, None where it goes to another."""
    if message.recipient_kind != TO_PERSON:
        return None
    return UUID(message.recipient_id)


@dataclass(frozen=True, slots=True)
class Line:
    """One message in the list."""

    id: UUID
    to: str = field(repr=False)
    what: str
    when: datetime
    state: str
    colour: str
    leaves: str
    why: str
    may_stop: bool
    may_send: bool
    may_resend: bool


def line(
    message: Message,
    *,
    people: Mapping[UUID, str],
    staff: Mapping[str, str],
    acts: bool,
) -> Line:
    """Write one line; what can be done follows from where the message stands."""
    state = message.state
    failure = max(message.failures.all(), key=lambda each: each.at, default=None)
    is_held = state is State.HELD
    return Line(
        id=message.id,
        to=_to(message, people, staff),
        what=str(templates.named(message.template).subject),
        when=message.created_at,
        state=str(state.label),
        colour=COLOURS.get(state, ""),
        leaves=words.clock(message.release_at) if is_held else "",
        why=failure.get_code_display() if failure and state is State.FAILED else "",
        may_stop=acts and state in {State.HELD, State.QUEUED},
        may_send=acts and is_held,
        may_resend=acts and state is State.FAILED and message.variables is not None,
    )


def _to(message: Message, people: Mapping[UUID, str], staff: Mapping[str, str]) -> str:
    person_id = person_of(message)
    if person_id:
        return people.get(person_id, _("Iemand die u niet kunt zien"))
    if message.recipient_kind in TO_STAFF:
        return staff.get(message.recipient_id, _("Nieuwe medewerker"))
    return _("Iemand die zich aanmeldt")
