"""What somebody answered so far: in the sealed session, and nowhere else."""

import uuid
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

from patients.dates import AgeBand, age_band, age_on, local_date

SESSION_KEY: Final = "signup"
YOUNG: Final = frozenset({AgeBand.UNDER_12, AgeBand.FROM_12_TO_15})
# Every step that asks a name, so that no name is asked twice.
NAMED_IN: Final = ("naam", "u-en-uw-kind", "wie-bent-u", "ouder")


class NotAnswered(LookupError):
    """An answer that is needed was not given; names the question, not a person."""


class Whom(StrEnum):
    """Whom an answer is about. `self` is whoever sits at the screen."""

    SELF = "self"
    CHILD = "child"
    OTHER = "other"
    PARENT = "parent"


class Draft:
    """A sign-up on its way.

    Answers are kept by question *and* by whom they are about: whoever changes
    their mind about for whom this is loses nothing, and nobody gets another's
    name.
    """

    def __init__(self, session: SessionBase) -> None:
        """Read the draft of a session; an empty one where there is none."""
        self._session = session
        self._kept: dict[str, Any] = session.get(SESSION_KEY) or {}

    @property
    def is_empty(self) -> bool:
        """Whether nothing was answered, or the session ended since."""
        return not self._kept

    def answer(self, key: str) -> Mapping[str, Any] | None:
        """Return an answer, None where the question was not answered."""
        found: Mapping[str, Any] | None = self._kept.get("answers", {}).get(key)
        return found

    def keep(self, key: str, answer: Mapping[str, Any]) -> None:
        """Keep an answer. The first one opens the draft."""
        if self.is_empty:
            self._kept = {
                "started_at": timezone.now().isoformat(),
                # Known beforehand, so that sending twice makes one of each.
                "ids": {each: str(uuid.uuid4()) for each in ("entry", *Whom)},
                "answers": {},
            }
        self._kept["answers"][key] = dict(answer)
        self._save()

    def said(self, key: str) -> Mapping[str, Any]:
        """Return an answer that must be there; raises NotAnswered."""
        found = self.answer(key)
        if found is None:
            raise NotAnswered(key.partition(".")[0])
        return found

    def keep_only(self, keys: Collection[str]) -> None:
        """Drop the answers that no longer matter: they are not sent."""
        answers = self._kept["answers"]
        self._kept["answers"] = {key: answers[key] for key in answers if key in keys}

    def reach_the_end(self) -> None:
        """Remember that everything was shown: from now on changes return there."""
        self._kept["at_the_end"] = True
        self._save()

    def discard(self) -> None:
        """Forget everything: it was sent."""
        self._kept = {}
        self._session.pop(SESSION_KEY, None)

    @property
    def was_at_the_end(self) -> bool:
        """Whether all answers have been shown once."""
        return bool(self._kept.get("at_the_end"))

    @property
    def age(self) -> timedelta:
        """How long ago the first answer was given."""
        return timezone.now() - datetime.fromisoformat(self._kept["started_at"])

    def id_of(self, what: Whom | str) -> uuid.UUID:
        """Return the id that the entry, or one of the people, will have."""
        return uuid.UUID(self._kept["ids"][what])

    @property
    def patient(self) -> Whom | None:
        """Who is signed up; None while that was not said."""
        route = self.answer("voor-wie.self")
        return Whom(route["route"]) if route else None

    @property
    def birth_date(self) -> date | None:
        """When the one who is signed up was born; None while that was not said."""
        said = self.answer(f"geboortedatum.{self.patient}")
        return date.fromisoformat(said["birth_date"]) if said else None

    @property
    def years(self) -> int:
        """The age today; only once the birth date is known."""
        if self.birth_date is None:
            raise NotAnswered
        return age_on(self.birth_date, local_date())

    @property
    def band(self) -> AgeBand | None:
        """The band of rights on today's date; it sets the route (UX P3)."""
        born = self.birth_date
        return age_band(born, local_date()) if born else None

    @property
    def is_young(self) -> bool:
        """Whether a parent must be known: under 16 today (RULES MIN-01)."""
        return self.band in YOUNG

    @property
    def reached(self) -> Whom:
        """Whom the practice writes to or phones; from 16 people decide themselves."""
        if self.patient is None:
            raise NotAnswered
        if not self.is_young:
            return self.patient
        return Whom.SELF if self.patient is Whom.CHILD else Whom.PARENT

    def name_of(self, about: Whom) -> Mapping[str, Any]:
        """Return the name of somebody, wherever it was given."""
        said = (self.answer(f"{slug}.{about}") for slug in NAMED_IN)
        return next(filter(None, said), {})

    def _save(self) -> None:
        self._session[SESSION_KEY] = self._kept
