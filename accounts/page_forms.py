"""Forms as our pages show them: one wording of errors, one order of ARIA."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.date_parts import DateParts, DatePartsField

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

__all__ = ["DatePartsField", "PageForm", "QuestionForm", "WrongAnswer"]


class WrongAnswer(NamedTuple):
    """One line of the error summary: the control to go to, and what to do there."""

    control: str
    message: str


class PageBoundField(BoundField):
    """A field on a page: error before hint in its description, no silent limits."""

    @property
    def is_heading(self) -> bool:
        """Whether this field's label is the page's h1 (one question per page)."""
        if not getattr(self.form, "is_question", False):
            return False
        return self.form.visible_fields()[0].name == self.name

    @property
    def unit(self) -> str:
        """The unit shown beside the control, such as "kg"; empty when none."""
        return getattr(self.field, "unit", "")

    @property
    def counted_to(self) -> int | None:
        """How many characters a long answer may have, when that is shown."""
        if isinstance(self.field.widget, forms.Textarea):
            return getattr(self.field, "max_length", None)
        return None

    @property
    def aria_describedby(self) -> str | None:
        """Ids of what describes this field: its error first, then its hint."""
        described = [
            (self.errors, "error"),
            (self.help_text, "hint"),
            (self.counted_to, "count"),
        ]
        return " ".join(f"{self.auto_id}_{name}" for told, name in described if told)

    @property
    def wrong_control(self) -> str:
        """The id of the first control of this answer that must change."""
        widget = self.field.widget
        if isinstance(widget, DateParts):
            return f"{self.auto_id}_{widget.parts.index(self._wrong_parts()[0])}"
        if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            return f"{self.auto_id}_0"
        return self.id_for_label or self.auto_id

    def build_widget_attrs(
        self, attrs: dict[str, str | bool], widget: forms.Widget | None = None
    ) -> dict[str, str | bool]:
        """Add what assistive technology must know; ARIA knows no invalid radio."""
        attrs = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        # A limit in the browser cuts off what is pasted without saying so.
        widget.attrs.pop("maxlength", None)
        if isinstance(widget, DateParts):
            widget.wrong_parts = self._wrong_parts() if self.errors else ()
        if isinstance(widget, DateParts | forms.RadioSelect):
            attrs.pop("aria-invalid", None)
        elif self.field.required and not self.use_fieldset and not widget.is_hidden:
            attrs["aria-required"] = "true"
        return attrs

    def _wrong_parts(self) -> tuple[str, ...]:
        for error in self.form.errors[self.name].as_data():
            if error.params and "parts" in error.params:
                return tuple(error.params["parts"])
        return DateParts.parts


class PageForm(forms.Form):
    """The base of every form: our markup, our sentences, no browser validation."""

    use_required_attribute = False
    bound_field_class = PageBoundField
    # True on a page that asks one thing: the label or legend is then the h1.
    is_question: ClassVar[bool] = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            say_what_to_do(field)

    @property
    def explains_optional(self) -> bool:
        """Whether the page must say what "niet verplicht" means."""
        visible = self.visible_fields()
        asks_more = len(visible) > 1 and not self.is_question
        return asks_more and any(_may_be_skipped(each) for each in visible)

    @property
    def wrong_answers(self) -> list[WrongAnswer]:
        """The lines of the error summary, in the order of the page."""
        visible = self._on_page()
        wrong = [
            WrongAnswer(each.wrong_control, str(each.errors[0]))
            for each in visible
            if each.errors
        ]
        if self.non_field_errors() and visible:
            first = visible[0]
            start = first.id_for_label or f"{first.auto_id}_0"
            wrong[:0] = [
                WrongAnswer(start, str(text)) for text in self.non_field_errors()
            ]
        return wrong

    def _on_page(self) -> list[PageBoundField]:
        return [f for f in self.visible_fields() if isinstance(f, PageBoundField)]


def _may_be_skipped(field: BoundField) -> bool:
    # One of several must be given, so none of them is marked as one to skip.
    return not (field.field.required or getattr(field.field, "one_of_several", False))


class QuestionForm(PageForm):
    """A page that asks one thing: the label of its first field is the h1."""

    is_question = True


def say_what_to_do(field: forms.Field) -> None:
    """Replace Django's own error texts; texts given by the form stay."""
    for code, text in _instructions(field).items():
        if field.error_messages.get(code) in (None, _django_says(field).get(code)):
            field.error_messages[code] = text


def _django_says(field: forms.Field) -> dict[str, "StrOrPromise"]:
    says: dict[str, StrOrPromise] = {}
    for each in reversed(type(field).__mro__):
        if each.__module__.startswith("django."):
            says |= vars(each).get("default_error_messages", {})
    return says


def _instructions(field: forms.Field) -> Mapping[str, "StrOrPromise"]:
    texts: dict[str, StrOrPromise] = {
        "required": _("Vul ‘%(label)s’ in") % {"label": field.label or ""},
        "max_length": gettext_lazy(
            "Antwoord mag hoogstens %(limit_value)d tekens hebben"
        ),
        "min_length": gettext_lazy(
            "Antwoord moet minstens %(limit_value)d tekens hebben"
        ),
        "max_value": gettext_lazy("Getal mag niet hoger zijn dan %(limit_value)s"),
        "min_value": gettext_lazy("Getal mag niet lager zijn dan %(limit_value)s"),
        "invalid_choice": gettext_lazy("Kies een van de antwoorden"),
        "invalid_list": gettext_lazy("Kies een van de antwoorden"),
        "null_characters_not_allowed": gettext_lazy(
            "Hier staat een teken in dat wij niet kunnen lezen. Typ het opnieuw"
        ),
    }
    for kind, own in _BY_KIND:
        if isinstance(field, kind):
            texts |= own
    return texts


# Later rows win, so a more special kind of field stands below its parent.
_BY_KIND: tuple[tuple[type[forms.Field], dict[str, "StrOrPromise"]], ...] = (
    (forms.ChoiceField, {"required": gettext_lazy("Kies een antwoord")}),
    (
        forms.MultipleChoiceField,
        {"required": gettext_lazy("Kies minstens één antwoord")},
    ),
    (
        forms.ModelMultipleChoiceField,
        {"required": gettext_lazy("Kies minstens één antwoord")},
    ),
    (
        forms.BooleanField,
        {"required": gettext_lazy("Zet een vinkje om verder te gaan")},
    ),
    (
        forms.FileField,
        {
            "required": gettext_lazy("Kies een bestand"),
            "empty": gettext_lazy("Dit bestand is leeg. Kies een ander bestand"),
            "invalid": gettext_lazy("Kies het bestand nog een keer"),
        },
    ),
    (
        forms.DateField,
        {"invalid": gettext_lazy("Vul een datum in, zoals 2026-11-22.")},
    ),
    (
        forms.EmailField,
        {"invalid": gettext_lazy("Vul een e-mailadres in zoals naam@voorbeeld.nl")},
    ),
    (
        forms.IntegerField,
        {"invalid": gettext_lazy("Vul een heel getal in, zoals 72")},
    ),
    (
        forms.DecimalField,
        {"invalid": gettext_lazy("Vul een getal in, zoals 72,5")},
    ),
)
