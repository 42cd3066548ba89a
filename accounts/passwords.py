"""What a password may not be (RULES ACC-06); length and the common list are Django's.

No composition rules and no expiry: they make people choose worse passwords.
"""

import re
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts import practice
from accounts.models import Account

MAXIMUM: Final = 128
SHORTEST_WORD: Final = 4


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


class ContextWordsValidator:
    """Refuses what anybody who knows the practice would try first."""

    def validate(self, password: str, user: Account | None = None) -> None:
        """Raise ValidationError where little is left beside names and the address."""
        left = password.casefold()
        for word in sorted(_context_words(user), key=len, reverse=True):
            left = left.replace(word, "")
        if left != password.casefold() and len(left) < len(password) / 2:
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
    return {word for word in words if len(word) >= SHORTEST_WORD}
