"""What: where, why, when, and what was said about messages and privacy."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Location
from consent.models import Text as PublishedText
from intake.signup.draft import Whom
from intake.signup.fields import WordsField
from intake.signup.forms.base import Answer, Row, StepForm, Text
from intake.waitlist.models import WaitlistEntry

LONGEST_WORDS: Final = 500
ANY: Final = "any"
DAYS: Final[Mapping[str, Text]] = {
    "mon": gettext_lazy("Maandag"),
    "tue": gettext_lazy("Dinsdag"),
    "wed": gettext_lazy("Woensdag"),
    "thu": gettext_lazy("Donderdag"),
    "fri": gettext_lazy("Vrijdag"),
}
PARTS: Final[Mapping[str, Text]] = {
    "morning": gettext_lazy("Ochtend"),
    "afternoon": gettext_lazy("Middag"),
    "evening": gettext_lazy("Avond"),
}
MOMENTS: Final = [(f"{day}_{part}", "") for day in DAYS for part in PARTS]
REASONS: Final = WaitlistEntry.Reason


class Place(StepForm):
    """Where, if the practice works in more than one place."""

    slug = "locatie"
    is_question = True

    location = forms.ChoiceField(
        label=gettext_lazy("Naar welke locatie wilt u?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies een locatie")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the places there are."""
        super().__init__(*args, **kwargs)
        self.fields["location"].choices = [  # type: ignore[attr-defined]
            (str(place.id), f"{place.name} ({place.city})")
            for place in Location.objects.all()
        ]

    def rows(self, answer: Answer) -> list[Row]:
        """Show the place by name."""
        return [(_("Locatie"), self.chosen("location", answer))]


class Why(StepForm):
    """P6: what it is about, in a choice and in words of one's own."""

    slug = "reden"
    is_question = True
    headings = {
        Whom.SELF: gettext_lazy("Waarom meldt u zich aan?"),
        Whom.CHILD: gettext_lazy("Waarom meldt u uw kind aan?"),
        Whom.OTHER: gettext_lazy("Waarom meldt u deze persoon aan?"),
    }
    of_another = {
        REASONS.BACK: gettext_lazy("De rug"),
        REASONS.NECK: gettext_lazy("De nek"),
        REASONS.LIMB: gettext_lazy("Een been of arm"),
    }

    reason = forms.ChoiceField(
        label="",
        choices=REASONS.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies waarom u aanmeldt")},
    )
    words = WordsField(
        label=gettext_lazy("Wilt u er iets over vertellen?"),
        help_text=gettext_lazy(
            "Alleen een behandelaar leest dit. "
            "Schrijf hier geen BSN of namen van anderen"
        ),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea({"rows": 5}),
        required=False,
    )

    def __init__(self, *args: Any, about: Whom, **kwargs: Any) -> None:
        """Name the parts of the body by whose they are."""
        super().__init__(*args, about=about, **kwargs)
        if about is not Whom.SELF:
            self.fields["reason"].choices = [  # type: ignore[attr-defined]
                (value, self.of_another.get(REASONS(value), label))
                for value, label in REASONS.choices
            ]

    def rows(self, answer: Answer) -> list[Row]:
        """Show the choice and the words."""
        return [
            (_("Reden"), self.chosen("reason", answer)),
            (_("Wat u erover vertelt"), answer["words"]),
        ]


class When(StepForm):
    """P7: which parts of which days suit."""

    slug = "wanneer"
    is_question = True
    template = "intake/signup/when.html"
    headings = {
        Whom.SELF: gettext_lazy("Wanneer kunt u?"),
        Whom.CHILD: gettext_lazy("Wanneer kan uw kind?"),
        Whom.OTHER: gettext_lazy("Wanneer kan deze persoon?"),
    }

    moments = forms.MultipleChoiceField(
        label="",
        help_text=gettext_lazy("Kies alle momenten die meestal lukken"),
        choices=[(ANY, gettext_lazy("Maakt niet uit")), *MOMENTS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def clean_moments(self) -> list[str]:
        """Refuse "no matter when" beside moments: one of the two is meant."""
        chosen: list[str] = self.cleaned_data["moments"]
        if ANY in chosen and len(chosen) > 1:
            raise ValidationError(
                _("Kies momenten of kies ‘Maakt niet uit’, maar niet allebei")
            )
        return chosen

    @property
    def any_moment(self) -> Any:
        """The checkbox for "no matter when"."""
        return self["moments"].subwidgets[0]

    @property
    def days(self) -> Iterator[tuple[Text, list[tuple[Text, Any]]]]:
        """The checkboxes by day, each with its part of the day."""
        boxes = iter(self["moments"].subwidgets[1:])
        for day in DAYS.values():
            yield day, [(part, next(boxes)) for part in PARTS.values()]

    @property
    def parts(self) -> list[Text]:
        """The parts of a day, for the head of the table."""
        return list(PARTS.values())

    def rows(self, answer: Answer) -> list[Row]:
        """Show a line per day."""
        chosen = answer["moments"]
        if ANY in chosen:
            return [(_("Wanneer"), _("Maakt niet uit"))]
        days = (
            (
                day_label,
                [label for part, label in PARTS.items() if f"{day}_{part}" in chosen],
            )
            for day, day_label in DAYS.items()
        )
        lines = (
            f"{day}: {', '.join(str(part).lower() for part in parts)}"
            for day, parts in days
            if parts
        )
        return [(_("Wanneer"), "\n".join(lines))]


class Information(StepForm):
    """P8: what is done with the data; which text was shown is kept."""

    slug = "berichten"
    template = "intake/signup/information.html"
    text = forms.ModelChoiceField(
        PublishedText.objects.filter(subject=PublishedText.Subject.PRIVACY),
        widget=forms.HiddenInput,
    )

    @property
    def title(self) -> Text:
        """The h1."""
        return _("Berichten en privacy")

    @property
    def is_read_by_a_child(self) -> bool:
        """Whether it must be said in short as well (RULES CON-07)."""
        return self.draft.is_young and self.draft.patient is Whom.SELF

    def answer(self) -> dict[str, Any]:
        """Return which version of the text was on the page."""
        return {"text": str(self.cleaned_data["text"].id)}

    def rows(self, answer: Answer) -> list[Row]:
        """Show nothing: nothing was asked."""
        return []
