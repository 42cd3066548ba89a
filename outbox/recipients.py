"""Whom a message reaches: a kind and an id, resolved by those who know them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final


class NoAddress(Exception):
    """The recipient is known but cannot be reached this way."""


class UnknownRecipient(NoAddress):
    """Nobody registered how to find recipients of this kind."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to write to, without saying where they can be reached."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Address:
    """Where a recipient is reached. It is never logged, so it prints as nothing.

    No name: mail greets without one (RULES COM-02), so none is opened for it.
    """

    email: str = field(repr=False)
    language: str = "nl"


Resolver = Callable[[str], Address]
_RESOLVERS: Final[dict[str, Resolver]] = {}


def register(kind: str, resolver: Resolver) -> None:
    """Say how recipients of a kind are found (from AppConfig.ready).

    A resolver takes an id and returns an Address or raises NoAddress. It is
    called outside any transaction, so it may go through the door.
    """
    _RESOLVERS[kind] = resolver


def resolve(recipient: Recipient) -> Address:
    """Find where a recipient is reached. Raises NoAddress or UnknownRecipient."""
    resolver = _RESOLVERS.get(recipient.kind)
    if resolver is None:
        raise UnknownRecipient
    return resolver(recipient.id)
