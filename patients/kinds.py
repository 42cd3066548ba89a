"""Kinds of data and purposes: the words of RULES ACC-03 and DESIGN §3."""

from enum import StrEnum


class Kind(StrEnum):
    """The rows A to M of the access matrix."""

    CONTACT = "A"
    NUMBERS = "B"
    INSURANCE = "C"
    PLANNING = "D"
    HEALTH = "E"
    RECORD = "F"
    MESSAGES = "G"
    CONSENTS = "H"
    REQUESTS = "I"
    LOG = "J"
    ACCOUNTS = "K"
    SETTINGS = "L"
    BREACHES = "M"


class Purpose(StrEnum):
    """Why somebody looks."""

    PLANNING = "planning"
    TRIAGE = "triage"
    TREATMENT = "treatment"
    OWN_DATA = "own_data"
    DELIVERY = "delivery"
    OVERSIGHT = "oversight"
    SUBJECT_REQUEST = "subject_request"


# Under which data keys the sealed values of a kind lie.
COMPARTMENTS: dict[Kind, frozenset[str]] = {
    Kind.CONTACT: frozenset({"contact"}),
    Kind.NUMBERS: frozenset({"numbers"}),
    Kind.INSURANCE: frozenset({"numbers"}),
    Kind.HEALTH: frozenset({"health", "files"}),
    Kind.RECORD: frozenset({"health", "files"}),
    Kind.MESSAGES: frozenset({"health", "files"}),
}
