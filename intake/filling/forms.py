"""The patient's forms that no questionnaire defines."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.page_forms import PageForm

LONGEST_PASTE = 200


class CodeForm(PageForm):
    """Six digits, however they are typed or pasted."""

    code = forms.CharField(
        label=_("Code uit de e-mail"),
        max_length=LONGEST_PASTE,
        widget=forms.TextInput(
            attrs={
                "class": "width-10",
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
            }
        ),
        error_messages={
            "required": _("Vul de code in"),
            "max_length": _("De code heeft 6 cijfers"),
        },
    )


class AnotherRowForm(PageForm):
    """Whether a list gets another row (UX P17)."""

    another = forms.ChoiceField(
        label=_("Wilt u er nog een toevoegen?"),
        choices=[("yes", _("Ja")), ("no", _("Nee"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies ja of nee")},
    )

    def __init__(self, data: QueryDict | None, *, rows: int) -> None:
        """Ask for the first row or for one more."""
        super().__init__(data)
        if not rows:
            self.fields["another"].label = _("Wilt u er een toevoegen?")

    @property
    def wants_another(self) -> bool:
        """Tell whether another row was asked for. After `is_valid()`."""
        return bool(self.cleaned_data["another"] == "yes")
