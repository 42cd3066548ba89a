"""The patient's side: a key pair that grows from the secret in a link (DESIGN §4).

The portal keeps the public half, so that it can wrap documents to the person too.
The secret exists in the message alone, until it is delivered.
"""

import secrets
import uuid
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.db import transaction

from crypto import pins
from crypto.holding import Holder, Keyholder
from crypto.models import LinkKey, LinkKeyEnd, Wrap
from crypto.pairs import SEED_BYTES, KeyPair

SECRET_BYTES: Final = 32
INFO: Final = b"intakt/link/v1"
KEYS_DATABASE: Final = "keys"


def new_secret() -> str:
    """Return the secret of a new link: 256 bits, as text for an address."""
    return secrets.token_urlsafe(SECRET_BYTES)


def make(person_id: uuid.UUID, secret: str) -> LinkKey:
    """Keep the public half of a link's key; committed before anything is wrapped."""
    key_id, public = uuid.uuid4(), KeyPair(seed_of(secret)).public
    with transaction.atomic(using=KEYS_DATABASE):
        return LinkKey.objects.create(
            id=key_id,
            person_id=person_id,
            public=public,
            pin=pins.pin("link-key", key_id.bytes, person_id.bytes, public),
        )


def end(key_id: uuid.UUID) -> None:
    """End a link: what was wrapped to it is gone. Ending twice is once."""
    with transaction.atomic(using=KEYS_DATABASE):
        LinkKeyEnd.objects.get_or_create(link_key_id=key_id)
        Wrap.objects.filter(
            recipient_kind=Wrap.Recipient.LINK, recipient_id=str(key_id)
        ).delete()


def standing(*, made_before: datetime) -> set[uuid.UUID]:
    """Return the keys of links that were made before a moment and not ended."""
    found = LinkKey.objects.filter(end=None, created_at__lt=made_before)
    return set(found.values_list("id", flat=True))


def held(key_id: uuid.UUID, carried: str) -> Keyholder:
    """Return the key that a session carries."""
    return Keyholder(Holder.LINK, key_id, bytes.fromhex(carried))


def unlocked(key_id: uuid.UUID, secret: str) -> Keyholder:
    """Return the key of whoever has the link."""
    return Keyholder(Holder.LINK, key_id, seed_of(secret))


def require_ours(key: LinkKey) -> None:
    """Raise NotPinned where somebody else wrote this key into the database."""
    pins.require(
        key.pin, "link-key", key.id.bytes, key.person_id.bytes, bytes(key.public)
    )


def seed_of(secret: str, *, info: bytes = INFO) -> bytes:
    """Return the seed of a link's key pair: HKDF-SHA-256 of its secret."""
    derivation = HKDF(algorithm=SHA256(), length=SEED_BYTES, salt=None, info=info)
    return derivation.derive(secret.encode("utf-8", "replace"))
