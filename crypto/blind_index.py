"""Finding a sealed value again without opening any: a keyed, truncated hash.

A blind index tells whoever reads the table which rows hold the same value, and
nothing else. Health answers and BSN never get one: a BSN has 10^9 values, so
whoever holds the key could try them all (RULES BSN-06).
"""

import hmac
import unicodedata
from typing import Final

from crypto import root_keys

INDEX_BYTES: Final = 16
INDEX_LENGTH: Final = INDEX_BYTES * 2


def blind_index(purpose: str, value: str) -> str:
    """Return 32 hex characters for a value, the same for any way of typing it.

    The key is one per purpose (field and version), so that equal values in two
    columns do not show as equal.
    """
    key = root_keys.derived(root_keys.BLIND_INDEX, purpose)
    text = unicodedata.normalize("NFKC", value).strip().casefold()
    digest = hmac.digest(key, text.encode("utf-8", "surrogatepass"), "sha256")
    return digest[:INDEX_BYTES].hex()
