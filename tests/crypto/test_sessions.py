"""A session opens with its cookie alone; the database knows a hash of it."""

import hashlib

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crypto import root_keys
from crypto.errors import CannotOpen
from crypto.session import open_session, seal_session, session_id
from tests.crypto import second_reader

pytestmark = pytest.mark.django_db(databases=["keys"])
COOKIE, OTHER = "a" * 32, "b" * 32


def test_a_session_opens_with_its_cookie_and_no_other() -> None:
    sealed = seal_session(COOKIE, b"who is signed in")
    assert open_session(COOKIE, sealed) == b"who is signed in"
    assert b"who is" not in sealed
    for wrong in (OTHER, "", COOKIE[:-1]):
        with pytest.raises(CannotOpen):
            open_session(wrong, sealed)


def test_no_bit_or_length_of_a_session_can_be_changed() -> None:
    sealed = seal_session(COOKIE, b"who")
    for position in range(len(sealed) * 8):
        wrong = bytearray(sealed)
        wrong[position // 8] ^= 1 << (position % 8)
        with pytest.raises(CannotOpen):
            open_session(COOKIE, bytes(wrong))
    for size in range(len(sealed)):
        with pytest.raises(CannotOpen):
            open_session(COOKIE, sealed[:size])


def test_the_database_knows_a_hash_of_the_cookie() -> None:
    assert session_id(COOKIE) == hashlib.sha256(COOKIE.encode()).hexdigest()


def test_two_seals_of_one_session_differ() -> None:
    assert seal_session(COOKIE, b"who") != seal_session(COOKIE, b"who")


def test_the_second_reader_opens_a_session() -> None:
    """As crypto/README.md has it."""
    sealed = seal_session(COOKIE, b"who is signed in")
    salt = second_reader.expand(
        root_keys.root_key(root_keys.MAC), b"crypto.session", 32
    )
    prk = second_reader.extract(salt, COOKIE.encode())
    key = second_reader.expand(prk, b"intakt/session/v1", 32)
    bound = hashlib.sha256(COOKIE.encode()).hexdigest().encode()
    assert AESGCM(key).decrypt(sealed[:12], sealed[12:], bound) == b"who is signed in"
