"""Looking for what was typed, in any of the shapes it could have come to rest in."""

import base64
import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, quote_plus

from tests.canary.databases import Database, dump

# Gathered before anybody typed anything.
PUBLIC = "static"
FEW_DIGITS = 6


@dataclass(frozen=True)
class Canary:
    """Something a person or a member of staff typed, or a secret made for them."""

    name: str
    texts: tuple[str, ...]
    raw: bytes = b""
    # Never written in any shape, not even by a portal that seals nothing.
    is_transient: bool = False
    shapes: frozenset[bytes] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        shapes = {shape for text in self.texts for shape in shapes_of(text)}
        if self.raw:
            shapes |= {self.raw, *encoded(self.raw)}
        object.__setattr__(self, "shapes", frozenset(shapes))

    def is_plainly_in(self, content: bytes) -> bool:
        """Tell whether it lies in these bytes as it was typed, or as it is."""
        plain = [text.encode() for text in self.texts]
        return any(_lies_in(content, shape) for shape in [*plain, self.raw] if shape)

    def is_in(self, content: bytes) -> bool:
        """Tell whether it lies in these bytes."""
        return any(_lies_in(content, shape) for shape in self.shapes)


def canary(name: str, *texts: str, raw: bytes = b"") -> Canary:
    """Make a canary of one value, with other ways of writing it."""
    return Canary(name, texts, raw)


def shapes_of(text: str) -> Iterator[bytes]:
    """Give the bytes a text can have become."""
    for word in {text, text.casefold()}:
        plain = word.encode()
        yield from (plain, word.encode("utf-16-le"), *encoded(plain))
        for rewritten in (
            json.dumps(word)[1:-1],
            html.escape(word),
            quote(word),
            quote_plus(word),
            repr(plain)[2:-1],
        ):
            yield rewritten.encode()


def encoded(plain: bytes) -> Iterator[bytes]:
    """Give bytes in hex and in base64, wherever in a longer text they begin."""
    yield plain.hex().encode()
    yield plain.hex().upper().encode()
    for before in range(3):
        # Only the letters that no neighbour has a part in.
        first, last = -(-before * 8 // 6), (before + len(plain)) * 8 // 6
        padded = bytes(before) + plain + bytes(3)
        yield base64.b64encode(padded)[first:last]
        yield base64.urlsafe_b64encode(padded)[first:last]


def _lies_in(content: bytes, shape: bytes) -> bool:
    if shape not in content:
        return False
    if not (len(shape) == FEW_DIGITS and shape.isdigit()):
        return True
    # Six digits turn up by chance in a hash or a time; alone they are a code.
    alone = rb"(?<![0-9A-Za-z.])" + shape + rb"(?![0-9A-Za-z])"
    return bool(re.search(alone, content))


def places(
    canaries: Iterable[Canary], folder: Path, databases: Iterable[Database]
) -> dict[str, set[str]]:
    """Say of each canary where it lies: in which files and tables."""
    contents = [*_files(folder), *(each for base in databases for each in dump(base))]
    return {
        each.name: {where for where, content in contents if each.is_in(content)}
        for each in canaries
    }


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        yield f"{name} (its name)", str(path).encode()
        if path.is_file() and PUBLIC not in path.relative_to(folder).parts:
            yield name, path.read_bytes()
