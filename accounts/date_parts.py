"""A date in three fields, as people know it: 3, mrt or maart (UX P3)."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

YEAR_DIGITS = 4
LONGEST_MONTH = 31
SHORTEST_NAME = 3
MONTHS = (
    ("januari", "january"),
    ("februari", "february"),
    ("maart", "march", "mrt"),
    ("april",),
    ("mei", "may"),
    ("juni", "june"),
    ("juli", "july"),
    ("augustus", "august"),
    ("september",),
    ("oktober", "october"),
    ("november",),
    ("december",),
)


class DateParts(forms.MultiWidget):
    """Day, month and year in three text fields."""

    template_name = "django/forms/widgets/date_parts.html"
    parts = ("day", "month", "year")
    labels = (gettext_lazy("Dag"), gettext_lazy("Maand"), gettext_lazy("Jaar"))

    def __init__(self, *, is_birthday: bool = False) -> None:
        super().__init__(dict.fromkeys(self.parts, forms.TextInput))
        self.is_birthday = is_birthday
        self.wrong_parts: tuple[str, ...] = ()

    def decompress(self, value: dt.date | None) -> list[str]:
        """Split a date into what the three fields show."""
        if value is None:
            return ["", "", ""]
        return [str(value.day), str(value.month), str(value.year)]

    def get_context(
        self, name: str, value: Any, attrs: dict[str, Any] | None
    ) -> dict[str, Any]:
        """Name each part and mark the wrong ones; months may be typed as words."""
        context = super().get_context(name, value, attrs)
        subwidgets = context["widget"]["subwidgets"]
        for part, label, sub in zip(self.parts, self.labels, subwidgets, strict=True):
            sub["label"] = label
            sub["attrs"]["class"] = f"date-{part}"
            if part != "month":
                sub["attrs"]["inputmode"] = "numeric"
            if self.is_birthday:
                sub["attrs"]["autocomplete"] = f"bday-{part}"
            if part in self.wrong_parts:
                sub["attrs"]["aria-invalid"] = "true"
        return context


class DatePartsField(forms.Field):
    """A date somebody knows; messages in the order of UX P3 (future: the form's).

    `called` is the name in messages ("Geboortedatum moet een maand hebben"),
    `birthday=True` lets the browser fill in the person's own birthday.
    """

    widget: DateParts

    def __init__(
        self, *, called: "StrOrPromise", birthday: bool = False, **kwargs: Any
    ) -> None:
        self.called = called
        kwargs.setdefault("widget", DateParts(is_birthday=birthday))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> dt.date | None:
        """Read three typed parts; raises ValidationError with the wrong `parts`."""
        if isinstance(value, dt.date):
            return value
        typed = [_tidy(part) for part in value or ()]
        if not any(typed):
            return None
        self._refuse_missing(typed)
        day, month, year = typed
        if not (year.isdecimal() and len(year) == YEAR_DIGITS):
            raise self._wrong(_("%(date)s moet een jaar van 4 cijfers hebben"), "year")
        try:
            return dt.date(int(year), _month_number(month), int(day))
        except ValueError:
            text = _("%(date)s moet een echte datum zijn")
            raise self._wrong(text, *self._impossible(day, month)) from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare dates, not the way they were typed."""
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except ValidationError:
            return True

    def _refuse_missing(self, typed: list[str]) -> None:
        named = zip(
            DateParts.parts, (_("een dag"), _("een maand"), _("een jaar")), strict=True
        )
        missing = [
            (part, name)
            for (part, name), text in zip(named, typed, strict=True)
            if not text
        ]
        if missing:
            names = get_text_list([name for _part, name in missing], _("en"))
            text = _("%(date)s moet %(missing)s hebben")
            raise self._wrong(text, *(part for part, _name in missing), missing=names)

    def _impossible(self, day: str, month: str) -> tuple[str, ...]:
        if not _month_number(month):
            return ("month",)
        if not day.isdecimal() or not 1 <= int(day) <= LONGEST_MONTH:
            return ("day",)
        return DateParts.parts

    def _wrong(self, text: str, *parts: str, missing: str = "") -> ValidationError:
        params = {"date": self.called, "missing": missing, "parts": parts}
        return ValidationError(text, code="wrong_date", params=params)


def _month_number(typed: str) -> int:
    """Understand 3, 03, mrt, maart and march; 0 when it is no month."""
    if typed.isdecimal():
        return int(typed) if 1 <= int(typed) <= len(MONTHS) else 0
    for number, names in enumerate(MONTHS, start=1):
        if len(typed) >= SHORTEST_NAME and any(
            name.startswith(typed) for name in names
        ):
            return number
    return 0


def _tidy(part: object) -> str:
    """Drop spaces, dots, hyphens and invisible characters from a typed part."""
    return "".join(each for each in str(part or "").casefold() if each.isalnum())
