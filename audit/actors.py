"""Who did it: named by kind and id, without a foreign key (DESIGN §3)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self
from uuid import UUID


class ActorKind(StrEnum):
    """What sort of actor it was."""

    STAFF = "staff"
    PERSON = "person"
    ANONYMOUS = "anonymous"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it, in which role, and for whom; names are kept apart (RET-14)."""

    kind: ActorKind
    id: str = ""
    role: str = ""
    on_behalf_of: str = ""

    @classmethod
    def staff(
        cls, account_id: UUID | str, role: str, *, on_behalf_of: str = ""
    ) -> Self:
        """Name a member of staff, and the responsible one if that is another."""
        return cls(ActorKind.STAFF, str(account_id), str(role), on_behalf_of)

    @classmethod
    def person(cls, person_id: UUID | str, *, on_behalf_of: str = "") -> Self:
        """Name a person, and whom they act for if that is another."""
        return cls(ActorKind.PERSON, str(person_id), "", on_behalf_of)

    @classmethod
    def anonymous(cls) -> Self:
        """Name somebody who has not said who they are."""
        return cls(ActorKind.ANONYMOUS)

    @classmethod
    def service(cls, name: str) -> Self:
        """Name a part of the portal, such as `outbox.delivery`."""
        return cls(ActorKind.SERVICE, name)
