"""The names of colleagues, for lists and for "who did this"."""

from collections.abc import Iterable
from uuid import UUID

from accounts.models import Account
from accounts.roles import Role


def names(ids: Iterable[UUID | str | None]) -> dict[str, str]:
    """Return the names of accounts by id; an id that is no account has none."""
    wanted = {found for found in map(_as_uuid, ids) if found}
    accounts = Account.objects.filter(id__in=wanted)
    return {str(account.id): account.opened_name() for account in accounts}


def therapists() -> list[tuple[str, str]]:
    """Return id and name of everybody who can treat now, by name."""
    found = Account.objects.open().holding(Role.THERAPIST)
    pairs = [(str(account.id), account.opened_name()) for account in found]
    return sorted(pairs, key=lambda pair: pair[1].casefold())


def _as_uuid(text: UUID | str | None) -> UUID | None:
    if text is None or isinstance(text, UUID):
        return text
    try:
        return UUID(text)
    except ValueError:
        return None
