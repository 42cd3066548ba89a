"""What a password may not be (RULES ACC-06); length and the common list are Django's.

No composition rules and no expiry: they make people choose worse passwords.
"""

import re
from typing import Final

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts import practice
from accounts.models import Account

MAXIMUM: Final = 128
SHORTEST_WORD: Final = 4
FEWEST_CHARACTERS: Final = 4  # "aaaaaaaaaaaa" is long, and nothing else


class MaximumLengthValidator:
    """Bounds the work of hashing; the whole password counts, none is cut off."""

    def validate(self, password: str, user: Account | None = None) -> None:
        """Raise ValidationError where a password is longer than 128 characters."""
        if len(password) > MAXIMUM:
            text = _("Wachtwoord mag hoogstens %(most)d tekens hebben")
            raise ValidationError(text % {"most": MAXIMUM}, code="password_too_long")

    def get_help_text(self) -> str:
        """Say what is allowed."""
        return _("Hoogstens %(most)d tekens.") % {"most": MAXIMUM}


class KnownPasswordValidator(CommonPasswordValidator):
    """Refuses known passwords, also with figures or signs around them."""

    def validate(self, password: str, user: Account | None = None) -> None:
        """Raise ValidationError where a password is known, or hardly one at all."""
        super().validate(password, user)
        core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", password.casefold())
        few = len(set(password)) < FEWEST_CHARACTERS
        if few or not core or core in self.passwords:
            raise ValidationError(self.get_error_message(), code="password_too_common")


class ContextWordsValidator:
    """Refuses what anybody who knows the practice would try first."""

    def validate(self, password: str, user: Account | None = None) -> None:
        """Raise ValidationError where little is left beside names and the address."""
        typed = _joined(password)
        left = typed
        for word in sorted(_context_words(user), key=len, reverse=True):
            left = left.replace(word, "")
        if left != typed and len(left) < len(typed) / 2:
            text = _(
                "Kies een wachtwoord zonder uw naam, uw e-mailadres of de naam van "
                "de praktijk"
            )
            raise ValidationError(text, code="password_of_context")

    def get_help_text(self) -> str:
        """Say what is refused."""
        return _("Niet uw naam, uw e-mailadres of de naam van de praktijk.")


def _context_words(user: Account | None) -> set[str]:
    texts = [practice.current().name, "intakt"]
    if user is not None and user.email is not None:
        texts += [user.opened_name(), user.opened_email()]
    words = {word for text in texts for word in re.split(r"\W+", text.casefold())}
    words |= {_joined(text) for text in texts}
    return {word for word in words if len(word) >= SHORTEST_WORD}


def _joined(text: str) -> str:
    return re.sub(r"\W", "", text.casefold())
