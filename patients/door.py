"""The one door to plaintext of people's data (DESIGN §5).

It asks who, for whom, what for and which kind of data; refuses or grants by the
matrix; commits the log line; and only then opens. What it yields can be read
inside the `with` block and not after it.
"""

import uuid
from collections.abc import Collection, Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.roles import Role
from audit.actions import Action
from audit.actors import Actor, ActorKind
from audit.trail import Line, Outcome, record_lines
from crypto import grants
from crypto.errors import CannotOpen, KeyLocked, KeysMissing, NotAdmitted
from crypto.holding import Holder, Keyholder
from crypto.models import PERSONAL
from crypto.opening import OpeningKeys, keys_for
from crypto.sealing import Sealed
from patients.kinds import COMPARTMENTS, Kind, Purpose
from patients.matrix import (
    COLUMN_OF_RELATION,
    COLUMN_OF_ROLE,
    MAY_BORROW,
    SERVICES,
    Access,
    Column,
    decide,
)
from patients.models import CareRelation, Person

PROTOCOL: Final = "ACC-03"
VIEW: Final = "V"


class NotVisible(Http404):
    """This actor may not know that the person exists."""


class KindForbidden(PermissionDenied):
    """This actor may know the person, but not see this kind of data."""


class DoorClosed(Exception):
    """Something was read after the block ended, or that the door did not open."""


class RecordDamaged(Exception):
    """A stored value does not open: it was changed, moved, or its key is gone."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody came to the door with: who, which kinds, what for, which thing."""

    by: Actor
    kinds: set[Kind]
    purpose: Purpose
    thing: tuple[str, str]


class Records:
    """What one opening of the door gives; read-only, dies with the block."""

    def __init__(
        self,
        keys: OpeningKeys,
        people: Collection[uuid.UUID],
        kinds: set[Kind],
        *,
        is_lent: bool = False,
    ) -> None:
        """Take the keys and what they may be used for."""
        self._keys = keys
        self._people = frozenset(people)
        self._kinds = frozenset(kinds)
        self._is_lent = is_lent
        self._open = True
        self.damaged: set[uuid.UUID] = set()

    def __repr__(self) -> str:
        return "<records>"

    def read(self, sealed: Sealed | None) -> Any:
        """Return a sealed value's content; None where nothing is stored.

        Raises DoorClosed for what the door was not asked to open, and
        RecordDamaged when the stored bytes are not what was sealed here.
        """
        if sealed is None:
            return None
        if (
            not self._open
            or sealed.place is None
            or sealed.person_id not in self._people
            or sealed.place.kind not in self._kinds
            # Whoever borrows one document asks for no other.
            or (self._is_lent and not self._keys.may_open(sealed))
        ):
            raise DoorClosed
        try:
            return self._keys.open(sealed)
        except (CannotOpen, KeysMissing):
            raise RecordDamaged(sealed.person_id) from None

    def name(self, person: Person) -> str:
        """Return a person's full name."""
        parts = (person.given_name, person.infix, person.family_name)
        return " ".join(part for part in map(self.read, parts) if part)

    def name_in_list(self, person: Person) -> str:
        """Return a person's full name among others', or that it does not open."""
        try:
            return self.name(person)
        except RecordDamaged as damage:
            self.go_on_without(damage)
            return _("Naam niet leesbaar")

    def go_on_without(self, damage: RecordDamaged) -> None:
        """Let one damaged record keep nobody from the others; it is logged later."""
        self.damaged.add(damage.args[0])

    def close(self) -> None:
        """Shut the door: nothing more is read."""
        self._open = False
        self._keys.close()


@contextmanager
def open_records(
    people: Iterable[Person | uuid.UUID],
    *,
    kinds: set[Kind],
    by: Actor,
    purpose: Purpose,
    holding: Keyholder | None = None,
    thing: tuple[str, str] = ("", ""),
) -> Generator[Records]:
    """Open some people's data of some kinds, or refuse; both are logged first.

    `holding` is the unlocked key of who looks: what lies under the care team's key
    opens with it alone. `thing` names what is read (its kind and id), for the log.
    One query finds the keys and one insert writes the log, for one person or many.
    Raises NotVisible (404), KindForbidden (403), LogUnavailable; KeyLocked and
    NotAdmitted where the rules allow it and the key is not there.
    """
    ids = list(
        dict.fromkeys(each.id if isinstance(each, Person) else each for each in people)
    )
    asked = Asked(by, kinds, purpose, thing)
    columns = require_access(ids, asked, holding=holding)
    compartments = set().union(*(COMPARTMENTS.get(kind, ()) for kind in kinds))
    if not PERSONAL.issuperset(compartments):
        _require_key(holding)
    relations = {each: relation for each, (_, relation) in columns.items()}
    _log(Action.RECORD_READ, relations, asked, Outcome.SUCCESS)
    is_lent = any(column is Column.GRANTEE for column, _ in columns.values())
    lent = uuid.UUID(thing[1]) if is_lent else None
    keys = keys_for(ids, compartments, holding=holding, lent=lent)
    records = Records(keys, ids, kinds, is_lent=is_lent)
    try:
        yield records
    except RecordDamaged as damage:
        records.go_on_without(damage)
        raise
    finally:
        records.close()
        if records.damaged:
            damaged = dict.fromkeys(records.damaged, "")
            asked = replace(asked, kinds=set())
            _log(Action.RECORD_DAMAGED, damaged, asked, Outcome.FAILED)


