"""Finding a sealed value again without opening any: a keyed, truncated hash.

A blind index tells whoever reads the table which rows hold the same value, and
nothing else. Health answers and BSN never get one: a BSN has 10^9 values, so
whoever holds the key could try them all (RULES BSN-06).
"""

import hmac
import unicodedata
from typing import Final

from crypto import root_keys

FULL_BITS: Final = 128
BITS_PER_DIGIT: Final = 4
INDEX_LENGTH: Final = FULL_BITS // BITS_PER_DIGIT


def blind_index(
    purpose: str, value: str, *, version: int = 1, bits: int = FULL_BITS
) -> str:
    """Return hex characters for a value, the same for any way of typing it.

    The key is one per purpose (table and field) and version, so that equal values
    in two columns, or before and after a rotation, do not show as equal. Fewer
    `bits` let different values share an index, so that none shows for certain.
    """
    key = root_keys.derived(root_keys.BLIND_INDEX, f"{purpose}/{version}")
    text = _one_way_of_typing(value).encode("utf-8", "surrogatepass")
    return hmac.digest(key, text, "sha256").hex()[: bits // BITS_PER_DIGIT]


def _one_way_of_typing(value: str) -> str:
    folded = unicodedata.normalize("NFKC", value).strip().casefold()
    # Folding case can take composed letters apart.
    return unicodedata.normalize("NFKC", folded)
