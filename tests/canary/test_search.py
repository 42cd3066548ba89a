"""The search finds a value in whatever shape and kind of file it lies."""

import base64
import json
import sqlite3
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.canary.search import canary, places

NAME = "Ørkvandrel-Wyx"
MARIA = canary("name", NAME)
SHAPES = {
    "as text": NAME.encode(),
    "without capitals": NAME.lower().encode(),
    "in UTF-16": NAME.encode("utf-16-le"),
    "in JSON": json.dumps({"name": NAME}).encode(),
    "in an address": quote(NAME).encode(),
    "in hex": NAME.encode().hex().encode(),
    **{
        f"in base64 after {n} bytes": base64.b64encode(b"x" * n + NAME.encode() + b"yz")
        for n in range(4)
    },
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_name_is_found(shape: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(bytes(99) + SHAPES[shape] + bytes(99))
    assert places([MARIA], tmp_path, [])["name"] == {"file"}


def test_a_name_is_found_in_a_wal_that_was_not_folded_in(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "db")
    connection.executescript("PRAGMA journal_mode=WAL; CREATE TABLE person (name)")
    connection.execute("INSERT INTO person VALUES (?)", [NAME])
    connection.commit()
    assert places([MARIA], tmp_path, [])["name"] == {"db-wal"}
    connection.close()


def test_a_name_is_found_in_the_name_of_a_file(tmp_path: Path) -> None:
    (tmp_path / f"upload-{NAME}").touch()
    assert len(places([MARIA], tmp_path, [])["name"]) == 1


def test_six_digits_are_a_code_only_where_they_stand_alone(tmp_path: Path) -> None:
    code = canary("code", "314159")
    (tmp_path / "file").write_text('{"hash": "ab314159cd", "at": "12.314159"}')
    assert places([code], tmp_path, [])["code"] == set()
    (tmp_path / "file").write_text('{"code": "314159"}')
    assert places([code], tmp_path, [])["code"] == {"file"}
