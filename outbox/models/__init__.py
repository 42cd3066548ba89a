"""Messages on their way, and what happened to them."""

from outbox.models.message import (
    AlreadyOnItsWay,
    AlreadyReleased,
    AlreadyStopped,
    ContentGone,
    Message,
    NotFailed,
)
from outbox.models.queries import State
from outbox.models.rows import (
    Attempt,
    Delivery,
    DemoMail,
    Failure,
    FailureCode,
    Release,
    Resend,
    Stop,
)

__all__ = [
    "AlreadyOnItsWay",
    "AlreadyReleased",
    "AlreadyStopped",
    "Attempt",
    "ContentGone",
    "Delivery",
    "DemoMail",
    "Failure",
    "FailureCode",
    "Message",
    "NotFailed",
    "Release",
    "Resend",
    "State",
    "Stop",
]
