"""An index and a MAC are what they were last year, or nobody is found again."""

import hmac

import pytest

from crypto import mac, root_keys
from crypto.blind_index import INDEX_LENGTH, blind_index
from tests.crypto import second_reader

ROOT = bytes(range(32))


@pytest.fixture(autouse=True)
def _known_root_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    root_keys.derived.cache_clear()
    monkeypatch.setattr(root_keys, "root_key", lambda _: ROOT)


@pytest.fixture(autouse=True, scope="module")
def _forgotten() -> object:
    yield
    root_keys.derived.cache_clear()


def expected(purpose: bytes, text: bytes) -> str:
    """As crypto/README.md has it."""
    key = second_reader.expand(ROOT, purpose, 32)
    return hmac.digest(key, text, "sha256").hex()


@pytest.mark.parametrize(
    "typed", ["Anna@Example.org", "  anna@example.org ", "\uff21nna@example.org"]
)
def test_an_index_is_the_same_for_any_way_of_typing(typed: str) -> None:
    found = blind_index("email", typed)
    assert found == expected(b"email/1", b"anna@example.org")[:32]
    assert len(found) == INDEX_LENGTH


def test_an_index_differs_by_purpose_and_version_and_can_be_short() -> None:
    assert blind_index("phone", "anna") == expected(b"phone/1", b"anna")[:32]
    second = blind_index("email", "anna", version=2)
    assert second == expected(b"email/2", b"anna")[:32]
    assert blind_index("name", "anna", bits=12) == expected(b"name/1", b"anna")[:3]


def test_text_that_is_no_unicode_has_an_index_too() -> None:
    """A browser may send half a character; looking for it finds nobody."""
    assert blind_index("email", "\ud800") == expected(b"email/1", b"\xed\xa0\x80")[:32]


def test_letters_that_fold_apart_are_put_together_again() -> None:
    assert blind_index("name", "\u0130") == blind_index("name", "i\u0307")


def test_a_mac_is_of_one_purpose() -> None:
    assert mac.mac("a", b"data").hex() == expected(b"a", b"data")
    assert mac.same(mac.mac("a", b"data"), mac.mac("a", b"data"))
    assert not mac.same(mac.mac("a", b"data"), mac.mac("b", b"data"))
    assert not mac.same(mac.mac("a", b"data"), mac.mac("a", b"date"))
