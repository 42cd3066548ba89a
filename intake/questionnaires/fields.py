"""One form field per question, as UX P15 shows each kind."""

from typing import Any

from django import forms
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.page_forms import DatePartsField
from intake.questionnaires import wrong_answers as wrong
from intake.questionnaires.answers import LONGEST
from intake.questionnaires.definition import (
    CHOICES,
    NUMBERS,
    Control,
    Item,
    ItemType,
)

MOST_RADIOS = 7
OTHER = "::other"  # no option is called this: options are named by their codes
SHORT_ANSWER = 80  # characters that fit on a line


class AnswerField(forms.Field):
    """Leaves judging to the form, which knows what is asked (enableWhen)."""

    def validate(self, value: Any) -> None:
        """Accept everything."""

    def run_validators(self, value: Any) -> None:
        """Accept everything."""


class TextField(AnswerField, forms.CharField):
    """Words or a number, as typed."""


class ChoiceField(AnswerField, forms.ChoiceField):
    """One of the options."""


class SeveralField(AnswerField, forms.MultipleChoiceField):
    """Some of the options."""


class DateField(AnswerField, DatePartsField):
    """A date; where the question is optional its day or month may be unknown."""

    def __init__(self, *, partial: bool, **kwargs: Any) -> None:
        super().__init__(called=gettext_lazy("Datum"), **kwargs)
        self.partial = partial

    def to_python(self, value: Any) -> str | None:  # type: ignore[override]  # FHIR's
        """Read three parts into 2026-10-16, 2026-10 or 2026."""
        day, month, year = (str(part or "").strip() for part in value or ("", "", ""))
        given = (day, month, year)
        length = len("2026-10-16")
        if self.partial and year and not day:
            length = len("2026-10") if month else len("2026")
            given = ("1", month or "1", year)
        found = super().to_python(given)
        return found.isoformat()[:length] if found else None


def field_name(item: Item) -> str:
    """Name the field of an item; a linkId could hold anything."""
    return f"q{item.number}"


def fields_for(item: Item, language: str) -> dict[str, forms.Field]:
    """Build the fields of one question: mostly one, two with a text or unit beside."""
    name = field_name(item)
    fields = {name: _field(item, language)}
    fields[name].label = label_of(item, language)
    fields[name].help_text = _hint(item, language)
    fields[name].required = item.required
    if item.type == ItemType.OPEN_CHOICE:
        fields[f"{name}_other"] = TextField(
            label=_("Anders, namelijk"),
            required=False,
            widget=forms.TextInput(attrs={"class": "width-20"}),
        )
        # It belongs to the option above it, which says so.
        fields[f"{name}_other"].one_of_several = True  # type: ignore[attr-defined]
    if item.type == ItemType.QUANTITY and len(item.units) > 1:
        units = [(each.name, each.display.text_in(language)) for each in item.units]
        fields[f"{name}_unit"] = ChoiceField(
            label=_("Eenheid"),
            required=item.required,
            choices=units,
            widget=forms.RadioSelect,
        )
    return fields


def label_of(item: Item, language: str) -> str:
    """Give the question with what belongs to it: the unit, the ends of the scale."""
    text = item.text.text_in(language)
    if item.lower and item.upper and item.scale:
        facts = {
            "question": text,
            "least": item.scale[0],
            "lower": item.lower.text_in(language),
            "most": item.scale[-1],
            "upper": item.upper.text_in(language),
        }
        return _("%(question)s %(least)s is %(lower)s, %(most)s is %(upper)s.") % facts
    if item.type in NUMBERS and len(item.units) == 1:
        unit = item.units[0].display.text_in(language)
        return _("%(question)s (in %(unit)s)") % {"question": text, "unit": unit}
    return text


def _hint(item: Item, language: str) -> SafeString:
    said = [item.help.text_in(language), item.entry_format.text_in(language)]
    said += [note.text_in(language) for note in item.notes]
    if item.is_multiple:
        said.append(_("U mag meer antwoorden kiezen."))
    if item.type == ItemType.DATE and not item.required:
        said.append(_("Weet u de dag of de maand niet? Laat die dan leeg."))
    return format_html_join(SafeString("<br>"), "{}", ((t,) for t in said if t))


def _field(item: Item, language: str) -> forms.Field:
    if item.scale:
        return _scale(item)
    if item.type == ItemType.BOOLEAN:
        words = [("yes", _("Ja")), ("no", _("Nee")), ("unknown", _("Weet ik niet"))]
        return ChoiceField(choices=words, widget=forms.RadioSelect)
    if item.type in CHOICES:
        return _choice(item, language)
    if item.type == ItemType.DATE:
        return DateField(partial=not item.required)
    if item.type in NUMBERS:
        return _number(item, language)
    return _text(item)


def _scale(item: Item) -> forms.Field:
    steps = [(str(step), str(step)) for step in item.scale]
    return ChoiceField(
        choices=steps, widget=forms.RadioSelect(attrs={"class": "scale"})
    )


def _choice(item: Item, language: str) -> forms.Field:
    options = [(each.value, each.display.text_in(language)) for each in item.options]
    if item.type == ItemType.OPEN_CHOICE:
        options.append((OTHER, _("Anders")))
    if item.is_multiple:
        return SeveralField(choices=options, widget=forms.CheckboxSelectMultiple)
    if all(text.isdecimal() for _name, text in options):
        scale = forms.RadioSelect(attrs={"class": "scale"})
        return ChoiceField(choices=options, widget=scale)
    if len(options) <= MOST_RADIOS or item.control == Control.RADIO:
        return ChoiceField(choices=options, widget=forms.RadioSelect)
    return ChoiceField(choices=[("", _("Kies een antwoord")), *options])


def _number(item: Item, language: str) -> forms.Field:
    mode = "numeric" if item.type == ItemType.INTEGER else "decimal"
    field = TextField(
        widget=forms.TextInput(attrs={"inputmode": mode, "class": "width-4"})
    )
    if len(item.units) == 1:
        # Read by the bound field, which shows it beside the control.
        field.unit = item.units[0].display.text_in(language)  # type: ignore[attr-defined]
    return field


def _text(item: Item) -> forms.Field:
    longest = min(item.limits.max_length or LONGEST[item.type], LONGEST[ItemType.TEXT])
    if item.type == ItemType.TEXT:
        field = TextField(strip=False, widget=forms.Textarea(attrs={"rows": 5}))
        # Set afterwards: only shown, so that our own sentence refuses.
        field.max_length = longest
        return field
    width = "width-20" if longest <= SHORT_ANSWER else ""
    return TextField(strip=False, widget=forms.TextInput(attrs={"class": width}))


def nothing_given(item: Item) -> wrong.WrongAnswer:
    """Give the sentence for a required question that was left open."""
    if item.scale:
        return wrong.NotOnScale(least=item.scale[0], most=item.scale[-1])
    if item.is_multiple:
        return wrong.NoChoices()
    return NOTHING.get(item.type, wrong.NoText)()


NOTHING: dict[ItemType, type[wrong.WrongAnswer]] = {
    ItemType.BOOLEAN: wrong.NoYesOrNo,
    ItemType.INTEGER: wrong.NoWholeNumber,
    ItemType.DECIMAL: wrong.NoNumber,
    ItemType.QUANTITY: wrong.NoNumber,
    ItemType.DATE: wrong.NoDate,
    ItemType.CHOICE: wrong.NoChoice,
    ItemType.OPEN_CHOICE: wrong.NoChoice,
}
