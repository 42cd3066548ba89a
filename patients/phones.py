"""Telephone numbers in the one way all the world writes them (E.164)."""

from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

HOME: Final = "NL"


def e164(typed: str) -> str:
    """Return +31612345678 for any way of typing it; "" where it is no number."""
    try:
        number = phonenumbers.parse(typed, HOME)
    except NumberParseException:
        return ""
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def can_be_dialled(typed: str) -> bool:
    """Tell whether such a number is given out anywhere."""
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(typed, HOME))
    except NumberParseException:
        return False
