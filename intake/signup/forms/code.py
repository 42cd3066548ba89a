"""The code that shows an address is somebody's own (UX G12, P10)."""

from django import forms
from django.utils.translation import gettext_lazy

from accounts.page_forms import PageForm


class Code(PageForm):
    """One field; spaces and hyphens are for the person's own eyes."""

    code = forms.CharField(
        label=gettext_lazy("Code uit de e-mail"),
        help_text=gettext_lazy("De code heeft 6 cijfers"),
        max_length=40,
        strip=True,
        widget=forms.TextInput(
            {
                "class": "width-10",
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
            }
        ),
        error_messages={
            "required": gettext_lazy("Vul de code uit de e-mail in"),
            "max_length": gettext_lazy("De code heeft 6 cijfers"),
        },
    )
