"""The last press of a button; machines give themselves away here."""

from datetime import timedelta
from typing import Final

from django import forms

# Nobody answers nine pages in two seconds.
FASTEST: Final = timedelta(seconds=2)


class Sending(forms.Form):
    """A field that people do not see and machines fill in."""

    website = forms.CharField(required=False, max_length=200)

    @property
    def is_tempted(self) -> bool:
        """Whether the field that must stay empty was filled in."""
        return not self.is_valid() or bool(self.cleaned_data["website"])
