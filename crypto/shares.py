"""A secret as words on paper: three shares, any two of which give it back.

SLIP-39 (SatoshiLabs), one group, two of three, no passphrase: a standard, so that
these words can be read without this program. One share alone says nothing about
the secret. Each has a checksum, so a slip of the pen is found and never guessed.
"""

import re
from collections.abc import Sequence
from typing import Final

import shamir_mnemonic
from shamir_mnemonic.share import Share
from shamir_mnemonic.utils import MnemonicError
from shamir_mnemonic.wordlist import WORDLIST

from crypto.errors import CryptoError

NEEDED: Final = 2
MADE: Final = 3
# Words of a share of a 32-byte secret.
WORDS: Final = 33
# The first four letters of a word are those of no other (SLIP-39).
TELLING: Final = 4
# No passphrase to stretch: the secret has 256 bits of its own.
NO_STRETCHING: Final = 0
# Whoever copies from paper may number the words, and divide them as they like.
_WORD: Final = re.compile(r"[a-z]+")


class WordsRefused(CryptoError):
    """What was typed does not give a secret. It is never quoted, only counted."""


class WrongShare(WordsRefused):
    """One share is wrong by itself: `share` says which, from 1."""

    def __init__(self, share: int) -> None:
        """Take which of the shares it is."""
        self.share = share
        super().__init__()


class WordMissing(WrongShare):
    """A share has `count` words instead of WORDS."""

    def __init__(self, share: int, count: int) -> None:
        """Take the share and how many words it has."""
        self.count = count
        super().__init__(share)


class WordUnknown(WrongShare):
    """The word at `position`, from 1, is not on the list."""

    def __init__(self, share: int, position: int) -> None:
        """Take the share and the place of the word."""
        self.position = position
        super().__init__(share)


class WordMistaken(WrongShare):
    """Every word exists, but the checksum says that one is not the right one."""


class SharesMissing(WordsRefused):
    """One share opens nothing: it takes two."""


class SameShare(WordsRefused):
    """One share was given twice."""


class SharesApart(WordsRefused):
    """The shares are of different sheets."""


def split(secret: bytes) -> tuple[str, ...]:
    """Return the shares of a secret, each a line of words."""
    (shares,) = shamir_mnemonic.generate_mnemonics(
        1, [(NEEDED, MADE)], secret, iteration_exponent=NO_STRETCHING
    )
    return tuple(shares)


def combine(typed: Sequence[str]) -> bytes:
    """Give the secret back from two shares as people type them; or WordsRefused."""
    if len(typed) != NEEDED:
        raise SharesMissing
    one, other = (_read(text, number) for number, text in enumerate(typed, start=1))
    if one.group_parameters() != other.group_parameters():
        raise SharesApart
    if one.index == other.index:
        raise SameShare
    try:
        secret: bytes = shamir_mnemonic.combine_mnemonics(
            [one.mnemonic(), other.mnemonic()]
        )
    except (MnemonicError, ValueError):
        raise SharesApart from None
    return secret


def _read(text: str, number: int) -> Share:
    found = _WORD.findall(text.lower())
    # A few words too many are looked up, to say which does not belong.
    words = [_whole(word) for word in found[: 2 * WORDS]]
    if "" in words:
        raise WordUnknown(number, words.index("") + 1)
    if len(found) != WORDS:
        raise WordMissing(number, len(found))
    try:
        return Share.from_mnemonic(" ".join(words))
    except MnemonicError:
        raise WordMistaken(number) from None


def _whole(word: str) -> str:
    """Return the word that was meant; "" where there is none."""
    if len(word) < TELLING:
        return word if word in WORDLIST else ""
    return next((each for each in WORDLIST if each.startswith(word)), "")