def require_access(
    people: Collection[uuid.UUID], asked: Asked, *, holding: Keyholder | None = None
) -> dict[uuid.UUID, tuple[Column, str]]:
    """Say who somebody is to some people; nothing is opened.

    Raises NotVisible and KindForbidden, and logs that.
    """
    columns = _columns(people, asked.by)
    if holding and _may_borrow(asked, holding):
        purpose = grants.Purpose.SUBJECT_REQUEST
        for each in people:
            if grants.is_lent(asked.thing[1], of=each, to=holding, purpose=purpose):
                columns[each] = (Column.GRANTEE, "grant")
    _refuse(columns, asked)
    return columns


def _may_borrow(asked: Asked, holding: Keyholder) -> bool:
    if asked.purpose is not Purpose.SUBJECT_REQUEST:
        return False
    if asked.by.kind is ActorKind.SERVICE:
        return holding.kind is Holder.WORKER
    return asked.by.kind is ActorKind.STAFF and asked.by.role in MAY_BORROW


def _columns(
    ids: Collection[uuid.UUID], by: Actor
) -> dict[uuid.UUID, tuple[Column, str]]:
    """Say who the actor is to each person, and by which care relation."""
    if by.kind is ActorKind.PERSON:
        return {
            each: (Column.SELF if str(each) == by.id else Column.STRANGER, "")
            for each in ids
        }
    if by.kind is ActorKind.SERVICE and by.id in SERVICES:
        return dict.fromkeys(ids, (Column(by.id), ""))
    if by.kind is not ActorKind.STAFF:
        return dict.fromkeys(ids, (Column.STRANGER, ""))
    columns = dict.fromkeys(ids, (COLUMN_OF_ROLE[Role(by.role)], ""))
    if by.role == Role.THERAPIST:
        relations = CareRelation.objects.active().filter(
            account_id=by.id, person_id__in=ids
        )
        # Who judges a new entry of somebody they treat still treats them.
        for person_id, kind in relations.values_list("person_id", "kind"):
            if columns[person_id][0] is not Column.TREATING:
                columns[person_id] = (COLUMN_OF_RELATION[kind], kind)
    return columns


def _refuse(columns: Mapping[uuid.UUID, tuple[Column, str]], asked: Asked) -> None:
    """Log and raise the refusal, where the matrix has one for anybody."""
    answers = {
        person_id: {decide(column, kind, VIEW, asked.purpose) for kind in asked.kinds}
        for person_id, (column, _) in columns.items()
    }
    refused = {
        person_id
        for person_id, accesses in answers.items()
        if accesses != {Access.GRANTED}
    }
    if not refused:
        return
    relations = {each: columns[each][1] for each in refused}
    _log(Action.ACCESS_REFUSED, relations, asked, Outcome.REFUSED)
    if any(Access.INVISIBLE in answers[each] for each in refused):
        raise NotVisible
    raise KindForbidden


def _require_key(holding: Keyholder | None) -> None:
    """Raise before a reading is logged that could not take place."""
    if holding is None:
        raise KeyLocked
    if holding.is_shut_out():
        raise NotAdmitted


def _log(
    action: Action, people: Mapping[uuid.UUID, str], asked: Asked, outcome: Outcome
) -> None:
    """Commit a line per person, with their care relation, in one insert."""
    with transaction.atomic(durable=True):
        record_lines(
            Line(
                action=action,
                by=asked.by,
                person=person_id,
                kind="".join(sorted(asked.kinds)),
                purpose=asked.purpose,
                outcome=outcome,
                relation=relation,
                protocol=PROTOCOL,
                thing=asked.thing[0],
                thing_id=asked.thing[1],
            )
            for person_id, relation in people.items()
        )
