"""The bytes of a line, batch or anchor that are authenticated: unambiguous, stable."""

import json
from collections.abc import Iterable

from audit.models import Batch, Event
from crypto.encoding import length_prefixed
from crypto.mac import mac


def line_mac(event: Event) -> bytes:
    """Authenticate all a line says; its number is bound by its link."""
    return mac("audit.line", pack(_words(event)))


def batch_mac(batch: Batch) -> bytes:
    """Authenticate all a batch says of itself."""
    facts = (batch.number, batch.made_at.isoformat(), batch.size, batch.highest)
    hashes = (bytes(batch.previous).hex(), bytes(batch.hash).hex())
    return mac("audit.batch", pack(str(fact) for fact in (*facts, *hashes)))


def pack(words: Iterable[str]) -> bytes:
    """Join words so that no two lists give the same bytes."""
    return length_prefixed(word.encode() for word in words)


def _words(event: Event) -> tuple[str, ...]:
    return (
        *(event.event_id.hex, str(round(event.at.timestamp() * 1000))),
        *(event.action, event.action_code, str(event.outcome)),
        *(event.actor_kind, event.actor_id, event.actor_role, event.on_behalf_of),
        *(event.access_point, event.purpose),
        event.person_id.hex if event.person_id else "",
        *(event.thing, event.thing_id, event.kind),
        json.dumps(event.detail, sort_keys=True, separators=(",", ":")),
        *(event.relation, event.protocol, event.checks, event.source, event.site),
    )
