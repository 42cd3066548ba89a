"""C2SP's vectors for chunked encryption (Wycheproof), through our own reader."""

import hashlib
import io
import json
import zlib
from pathlib import Path
from typing import Any

import pytest

from crypto.errors import CannotOpen
from crypto.streams import verified

pytestmark = pytest.mark.shared
VECTORS = Path(__file__).parents[3] / "shared" / "vectors"
FILE = VECTORS / "c2sp_chunked_encryption_aes_256_gcm_test.json"
GROUPS = json.loads(FILE.read_bytes())["testGroups"] if FILE.exists() else []
TESTS: list[dict[str, Any]] = [test for group in GROUPS for test in group["tests"]]


def test_the_set_is_there() -> None:
    assert len(TESTS) == 35
    assert {test["result"] for test in TESTS} == {"valid", "invalid"}


@pytest.mark.parametrize("test", TESTS, ids=lambda test: f"tc{test['tcId']}")
def test_a_stream_opens_exactly_where_the_set_says_so(test: dict[str, Any]) -> None:
    key, context = bytes.fromhex(test["key"]), bytes.fromhex(test["ctx"])
    stream = io.BytesIO(zlib.decompress(bytes.fromhex(test["ct"])))
    if test["result"] == "invalid":
        with pytest.raises(CannotOpen):
            verified(key, context, stream)
        return
    text = b"".join(verified(key, context, stream))
    assert len(text) == test["msgLength"]
    assert hashlib.sha512(text).hexdigest() == test["msgSha512"]
