"""How far each of the sixty has come, so that every state has somebody in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

from deploy.demo_practice.people import Invented
from intake.waitlist.models import Departure, Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """What happened to somebody; every number counts days until today."""

    signed_up: float
    urgency: Urgency | None = None
    invited: float | None = None
    parts: int = 0  # of the intake, where it was not sent
    sent: float | None = None
    read: float | None = None
    left: Departure.Reason | None = None

    @property
    def needs_mail(self) -> bool:
        """Whether somebody lived this who can be sent a link."""
        return self.invited is not None


NORMAL, PRIORITY, URGENT = Urgency.NORMAL, Urgency.PRIORITY, Urgency.URGENT
NEW: Final = [
    Life(signed_up=days) for days in (0.05, 0.1, 0.3, 1, 1, 2, 2, 3, 3, 4, 5, 6)
]
WAITING: Final = [
    Life(signed_up=days, urgency=urgency)
    for days, urgency in (
        (3, URGENT),
        (6, URGENT),
        (8, PRIORITY),
        (15, PRIORITY),
        (22, PRIORITY),
        (41, PRIORITY),
        (5, NORMAL),
        (9, NORMAL),
        (13, NORMAL),
        (18, NORMAL),
        (24, NORMAL),
        (31, NORMAL),
        (38, NORMAL),
        (47, NORMAL),
        (56, NORMAL),
    )
]
INVITED: Final = [
    Life(signed_up=days, urgency=urgency, invited=invited)
    for days, urgency, invited in (
        (12, URGENT, 0),
        (35, NORMAL, 0),
        (29, NORMAL, 1),
        (33, PRIORITY, 2),
        (44, NORMAL, 6),
        (52, NORMAL, 23),
        (78, NORMAL, 34),
    )
]
FILLING: Final = [
    Life(signed_up=days, urgency=urgency, invited=invited, parts=parts)
    for days, urgency, invited, parts in (
        (19, PRIORITY, 1, 1),
        (27, NORMAL, 3, 4),
        (36, NORMAL, 4, 2),
        (40, NORMAL, 8, 3),
        (58, NORMAL, 12, 1),
        (66, NORMAL, 20, 4),
    )
]
SUBMITTED: Final = [
    Life(signed_up=days, urgency=urgency, invited=days * 0.5, sent=sent, read=read)
    for days, urgency, sent, read in (
        (10, URGENT, 0.2, None),
        (20, PRIORITY, 1, None),
        (26, NORMAL, 1, None),
        (34, NORMAL, 2, None),
        (43, NORMAL, 3, None),
        (49, NORMAL, 3, None),
        (57, NORMAL, 5, None),
        (21, URGENT, 8, 7),
        (55, NORMAL, 14, 13),
        (61, NORMAL, 20, 18),
        (70, PRIORITY, 25, 25),
        (82, NORMAL, 31, 30),
        (90, NORMAL, 38, 35),
    )
]
LEFT: Final = [
    Life(signed_up=days, urgency=urgency, left=reason)
    for days, urgency, reason in (
        (11, None, Departure.Reason.DUPLICATE),
        (16, None, Departure.Reason.REFUSED),
        (30, PRIORITY, Departure.Reason.REFERRED),
        (45, NORMAL, Departure.Reason.WITHDRAWN),
        (63, NORMAL, Departure.Reason.WITHDRAWN),
        (76, NORMAL, Departure.Reason.NO_RESPONSE),
        (88, NORMAL, Departure.Reason.NO_RESPONSE),
    )
]
LIVES: Final = (*NEW, *WAITING, *INVITED, *FILLING, *SUBMITTED, *LEFT)


def cast(people: list[Invented], chance: Random) -> Iterator[tuple[Invented, Life]]:
    """Give everybody a life they can have: no link goes to whom none can reach."""
    reachable = [each for each in people if each.email and not each.is_child]
    others = [each for each in people if not each.email or each.is_child]
    lives = chance.sample(LIVES, len(LIVES))
    for life in sorted(lives, key=lambda each: not each.needs_mail):
        alike = reachable if life.needs_mail or not others else others
        yield alike.pop(0), life
