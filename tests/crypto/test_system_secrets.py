"""Secrets of the system itself lie under a root key, each in its own place."""

import uuid
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from accounts.models import Account
from crypto import root_keys, system_secret
from crypto.errors import CannotOpen, Unsealable
from crypto.sealing import Sealed
from outbox.models import Message
from patients.models import Person
from tests.crypto import second_reader

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
NOOR, DAAN = uuid.UUID(int=20), uuid.UUID(int=21)


def account(member: uuid.UUID = NOOR, **values: Any) -> Account:
    made = Account(id=member)
    system_secret.seal(made, **values)
    return made


def move(sealed: Any, to: Account, column: str = "name") -> None:
    setattr(to, column, Sealed(sealed.blob))


def test_a_secret_opens_in_its_row_and_column() -> None:
    noor = account(name="Noor Osei", email="noor@praktijk.example")
    assert system_secret.open(noor, "name") == "Noor Osei"
    assert system_secret.open(noor, "email") == "noor@praktijk.example"
    message = Message()
    system_secret.seal(message, variables={"code": "123456", "left": 0})
    assert system_secret.open(message, "variables") == {"code": "123456", "left": 0}


def test_a_secret_opens_in_no_other_row_or_column() -> None:
    noor, daan = account(name="Noor Osei"), Account(id=DAAN)
    move(noor.name, daan)
    with pytest.raises(CannotOpen):
        system_secret.open(daan, "name")
    move(noor.name, noor, "email")
    with pytest.raises(CannotOpen):
        system_secret.open(noor, "email")


def test_none_empties_a_secret_and_what_comes_after_it_is_sealed() -> None:
    noor = account(name="Noor Osei", email="noor@praktijk.example")
    system_secret.seal(noor, name=None, email="osei@praktijk.example")
    assert noor.name is None
    assert system_secret.open(noor, "name") is None
    assert system_secret.open(noor, "email") == "osei@praktijk.example"


def test_no_bit_or_length_of_a_secret_can_be_changed() -> None:
    noor = account(name="Noor")
    blob = noor.name.blob
    for position in range(len(blob) * 8):
        wrong = bytearray(blob)
        wrong[position // 8] ^= 1 << (position % 8)
        move(Sealed(bytes(wrong)), noor)
        with pytest.raises(CannotOpen):
            system_secret.open(noor, "name")
    for size in range(len(blob)):
        move(Sealed(blob[:size]), noor)
        with pytest.raises(CannotOpen):
            system_secret.open(noor, "name")


def test_two_seals_of_one_secret_differ() -> None:
    assert account(name="Noor").name.blob != account(name="Noor").name.blob


def test_what_is_of_another_type_is_not_sealed() -> None:
    with pytest.raises(Unsealable):
        account(name=12)


def test_a_value_about_a_person_is_no_secret_of_the_system() -> None:
    person = Person()
    with pytest.raises(TypeError, match="given_name is not a system secret"):
        system_secret.seal(person, given_name="Anna")
    person.given_name = Sealed(b"IS\x01")
    with pytest.raises(TypeError, match="given_name is not a system secret"):
        system_secret.open(person, "given_name")


def test_the_second_reader_opens_a_secret() -> None:
    """As crypto/README.md has it."""
    blob = account(name="Noor").name.blob
    root = root_keys.root_key(root_keys.SYSTEM)
    key = second_reader.expand(root, b"intakt/system-secret/v1", 32)
    words = ("intakt/value/v1", "accounts_account", "name", "system", "text")
    bound = second_reader.joined(
        *(word.encode() for word in words), blob[:3], NOOR.bytes, NOOR.bytes
    )
    plain = AESGCM(key).decrypt(blob[3:15], blob[15:], bound)
    assert blob[:3] == b"IS\x01"
    assert plain == b"\x04\0\0\0Noor".ljust(32, b"\0")
