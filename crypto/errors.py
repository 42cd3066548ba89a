"""What can go wrong with keys and sealed values, each by its name."""

from django.core.exceptions import FieldError


class CryptoError(Exception):
    """The root of every error of this app."""


class CannotOpen(CryptoError):
    """A sealed value does not open. No reason is given, on purpose.

    Wrong key, other row, other person, one wrong bit: an attacker who learns
    which it was has learnt something. The stored bytes are never returned.
    """


class NotPinned(CannotOpen):
    """A key was not made by this portal: somebody wrote it into the database."""


class KeyLocked(CryptoError):
    """This session holds no key for what it asks: it was never unlocked."""


class NotAdmitted(CryptoError):
    """This member's key is not on the care team (yet): a colleague admits them."""


class TeamKeyMissing(CryptoError):
    """The practice has no care-team key yet: health data cannot be kept."""


class KeysMissing(CryptoError):
    """Key material that should exist is not there; nothing new is made for it."""


class KeyFileRefused(CryptoError):
    """The key file is unreadable, malformed or open to other users."""


class Held(CryptoError):
    """A hold keeps this data key: it is released first, or its date passes."""


class NotApproved(CryptoError):
    """Nobody else approved the order to destroy a data key (yet)."""


class SameHands(CryptoError):
    """Whoever ordered a destruction cannot approve it: it takes two people."""


class Uncovered(CryptoError):
    """The document got another data key since: order its destruction again."""


class Destroyed(CryptoError):
    """This data key has been destroyed; there is nothing left to keep."""


class StillThere(CryptoError):
    """What was destroyed can still be found in the database: destroy it again."""


class LedgerBroken(CryptoError):
    """The ledger of what was destroyed is not as this portal wrote it."""


class Unsealable(CryptoError):
    """The value is not of the field's type, or holds text that is no Unicode."""


class NotSealed(CryptoError):
    """Plain text was assigned to a sealed attribute."""


class NotSearchable(FieldError):
    """Somebody tried to filter on a sealed field; only isnull can be asked."""
