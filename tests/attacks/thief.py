"""A thief with what was stolen: tries every key there is on everything that is sealed.

Below the door and past every rule. What opens is loot too, and may hold more keys,
so the thief goes round until nothing new opens. Our own code serves as tool, for
the thief has it; whether a value opens is for the value itself to say.
"""

import base64
import binascii
import contextlib
import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.conf import settings
from django.db import connections, models

from crypto import joining, links, members, root_keys, system_secret
from crypto.encoding import length_prefixed
from crypto.errors import CannotOpen, CryptoError
from crypto.fields import SealedField, SecretField
from crypto.holding import share_info
from crypto.keyring import Wrapped, _bound_to, unwrap_data_key, wrapped_keys
from crypto.models import (
    DataKey,
    KekSeal,
    LinkKey,
    MemberKey,
    RecoveryKey,
    TeamKey,
    TeamShare,
    WorkerKey,
)
from crypto.opening import open_value
from crypto.pairs import KeyPair
from crypto.recovery import _seal_info
from crypto.sealing import Sealed
from crypto.wrapping import commitment

if TYPE_CHECKING:
    from uuid import UUID

KEY_BYTES: Final = 32
WORD: Final = re.compile(r"[A-Za-z0-9_=+-]{32,}")
Loot = TypeVar("Loot", bytes, str)


class Thief:
    """All that was taken, and all that it opened."""

    def __init__(self) -> None:
        self.keys: set[bytes] = set()
        self.words: set[str] = set()
        self.data_keys: dict[UUID, bytes] = {}
        self.pairs: dict[bytes, KeyPair] = {}
        # Text of values: by model and field.
        self.opened: dict[tuple[str, str], list[Any]] = {}
        self._tried: dict[bytes, set[Any]] = {}

    def take_databases(self) -> None:
        """Take every column of every row of both databases, as it lies there."""
        for alias in connections:
            connection = connections[alias]
            with connection.cursor() as cursor:
                for table in connection.introspection.table_names(cursor):
                    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                    for row in cursor.fetchall():
                        self.take(row)

    def take_server(self) -> None:
        """Take the key file and the settings, and unwrap what the key file opens."""
        self.take(settings.KEY_FILE.read_text())
        self.take([getattr(settings, name) for name in dir(settings) if name.isupper()])
        for use in root_keys.USES:
            self.take(root_keys.root_key(use))
        for model, field in fields_of(SecretField):
            for row in model._default_manager.all():
                self.take(system_secret.open(row, field.name))
        for wrapped in wrapped_keys(recipient_kind="kek"):
            self.data_keys[wrapped.key_id] = unwrap_data_key(wrapped)

    def take(self, thing: Any) -> None:
        """Keep whatever in this could be a key, and every word of it."""
        if isinstance(thing, bytes | memoryview):
            self.keys.update(windows(bytes(thing)))
            with contextlib.suppress(UnicodeDecodeError):
                self.take(bytes(thing).decode())
        elif isinstance(thing, str):
            text = str(thing)  # some of the settings' are lazy
            for word in {text, *WORD.findall(text)}:
                self.words.add(word)
                self.keys.update(decoded(word))
            if text[:1] in {"{", "["}:
                with contextlib.suppress(ValueError):
                    self.take(json.loads(text))
        elif isinstance(thing, dict):
            self.take(list(thing.items()))
        elif isinstance(thing, list | tuple | set | frozenset):
            for part in thing:
                self.take(part)

    def work(self) -> None:
        """Open whatever opens, until nothing more does."""
        known = -1
        while known != (known := len(self.keys) + len(self.data_keys) + self._count()):
            self._grow_pairs()
            self._open_what_is_sealed_to_pairs()
            self._try_as_data_keys()
            self._open_members_seals()
            self._open_values()

    def answers(self) -> list[Any]:
        """What lies in the fields about health that were opened."""
        return [
            value
            for model, field in fields_of(SealedField)
            if field.compartment in {"health", "files"}
            for value in self.opened.get((model._meta.label, field.name), [])
        ]

    def _count(self) -> int:
        return sum(map(len, self.opened.values()))

    def _grow_pairs(self) -> None:
        """Keep the pairs whose public half the portal knows; a seed shows itself."""
        tables = (MemberKey, TeamKey, LinkKey, WorkerKey, RecoveryKey)
        publics = {bytes(row.public) for table in tables for row in rows(table)}
        seeds = set(self.keys)
        for word in self.words:
            seeds |= {links.seed_of(word), links.seed_of(word, info=joining.INFO)}
        for seed in self._new(b"a pair", seeds):
            pair = KeyPair(seed)
            if pair.public in publics:
                self.pairs[pair.public] = pair

    def _open_what_is_sealed_to_pairs(self) -> None:
        """Try every pair on every wrap, share and seal, whomever it is for."""
        for pair in self.pairs.values():
            for blob, info in sealed_to_people():
                with contextlib.suppress(CannotOpen):
                    self.keys.add(pair.open(blob, info))

    def _try_as_data_keys(self) -> None:
        committed = {row.id: bytes(row.commitment) for row in rows(DataKey)}
        for key in self._new(b"a data key", self.keys):
            for key_id, stored in committed.items():
                if commitment(key, key_id.bytes) == stored:
                    self.data_keys[key_id] = key

    def _open_members_seals(self) -> None:
        """Try whatever could be a password, or a key, on every member's seal."""
        for member in rows(MemberKey):
            for seal in member.seals.all():
                for word in self._new(seal.id.bytes, self.words):
                    with contextlib.suppress(CannotOpen):
                        self.keys.add(members._opened(member, seal, word))
                nonce, body = bytes(seal.blob)[:12], bytes(seal.blob)[12:]
                for key in self._new(seal.id.bytes, self.keys):
                    with contextlib.suppress(InvalidTag):
                        bound = members._bound_to(member)
                        self.keys.add(AESGCM(key).decrypt(nonce, body, bound))

    def _open_values(self) -> None:
        for model, field in fields_of(SealedField):
            found = [
                value
                for row in rows(model)
                for value in self._opened(getattr(row, field.name))
            ]
            self.opened[model._meta.label, field.name] = found
            self.take(found)

    def _opened(self, sealed: Sealed | None) -> Iterator[Any]:
        """Give a value where its data key is known, or any key opens it anyway."""
        if sealed is None:
            return
        known = self.data_keys.get(sealed.key_id)
        for key in [known] if known else self._new(sealed.blob, self.keys):
            with contextlib.suppress(CryptoError):
                yield open_value(AESGCM(key), sealed)

    def _new(self, where: bytes, loot: set[Loot]) -> list[Loot]:
        """Return what was not tried here yet, and is tried now."""
        tried = self._tried.setdefault(where, set())
        fresh = [each for each in loot if each not in tried]
        tried.update(fresh)
        return fresh


