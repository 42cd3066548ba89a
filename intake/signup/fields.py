"""What people type: tolerant of how, strict about what cannot be kept."""

import re
import unicodedata
from typing import Any, Final

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from phonenumbers import NumberParseException

from intake.signup.bsn import holds_bsn

HOME: Final = "NL"
LONGEST_NAME: Final = 100
LONGEST_PHONE: Final = 40
# RFC 5321: what a mailbox can be at most.
LONGEST_EMAIL: Final = 254
# Marks that come along when text is pasted: soft hyphens, zero widths, directions.
UNSEEN: Final = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
LABEL: Final = re.compile(r"^\s*(?:mailto|e-?mail|tel|telefoon)\s*:\s*", re.IGNORECASE)
# Half characters, and what stands where one could not be read.
BROKEN: Final = frozenset({"Cc", "Cs"})


def tidy(text: str) -> str:
    """Drop what nobody sees; raise ValidationError for what nobody can read."""
    text = UNSEEN.sub("", text.replace("\r\n", "\n"))
    seen = text.replace("\n", " ").replace("\t", " ")
    if "\ufffd" in seen or any(unicodedata.category(each) in BROKEN for each in seen):
        raise ValidationError(
            _("Hier staat een teken in dat wij niet kunnen lezen. Typ het opnieuw"),
            code="unreadable",
        )
    return unicodedata.normalize("NFC", text)


class WordsField(forms.CharField):
    """Words of somebody's own. A BSN in them is refused, so it is kept nowhere."""

    def to_python(self, value: Any) -> str:
        """Read the text; raises ValidationError for unreadable characters."""
        return tidy(super().to_python(value) or "").strip()

    def clean(self, value: Any) -> str:
        """Refuse a BSN, once the text is one we would keep otherwise."""
        words: str = super().clean(value)
        if holds_bsn(words):
            raise ValidationError(
                _("Dit lijkt een BSN. Schrijf hier geen BSN: haal de 9 cijfers weg"),
                code="bsn",
            )
        return words


class NameField(WordsField):
    """A part of a name: one letter or a hundred, with apostrophes and digits."""

    def __init__(self, *, token: str, width: str = "", **options: Any) -> None:
        """Take the autocomplete token, used where the name is the visitor's own."""
        self.token = token
        attributes = {"spellcheck": "false", "autocapitalize": "words"}
        if width:
            attributes["class"] = width
        super().__init__(
            max_length=LONGEST_NAME, widget=forms.TextInput(attributes), **options
        )

    def to_python(self, value: Any) -> str:
        """Keep one space between words."""
        return " ".join(super().to_python(value).split())


class AddressField(forms.EmailField):
    """An e-mail address; spaces and a pasted "mailto:" go."""

    token = "email"  # noqa: S105 - for autocomplete

    def __init__(self, **options: Any) -> None:
        """Say what keyboard to show."""
        attributes = {"spellcheck": "false", "autocapitalize": "none"}
        super().__init__(
            max_length=LONGEST_EMAIL, widget=forms.EmailInput(attributes), **options
        )

    def to_python(self, value: Any) -> str:
        """Read the address; raises ValidationError for unreadable characters."""
        text = LABEL.sub("", tidy(super().to_python(value) or ""))
        return "".join(text.split()).strip("<>")


class PhoneField(forms.CharField):
    """A telephone number as typed: Dutch, or foreign with + in front."""

    token = "tel"  # noqa: S105 - for autocomplete

    def __init__(self, **options: Any) -> None:
        """Say what keyboard to show."""
        super().__init__(
            max_length=LONGEST_PHONE,
            widget=forms.TextInput({"type": "tel", "class": "width-20"}),
            **options,
        )

    def to_python(self, value: Any) -> str:
        """Read the number; raises ValidationError for unreadable characters."""
        text = LABEL.sub("", tidy(super().to_python(value) or ""))
        return " ".join(text.split())

    def validate(self, value: str) -> None:
        """Refuse what cannot be dialled; what is right stays as it was typed."""
        super().validate(value)
        if value and not (len(value) <= LONGEST_PHONE and _can_be_dialled(value)):
            raise ValidationError(
                _("Vul een telefoonnummer in zoals 06 12345678 of +32 470 12 34 56"),
                code="invalid",
            )


def _can_be_dialled(typed: str) -> bool:
    try:
        number = phonenumbers.parse(typed, HOME)
    except NumberParseException:
        return False
    return phonenumbers.is_valid_number(number)
