"""What keys cost: opening a document as the care team does, and changing the lock."""

import os
import time
import uuid
from functools import partial
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from crypto import kek_rotation, keyring, links
from crypto.models import Wrap
from crypto.opening import keys_for
from intake.responses.models import Section
from tests.bench.measuring import Row

PEOPLE: Final = 1000
CONTENT: Final = {"answers": {"pijn": "Sinds een paar weken. " * 40}, "seen": ["1"]}
X25519: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def lock_rows() -> list[Row]:
    """A document under a link's key, and a thousand people under a new key file."""
    return [*_document_rows(), *_rotation_rows()]


def _document_rows() -> list[Row]:
    person, document, secret = uuid.uuid4(), uuid.uuid4(), links.new_secret()
    holder = links.unlocked(links.make(person, secret).id, secret)
    key = keyring.for_writing(
        person, "health", document_id=document, readers=[holder.key_id]
    )
    section = Section(response_id=document, person_id=person, key="1")
    key.seal(section, content=CONTENT)

    def opened() -> object:
        keys = keys_for([person], ["health"], holding=holder)
        return keys.open(section.content)

    data_key, pair = AESGCM.generate_key(256), X25519PrivateKey.generate()
    wrapped = X25519.encrypt(data_key, pair.public_key(), info=b"bench")
    nonce, cipher = os.urandom(12), AESGCM(data_key)
    body = cipher.encrypt(nonce, section.content.blob, None)

    def raw() -> bytes:
        Wrap.objects.filter(data_key__person_id=person).first()
        bare = AESGCM(X25519.decrypt(wrapped, pair, info=b"bench"))
        return bare.decrypt(nonce, body, None)

    return [
        Row(
            name="opening a document of 1 KB: its wraps, hybrid HPKE, pin, commitment",
            reference="one query, bare X25519 HPKE and AES-256-GCM",
            ours=opened,
            theirs=raw,
            rounds=101,
        )
    ]


def _rotation_rows() -> list[Row]:
    people = [uuid.uuid4() for _ in range(PEOPLE)]
    for person in people:
        keyring.for_writing(person, "contact")
    rotate = partial(kek_rotation.rotate, tell=lambda *_: None)
    name = f"a new key file for {PEOPLE} people and what else is there"
    return [
        Row(
            name=name,
            reference="a second on the clock",
            ours=rotate,
            theirs=partial(time.sleep, 1),
            rounds=5,
            goal=1.0,
        ),
    ]