def windows(content: bytes) -> Iterator[bytes]:
    """Every 32 bytes in a row of something short; the ends of something long."""
    last = len(content) - KEY_BYTES
    starts = range(last + 1) if len(content) <= 4 * KEY_BYTES else (0, last)
    return (content[at : at + KEY_BYTES] for at in starts if last >= 0)


def decoded(word: str) -> Iterator[bytes]:
    """What a word is as text, in hex and in both alphabets of base64."""
    yield from windows(word.encode("utf-8", "replace"))
    padded = word.rstrip("=") + "=" * (-len(word.rstrip("=")) % 4)
    for decode in (bytes.fromhex, base64.b64decode, base64.urlsafe_b64decode):
        with contextlib.suppress(ValueError, binascii.Error):
            yield from windows(decode(word if decode is bytes.fromhex else padded))


def sealed_to_people() -> Iterator[tuple[bytes, bytes]]:
    """Every blob that a pair may open, with what it is bound to."""
    wraps: Iterator[Wrapped] = wrapped_keys()
    for wrapped in wraps:
        yield bytes(wrapped.blob), length_prefixed(_bound_to(wrapped))
    for share in rows(TeamShare):
        yield bytes(share.blob), share_info(share)
    for seal in rows(KekSeal):
        yield bytes(seal.blob), _seal_info(seal)


def rows(model: type[models.Model]) -> Any:
    return model._default_manager.all()


def fields_of(kind: type) -> Iterator[tuple[type[models.Model], Any]]:
    """Every field of a kind, with its model."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, kind):
                yield model, field
