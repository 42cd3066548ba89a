"""A stream gives its text whole or not at all, and little memory either way."""

import io
import json
import tracemalloc
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest

from crypto.errors import CannotOpen
from crypto.streams import (
    CHUNK_BYTES,
    HEADER_BYTES,
    TAG_BYTES,
    seal_stream,
    verified,
)

KEY: Final = bytes(range(32))
CONTEXT: Final = b"the intake of Maria"
SEALED_CHUNK: Final = CHUNK_BYTES + TAG_BYTES
VECTORS = json.loads(Path(__file__).with_name("stream_vectors.json").read_bytes())


def sealed(text: bytes, key: bytes = KEY, context: bytes = CONTEXT) -> bytes:
    sink = io.BytesIO()
    seal_stream(key, context, io.BytesIO(text), sink)
    return sink.getvalue()


def opened(stream: bytes, key: bytes = KEY, context: bytes = CONTEXT) -> bytes:
    return b"".join(verified(key, context, io.BytesIO(stream)))


def refused(stream: bytes, key: bytes = KEY, context: bytes = CONTEXT) -> None:
    """Fail unless it is refused before a single byte of text is given."""
    with pytest.raises(CannotOpen):
        verified(key, context, io.BytesIO(stream))


@pytest.mark.parametrize(
    "size",
    [0, 1, 31, *(n * CHUNK_BYTES + d for n in (1, 2, 4, 5) for d in (-1, 0, 1))],
)
def test_what_is_sealed_comes_back_whole(size: int) -> None:
    text = bytes(index % 251 for index in range(size))
    stream = sealed(text)
    assert opened(stream) == text
    # The last chunk is never a whole one: it may be empty, and says it is the last.
    chunks = size // CHUNK_BYTES + 1
    assert len(stream) == HEADER_BYTES + size + chunks * TAG_BYTES


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_streams_sealed_earlier_still_open(vector: dict[str, str]) -> None:
    key, context = bytes.fromhex(vector["key"]), bytes.fromhex(vector["context"])
    stream = bytes.fromhex(vector["stream"])
    assert opened(stream, key, context) == bytes.fromhex(vector["text"])


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert sealed(b"ja") != sealed(b"ja")


def test_a_stream_opens_under_its_own_key_and_context_only() -> None:
    refused(sealed(b"knie"), key=bytes(32))
    refused(sealed(b"knie"), context=b"the intake of Bram")
    refused(sealed(b"knie"), key=b"too short")


def test_a_stream_that_was_cut_is_refused_wherever_it_was_cut() -> None:
    stream = sealed(b"x" * (2 * CHUNK_BYTES + 100))
    edges = [HEADER_BYTES + n * SEALED_CHUNK for n in range(3)]
    for edge in (0, 24, *edges):
        for cut in {edge - 1, edge, edge + 1} & set(range(len(stream))):
            refused(stream[:cut])
    refused(stream[:-1])
    refused(stream[:-TAG_BYTES])


def test_a_stream_cut_after_a_whole_last_chunk_is_refused() -> None:
    stream = sealed(b"x" * (3 * CHUNK_BYTES))
    refused(stream[: HEADER_BYTES + 2 * SEALED_CHUNK])


def test_a_stream_that_was_lengthened_is_refused() -> None:
    stream = sealed(b"x" * CHUNK_BYTES)
    refused(stream + b"\0")
    refused(stream + stream[HEADER_BYTES:])
    refused(stream + stream)


def test_chunks_in_another_order_are_refused() -> None:
    stream = sealed(b"a" * CHUNK_BYTES + b"b" * CHUNK_BYTES + b"c")
    edges = [HEADER_BYTES + n * SEALED_CHUNK for n in range(3)]
    one, two = (stream[begin:end] for begin, end in pairwise(edges))
    refused(stream[:HEADER_BYTES] + two + one + stream[edges[2] :])
    refused(stream[:HEADER_BYTES] + one + one + stream[edges[2] :])


@pytest.mark.parametrize(
    "place",
    [0, 23, 24, 55, 56, HEADER_BYTES + CHUNK_BYTES, HEADER_BYTES + SEALED_CHUNK, -1],
    ids=lambda place: f"byte {place}",
)
def test_one_wrong_bit_anywhere_is_refused(place: int) -> None:
    stream = bytearray(sealed(b"x" * (CHUNK_BYTES + 100)))
    for bit in range(8):
        stream[place] ^= 1 << bit
        refused(bytes(stream))
        stream[place] ^= 1 << bit
    assert opened(bytes(stream))


ANOTHER = sealed(b"y" * (2 * CHUNK_BYTES))


@pytest.mark.parametrize(
    "change",
    [
        lambda _: ANOTHER,
        lambda stream: stream[:HEADER_BYTES] + ANOTHER[HEADER_BYTES:],
        lambda stream: ANOTHER[:HEADER_BYTES] + stream[HEADER_BYTES:],
    ],
    ids=["whole", "chunks", "header"],
)
def test_a_stream_swapped_between_the_readings_gives_none_of_its_text(
    change: Callable[[bytes], bytes],
) -> None:
    stream = sealed(b"x" * (2 * CHUNK_BYTES))
    file = io.BytesIO(stream)
    pieces = verified(KEY, CONTEXT, file)
    file.getbuffer()[:] = change(stream)
    with pytest.raises(CannotOpen):
        b"".join(pieces)


def test_a_stream_cut_between_the_readings_does_not_end_as_if_it_were_whole() -> None:
    file = io.BytesIO(sealed(b"x" * (9 * CHUNK_BYTES)))
    pieces = verified(KEY, CONTEXT, file)
    file.truncate(HEADER_BYTES + 8 * SEALED_CHUNK)
    with pytest.raises(CannotOpen):
        b"".join(pieces)


def test_a_stream_may_stand_inside_a_larger_file() -> None:
    file = io.BytesIO(b"a header of its own" + sealed(b"knie"))
    file.seek(19)
    assert b"".join(verified(KEY, CONTEXT, file)) == b"knie"


class Zeros(io.RawIOBase):
    """Gives so many zeros, without having them."""

    def __init__(self, size: int) -> None:
        self.left = size

    def read(self, size: int = -1) -> bytes:
        given = min(size, self.left)
        self.left -= given
        return bytes(given)


def test_a_hundred_megabytes_take_less_than_one_of_memory(tmp_path: Path) -> None:
    size = 100_000_000
    tracemalloc.start()
    try:
        with (tmp_path / "stream").open("w+b") as file:
            seal_stream(KEY, CONTEXT, Zeros(size), file)  # type: ignore[arg-type]
            file.seek(0)
            read = sum(map(len, verified(KEY, CONTEXT, file)))
        assert read == size
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()
