"""Members' key pairs: made from a password, unlocked by it, sealed anew under another.

The private half lies under AES-256-GCM with a key from Argon2id (RFC 9106): the
member's password, a salt, and as secret input a pepper that the key file wraps,
so the database alone cannot be guessed at. For `accounts` only.
"""

import os
import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from django.conf import settings
from django.db import transaction

from crypto import grants, pins, root_keys, team
from crypto.encoding import length_prefixed
from crypto.errors import CannotOpen, NotPinned
from crypto.holding import Holder, Keyholder
from crypto.models import MemberKey, MemberKeyEnd, MemberSeal
from crypto.pairs import KeyPair, new_seed

SALT_BYTES: Final = 16
NONCE_BYTES: Final = 12
KEY_BYTES: Final = 32
# What a row may ask of this server for one password: memory in KiB, and passes.
MOST_MEMORY: Final = 512 * 1024
MOST_PASSES: Final = 32
KEYS_DATABASE: Final = "keys"


def make(member_id: uuid.UUID, password: str) -> Keyholder:
    """Make a member's key pair; an earlier one of theirs ends.

    Until a colleague admits the new key it opens no patient's document.
    """
    seed, key_id = new_seed(), uuid.uuid4()
    public = KeyPair(seed).public
    row = MemberKey(id=key_id, member_id=member_id, public=public)
    row.pin = pins.pin("member-key", *team.member_facts(row))
    seal = _seal(row, seed, password)
    with transaction.atomic(using=KEYS_DATABASE):
        retire(member_id)
        row.save(force_insert=True)
        seal.save(force_insert=True)
    return Keyholder(Holder.MEMBER, key_id, seed)


def retire(member_id: uuid.UUID) -> None:
    """End a member's key: its seals, shares and grants are gone."""
    with transaction.atomic(using=KEYS_DATABASE):
        for key in MemberKey.objects.filter(member_id=member_id, end=None):
            MemberKeyEnd.objects.create(member_key=key)
            key.seals.all().delete()
            grants.withdraw_all(key.id)
        team.dismiss(member_id)


def unlock(member_id: uuid.UUID, password: str) -> Keyholder | None:
    """Return the member's unlocked key, None where this password opens none.

    Two seals stand only while a password changes: the one that opened stays.
    """
    key = current(member_id)
    if key is None:
        return None
    for seal in key.seals.order_by("-created_at"):
        try:
            seed = _opened(key, seal, password)
        except CannotOpen:
            continue
        if KeyPair(seed).public != bytes(key.public):
            continue
        _leave_alone(seal)
        return Keyholder(Holder.MEMBER, key.id, seed)
    return None


@transaction.atomic(using=KEYS_DATABASE)
def _leave_alone(seal: MemberSeal) -> None:
    """Remove the seals beside one, unless that one was replaced meanwhile."""
    seals = MemberSeal.objects.filter(member_key_id=seal.member_key_id)
    if seal in list(seals.select_for_update()):
        seals.exclude(id=seal.id).delete()


def settle(member_id: uuid.UUID, holder: Keyholder, password: str) -> None:
    """Leave the seal of a password that counts by now as the only one.

    A sign-in with the former password may have removed it meanwhile: the key is
    still unlocked here, so it is sealed again.
    """
    key = MemberKey.objects.get(id=holder.key_id, member_id=member_id)
    seal = _seal(key, bytes.fromhex(holder.carried()), password)
    with transaction.atomic(using=KEYS_DATABASE):
        # Locked, so that no sign-in removes the new one beside a former one.
        list(key.seals.select_for_update())
        seal.save(force_insert=True)
        key.seals.exclude(id=seal.id).delete()


def reseal(holder: Keyholder, password: str) -> None:
    """Seal a member's key under a new password, beside the old one.

    Commit this before the new password counts; the next sign-in removes the seal
    that did not open, so a crash in between locks nobody out.
    """
    key = MemberKey.objects.get(id=holder.key_id)
    _seal(key, bytes.fromhex(holder.carried()), password).save(force_insert=True)


def current(member_id: uuid.UUID) -> MemberKey | None:
    """Return the member's key that things are sealed to now.

    One that somebody wrote beside it counts for nothing; raises NotPinned where
    there is no other.
    """
    rows = MemberKey.objects.filter(member_id=member_id, end=None)
    found = list(rows.order_by("-created_at"))
    for key in found:
        if team.is_members(key):
            return key
    if found:
        raise NotPinned
    return None


def made_at(member_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, datetime]:
    """Tell since when members have the key they have now; nothing is checked."""
    found = MemberKey.objects.filter(member_id__in=list(member_ids), end=None)
    return dict(found.order_by("created_at").values_list("member_id", "created_at"))


def held(key_id: uuid.UUID, carried: str) -> Keyholder:
    """Return the key that a session carries."""
    return Keyholder(Holder.MEMBER, key_id, bytes.fromhex(carried))


def _seal(key: MemberKey, seed: bytes, password: str) -> MemberSeal:
    memory, passes, lanes = settings.MEMBER_KEY_COST
    seal = MemberSeal(
        member_key=key,
        salt=os.urandom(SALT_BYTES),
        memory=memory,
        passes=passes,
        lanes=lanes,
    )
    nonce = os.urandom(NONCE_BYTES)
    seal.blob = nonce + _cipher(seal, password).encrypt(nonce, seed, _bound_to(key))
    return seal


def _opened(key: MemberKey, seal: MemberSeal, password: str) -> bytes:
    nonce, sealed = bytes(seal.blob)[:NONCE_BYTES], bytes(seal.blob)[NONCE_BYTES:]
    try:
        return _cipher(seal, password).decrypt(nonce, sealed, _bound_to(key))
    except (InvalidTag, ValueError):
        raise CannotOpen from None


def _cipher(seal: MemberSeal, password: str) -> AESGCM:
    if seal.memory > MOST_MEMORY or seal.passes > MOST_PASSES:
        raise CannotOpen
    derivation = Argon2id(
        salt=bytes(seal.salt),
        length=KEY_BYTES,
        iterations=seal.passes,
        lanes=seal.lanes,
        memory_cost=seal.memory,
        secret=root_keys.root_key(root_keys.PEPPER),
    )
    return AESGCM(derivation.derive(password.encode("utf-8", "surrogatepass")))


def _bound_to(key: MemberKey) -> bytes:
    return length_prefixed([b"intakt/member-seal/v1", *team.member_facts(key)])
