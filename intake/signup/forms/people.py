"""Who: for whom, born when, called what, and who answers for a child."""

from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.date_parts import DateParts
from accounts.page_forms import DatePartsField
from intake.signup.draft import Whom
from intake.signup.fields import NameField, PhoneField
from intake.signup.forms.base import Answer, Row, StepForm, Text
from patients.dates import age_on, local_date
from patients.models import RelatedPerson

# Nobody has been older; beyond it the year was mistyped.
OLDEST: Final = 125

NAMES: Final[dict[Whom, Text]] = {
    Whom.SELF: gettext_lazy("Uw naam"),
    Whom.CHILD: gettext_lazy("Naam van uw kind"),
    Whom.OTHER: gettext_lazy("Naam van de persoon die u aanmeldt"),
    Whom.PARENT: gettext_lazy("Naam van de ouder of voogd"),
}


class ForWhom(StepForm):
    """P2: for whom somebody signs up."""

    slug = "voor-wie"
    is_question = True

    route = forms.ChoiceField(
        label=gettext_lazy("Voor wie meldt u aan?"),
        choices=[
            (Whom.SELF.value, gettext_lazy("Voor mijzelf")),
            (Whom.CHILD.value, gettext_lazy("Voor mijn kind")),
            (Whom.OTHER.value, gettext_lazy("Voor iemand anders")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies voor wie u aanmeldt")},
    )

    def rows(self, answer: Answer) -> list[Row]:
        """Show the choice."""
        return [(_("Voor wie"), self.chosen("route", answer))]


class BirthDate(StepForm):
    """P3: the age on today's date sets the route."""

    slug = "geboortedatum"
    is_question = True
    headings = {
        Whom.SELF: gettext_lazy("Wat is uw geboortedatum?"),
        Whom.CHILD: gettext_lazy("Wat is de geboortedatum van uw kind?"),
        Whom.OTHER: gettext_lazy(
            "Wat is de geboortedatum van de persoon die u aanmeldt?"
        ),
    }
    missing = {
        Whom.SELF: gettext_lazy("Vul uw geboortedatum in"),
        Whom.CHILD: gettext_lazy("Vul de geboortedatum van uw kind in"),
        Whom.OTHER: gettext_lazy("Vul de geboortedatum in"),
    }

    birth_date = DatePartsField(
        called=gettext_lazy("Geboortedatum"),
        label="",
        help_text=gettext_lazy("Bijvoorbeeld 31 maart 1980"),
    )

    def __init__(self, *args: Any, about: Whom, **kwargs: Any) -> None:
        """Let the browser fill in a birthday only where it is the visitor's own."""
        super().__init__(*args, about=about, **kwargs)
        field = self.fields["birth_date"]
        field.error_messages["required"] = str(self.missing[about])
        if isinstance(field.widget, DateParts):
            field.widget.is_birthday = about is Whom.SELF

    def clean_birth_date(self) -> date:
        """Refuse the future, and a year in which nobody alive was born."""
        born: date = self.cleaned_data["birth_date"]
        today = local_date()
        if born > today:
            raise ValidationError(_("Geboortedatum moet in het verleden liggen"))
        if age_on(born, today) > OLDEST:
            raise ValidationError(
                _("Geboortedatum ligt te ver terug. Kijk het jaar na"),
                params={"parts": ("year",)},
            )
        return born

    def answer(self) -> dict[str, Any]:
        """Return the date as text."""
        return {"birth_date": self.cleaned_data["birth_date"].isoformat()}

    @classmethod
    def initial_of(cls, answer: Answer) -> dict[str, Any]:
        """Return the date as a date."""
        said = answer.get("birth_date")
        return {"birth_date": date.fromisoformat(said)} if said else {}

    def rows(self, answer: Answer) -> list[Row]:
        """Show the date in words."""
        labels: dict[Whom, str] = {
            Whom.SELF: _("Uw geboortedatum"),
            Whom.CHILD: _("Geboortedatum van uw kind"),
            Whom.OTHER: _("Geboortedatum van de persoon die u aanmeldt"),
        }
        born = date.fromisoformat(answer["birth_date"])
        return [(labels[self.about], date_format(born, "j F Y"))]


class NameForm(StepForm):
    """P4: a name in parts."""

    given_name = NameField(
        label=gettext_lazy("Voornaam of voorletters"),
        token="given-name",  # noqa: S106 - for autocomplete
        error_messages={"required": gettext_lazy("Vul een voornaam of voorletters in")},
    )
    infix = NameField(
        label=gettext_lazy("Tussenvoegsel"),
        help_text=gettext_lazy("Bijvoorbeeld van der"),
        token="additional-name",  # noqa: S106 - for autocomplete
        width="width-10",
        required=False,
    )
    family_name = NameField(
        label=gettext_lazy("Achternaam"),
        token="family-name",  # noqa: S106 - for autocomplete
        error_messages={"required": gettext_lazy("Vul een achternaam in")},
    )

    def rows(self, answer: Answer) -> list[Row]:
        """Show the name in one piece."""
        parts = ("given_name", "infix", "family_name")
        return [(NAMES[self.about], " ".join(filter(None, map(answer.get, parts))))]


class Name(NameForm):
    """The name of the one who is signed up."""

    slug = "naam"
    headings = {
        Whom.SELF: gettext_lazy("Hoe heet u?"),
        Whom.CHILD: gettext_lazy("Hoe heet uw kind?"),
        Whom.OTHER: gettext_lazy("Hoe heet de persoon die u aanmeldt?"),
    }
    preferred = {
        Whom.SELF: gettext_lazy("Hoe wilt u genoemd worden?"),
        Whom.CHILD: gettext_lazy("Hoe wil uw kind genoemd worden?"),
        Whom.OTHER: gettext_lazy("Hoe wil deze persoon genoemd worden?"),
    }

    preferred_name = NameField(label="", token="nickname", required=False)  # noqa: S106 - for autocomplete

    def __init__(self, *args: Any, about: Whom, **kwargs: Any) -> None:
        """Ask by whom it is about."""
        super().__init__(*args, about=about, **kwargs)
        self.fields["preferred_name"].label = str(self.preferred[about])
        if about is Whom.SELF:
            for name, text in (
                ("given_name", _("Vul uw voornaam of voorletters in")),
                ("family_name", _("Vul uw achternaam in")),
            ):
                self.fields[name].error_messages["required"] = text

    def rows(self, answer: Answer) -> list[Row]:
        """Show the name, and how the person likes to be called."""
        return [
            *super().rows(answer),
            (_("Roepnaam"), answer.get("preferred_name", "")),
        ]


class Carer(NameForm):
    """Who signs up a child, and what they are to it."""

    slug = "u-en-uw-kind"
    headings = {Whom.SELF: gettext_lazy("Wie bent u?")}

    relation = forms.ChoiceField(
        label=gettext_lazy("Wat bent u van uw kind?"),
        choices=[
            (RelatedPerson.Relation.PARENT.value, gettext_lazy("Ouder met gezag")),
            (RelatedPerson.Relation.GUARDIAN.value, gettext_lazy("Voogd")),
            (
                RelatedPerson.Relation.OTHER.value,
                gettext_lazy("Iets anders, zoals stiefouder of grootouder"),
            ),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies wat u van uw kind bent")},
    )

    def rows(self, answer: Answer) -> list[Row]:
        """Show the name and the relation."""
        return [
            *super().rows(answer),
            (_("U bent"), self.chosen("relation", answer)),
        ]


class Parent(NameForm):
    """The parent or guardian of somebody under 16 (RULES MIN-01, MIN-02)."""

    slug = "ouder"

    relation = forms.ChoiceField(
        label=gettext_lazy("Wie is dit?"),
        choices=[
            (RelatedPerson.Relation.PARENT.value, gettext_lazy("Ouder met gezag")),
            (RelatedPerson.Relation.GUARDIAN.value, gettext_lazy("Voogd")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies of het een ouder of voogd is")},
    )

    @property
    def title(self) -> Text:
        """Ask whoever sits at the screen."""
        if self.draft.patient is Whom.SELF:
            return _("Wie is uw ouder of voogd?")
        return _("Wie is de ouder of voogd?")

    @property
    def explanation(self) -> list[Text]:
        """Say why: a child may begin, but is not treated without a parent."""
        if self.draft.patient is Whom.SELF:
            return [
                _("U bent jonger dan 16 jaar. U mag zich zelf aanmelden."),
                _(
                    "Voor een behandeling moet ook een ouder of voogd het goed vinden. "
                    "Daarom vragen wij wie dat is en hoe wij die bereiken."
                ),
            ]
        return [
            _(
                "Deze persoon is jonger dan 16 jaar. Voor een behandeling moet ook "
                "een ouder of voogd het goed vinden. Daarom nemen wij contact op met "
                "een ouder of voogd."
            )
        ]

    def rows(self, answer: Answer) -> list[Row]:
        """Show the name and the relation."""
        return [
            *super().rows(answer),
            (_("Ouder of voogd"), self.chosen("relation", answer)),
        ]


class Helper(NameForm):
    """Who signs up somebody else; the practice phones the person (UX P2)."""

    slug = "wie-bent-u"
    headings = {Whom.SELF: gettext_lazy("Wie bent u?")}

    phone = PhoneField(
        label=gettext_lazy("Uw telefoonnummer"),
        help_text=gettext_lazy("Wij bellen u alleen als wij de persoon niet bereiken"),
        required=False,
    )

    @property
    def explanation(self) -> list[Text]:
        """Say what will happen."""
        return [
            _(
                "Wij bellen de persoon die u aanmeldt. Wij vragen dan of de aanmelding "
                "klopt."
            )
        ]

    def rows(self, answer: Answer) -> list[Row]:
        """Show the name and the number."""
        return [
            *super().rows(answer),
            (_("Uw telefoonnummer"), answer.get("phone", "")),
        ]
