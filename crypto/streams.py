"""Sealing what is too large for memory: C2SP chunked encryption, Cobblestone-256.

A stream is a salt (24 bytes), a commitment to the key (32), and chunks of 16 KiB
under AES-256-GCM, each with its place and whether it is the last (c2sp.org/
chunked-encryption). Key, salt and context give a key of its own to each stream.

Nothing is released before the end is verified: a reader goes through the whole
file once for its tags, and only then a second time for its text.
"""

from collections.abc import Iterator
from typing import BinaryIO, Final

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag

from crypto.errors import CannotOpen

HEADER_BYTES: Final = 24 + 32
CHUNK_BYTES: Final = 16 * 1024
TAG_BYTES: Final = 16
# What is held in memory at once, whatever the length of the stream.
PIECE_BYTES: Final = 4 * CHUNK_BYTES


def seal_stream(key: bytes, context: bytes, source: BinaryIO, sink: BinaryIO) -> None:
    """Seal all that a source gives, under a key of 32 bytes and for one context."""
    encryptor = Cobblestone256Encryptor(key, context)
    while piece := source.read(PIECE_BYTES):
        sink.write(encryptor.update(piece))
    sink.write(encryptor.finalize())


def verified(key: bytes, context: bytes, source: BinaryIO) -> Iterator[bytes]:
    """Verify a stream to its end, then give its text in pieces; raise CannotOpen.

    The source is an open file, at the beginning of the stream. Somebody may write
    to it between the two readings; then the second one raises CannotOpen too, and
    what it gave before that was text of this very stream: the header is compared,
    so the chunks are held to the same key, order and context again.
    """
    start = source.tell()
    header = source.read(HEADER_BYTES)
    for _ in _opened(key, context, header, source):
        pass
    source.seek(start)
    return _second_reading(key, context, header, source)


def _second_reading(
    key: bytes, context: bytes, header: bytes, source: BinaryIO
) -> Iterator[bytes]:
    if source.read(HEADER_BYTES) != header:
        raise CannotOpen
    yield from _opened(key, context, header, source)


def _opened(
    key: bytes, context: bytes, header: bytes, source: BinaryIO
) -> Iterator[bytes]:
    """Give the text of whole chunks as they come; the last is not yet the end."""
    try:
        decryptor = Cobblestone256Decryptor(key, context)
        yield decryptor.update(header)
        while piece := source.read(PIECE_BYTES):
            yield decryptor.update(piece)
        yield decryptor.finalize()
    except (InvalidTag, ValueError):
        raise CannotOpen from None
