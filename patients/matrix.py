"""Who may see what: RULES ACC-03 as a table, and the one function that reads it.

A column is a role *in relation to one person*: the same therapist is "treating"
for the people of his own and "other" for everybody else. Actions are V view,
C create, E edit, X export, W withdraw, D decide. What is not in the table is
refused; conditions that later issues bring (break-glass, representation) will
open more, never less.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from accounts.roles import Role
from patients.kinds import Kind, Purpose


class Column(StrEnum):
    """Who somebody is to the person whose data it is."""

    SELF = "self"
    FRONT_DESK = "front_desk"
    TREATING = "treating"
    # A therapist who sets the urgency of a new entry, until it is judged.
    JUDGING = "judging"
    OTHER_THERAPIST = "other_therapist"
    OWNER = "owner"
    PRIVACY_OFFICER = "privacy_officer"
    ADMINISTRATOR = "administrator"
    # To whom one document was lent: that document alone (patients.lending).
    GRANTEE = "grantee"
    DELIVERY = "outbox.delivery"
    AGES = "intake.ages"
    INDEXES = "patients.indexes"
    STRANGER = "stranger"


class Access(StrEnum):
    """What the matrix answers."""

    GRANTED = "granted"
    # The person may be known to exist, this kind of data may not be seen: 403.
    FORBIDDEN = "forbidden"
    # Indistinguishable from a person who does not exist: 404 (ACC-02).
    INVISIBLE = "invisible"


@dataclass(frozen=True, slots=True)
class Row:
    """What one column may do: letters per kind, and with which purposes."""

    kinds: dict[Kind, str]
    purposes: frozenset[Purpose]
    # Whether the person is visible at all, so that a forbidden kind says 403.
    sees_people: bool = True


MATRIX: Final[dict[Column, Row]] = {
    Column.SELF: Row(
        {
            Kind.CONTACT: "VE",
            Kind.NUMBERS: "V",
            Kind.INSURANCE: "V",
            Kind.PLANNING: "VCE",
            Kind.HEALTH: "VC",
            Kind.MESSAGES: "VC",
            Kind.CONSENTS: "VCW",
            Kind.REQUESTS: "VC",
        },
        frozenset({Purpose.OWN_DATA}),
    ),
    Column.FRONT_DESK: Row(
        {
            Kind.CONTACT: "VCE",
            Kind.INSURANCE: "VCE",
            Kind.PLANNING: "VCE",
            # C blind: may key in for somebody, cannot read back (note 8).
            Kind.HEALTH: "C",
            Kind.CONSENTS: "VC",
            Kind.REQUESTS: "CV",
        },
        frozenset({Purpose.PLANNING}),
    ),
    Column.TREATING: Row(
        {
            Kind.CONTACT: "VE",
            Kind.INSURANCE: "V",
            Kind.PLANNING: "VCE",
            Kind.HEALTH: "V",
            Kind.RECORD: "VCEX",
            Kind.MESSAGES: "VC",
            Kind.CONSENTS: "VCE",
            Kind.REQUESTS: "V",
        },
        frozenset({Purpose.PLANNING, Purpose.TRIAGE, Purpose.TREATMENT}),
    ),
    # Need to know: the entry and the words of today, no earlier intake or record.
    Column.JUDGING: Row(
        {Kind.CONTACT: "V", Kind.PLANNING: "VCE", Kind.HEALTH: "V"},
        frozenset({Purpose.PLANNING, Purpose.TRIAGE}),
    ),
    # Note 2 allows a name against double booking; there is no shared agenda yet,
    # so nothing needs it and nothing is shown.
    Column.OTHER_THERAPIST: Row({}, frozenset(), sees_people=False),
    Column.OWNER: Row(
        {
            Kind.CONTACT: "V",
            Kind.INSURANCE: "VX",
            Kind.PLANNING: "V",
            Kind.CONSENTS: "V",
            Kind.REQUESTS: "VCED",
        },
        frozenset({Purpose.PLANNING, Purpose.OVERSIGHT}),
    ),
    # Sees people only within a case (note 6): as a grantee, what was lent for it.
    Column.PRIVACY_OFFICER: Row({}, frozenset(), sees_people=False),
    Column.ADMINISTRATOR: Row({}, frozenset(), sees_people=False),
    Column.GRANTEE: Row({Kind.HEALTH: "V"}, frozenset({Purpose.SUBJECT_REQUEST})),
    # Named services: over contact alone, each with one purpose (DESIGN §4).
    Column.DELIVERY: Row({Kind.CONTACT: "V"}, frozenset({Purpose.DELIVERY})),
    Column.AGES: Row({Kind.CONTACT: "V"}, frozenset({Purpose.PLANNING})),
    Column.INDEXES: Row({Kind.CONTACT: "V"}, frozenset({Purpose.PLANNING})),
    Column.STRANGER: Row({}, frozenset(), sees_people=False),
}

# By CareRelation.Kind, which stands above this module.
COLUMN_OF_RELATION: Final[dict[str, Column]] = {
    "assigned": Column.TREATING,
    "triage": Column.JUDGING,
}

SERVICES: Final = frozenset({Column.DELIVERY, Column.AGES, Column.INDEXES})

# Who may be lent a document for a case (note 6), beside a running worker.
MAY_BORROW: Final = frozenset({Role.OWNER, Role.PRIVACY_OFFICER})

COLUMN_OF_ROLE: Final[dict[Role, Column]] = {
    Role.FRONT_DESK: Column.FRONT_DESK,
    Role.THERAPIST: Column.OTHER_THERAPIST,
    Role.OWNER: Column.OWNER,
    Role.PRIVACY_OFFICER: Column.PRIVACY_OFFICER,
    Role.ADMINISTRATOR: Column.ADMINISTRATOR,
}


def decide(column: Column, kind: Kind, action: str, purpose: Purpose) -> Access:
    """Say whether a column may do one action to one kind of data, for a purpose."""
    row = MATRIX[column]
    if not row.sees_people:
        return Access.INVISIBLE
    if action in row.kinds.get(kind, "") and purpose in row.purposes:
        return Access.GRANTED
    return Access.FORBIDDEN
