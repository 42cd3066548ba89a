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


class Unsealable(CryptoError):
    """The value is not of the field's type, or holds text that is no Unicode."""


class NotSealed(CryptoError):
    """Plain text was assigned to a sealed attribute."""


class NotSearchable(FieldError):
    """Somebody tried to filter on a sealed field; only isnull can be asked."""
