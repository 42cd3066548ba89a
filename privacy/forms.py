"""Choosing which lines of the log to read."""

from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.page_forms import PageForm
from audit.actions import Action
from patients.dates import local_date
from privacy.wording import ACTIONS

DAYS_SHOWN: Final = 7
# Before any log; a day near year 1 has no place in UTC.
LONG_AGO: Final = date(1900, 1, 1)


class LogFilter(PageForm):
    """Which lines: a period, what happened, and about whom."""

    since = forms.DateField(
        label=_("Vanaf"),
        required=False,
        widget=forms.DateInput(attrs={"class": "width-10", "type": "date"}),
        error_messages={"invalid": _("Vul een datum in, zoals 2026-11-22.")},
    )
    action = forms.ChoiceField(label=_("Wat"), required=False)
    person = forms.UUIDField(
        label=_("Kenmerk van de persoon"),
        required=False,
        widget=forms.TextInput(attrs={"class": "width-20"}),
        error_messages={
            "invalid": _("Dit kenmerk klopt niet. Kopieer het uit een regel hieronder.")
        },
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Offer every action, in words."""
        super().__init__(*arguments, **options)
        choices = [(action.value, ACTIONS[action]) for action in Action]
        choices.sort(key=lambda choice: str(choice[1]))
        self.fields["action"].choices = [("", _("Alles")), *choices]  # type: ignore[attr-defined]

    def clean_since(self) -> date:
        """Return the first day shown; a week ago unless told."""
        since: date | None = self.cleaned_data["since"]
        return max(since or local_date() - timedelta(days=DAYS_SHOWN), LONG_AGO)
