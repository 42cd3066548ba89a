"""The terms messages keep to: data, so that a page can state what runs."""

from datetime import timedelta
from typing import Final

# UX G8: what staff set in motion can be held back this long.
HOLD: Final = timedelta(minutes=5)
# DESIGN §4: an invitation's secret never lies here longer than this.
LONGEST_KEPT: Final = timedelta(hours=24)
# UX G12: a code nobody can use any more is not worth sending.
CODE_VALID: Final = timedelta(minutes=15)
# Waiting after the first, second, … failed try.
BACKOFF: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(minutes=60),
    timedelta(minutes=60),
)
MOST_TRIES: Final = len(BACKOFF) + 1
# A try without an outcome after this long died on the way. It may have arrived.
DOUBT: Final = timedelta(minutes=5)
