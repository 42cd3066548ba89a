"""How the practice reaches somebody (UX P5)."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake.signup.draft import Whom
from intake.signup.fields import AddressField, PhoneField
from intake.signup.forms.base import Answer, Row, StepForm, Text
from patients.models import Person

EMAIL: Final = Person.Channel.EMAIL.value
PHONE: Final = Person.Channel.PHONE.value


class Contact(StepForm):
    """The contact details of whom the practice writes to or phones."""

    slug = "contact"

    email = AddressField(
        label=gettext_lazy("E-mailadres"),
        help_text=gettext_lazy("Wij sturen een bericht als er plek is"),
        required=False,
    )
    phone = PhoneField(label=gettext_lazy("Telefoonnummer"), required=False)
    channel = forms.ChoiceField(
        label=gettext_lazy("Hoe nemen wij het liefst contact op?"),
        choices=[
            (EMAIL, gettext_lazy("Per e-mail")),
            (PHONE, gettext_lazy("Per telefoon")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies e-mail of telefoon")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Leave out the choice where the practice phones anyway."""
        super().__init__(*args, **kwargs)
        # One of the two is needed, so neither is marked as one to skip.
        self.fields["email"].one_of_several = True  # type: ignore[attr-defined]
        self.fields["phone"].one_of_several = True  # type: ignore[attr-defined]
        if self.is_phoned:
            del self.fields["channel"]
            self.fields["phone"].required = True
            self.fields["phone"].error_messages["required"] = _(
                "Vul een telefoonnummer in"
            )
            self.fields["email"].one_of_several = False  # type: ignore[attr-defined]
            self.order_fields(["phone", "email"])

    @property
    def is_phoned(self) -> bool:
        """Whether the practice phones first: the visitor acts for somebody else."""
        return self.draft.patient is Whom.OTHER

    @property
    def title(self) -> Text:
        """Ask by whom is reached."""
        if self.about is Whom.PARENT and self.draft.patient is Whom.SELF:
            return _("Hoe bereiken wij uw ouder of voogd?")
        titles: dict[Whom, str] = {
            Whom.SELF: _("Hoe bereiken wij u?"),
            Whom.CHILD: _("Hoe bereiken wij uw kind?"),
            Whom.OTHER: _("Hoe bereiken wij de persoon die u aanmeldt?"),
            Whom.PARENT: _("Hoe bereiken wij de ouder of voogd?"),
        }
        return titles[self.about]

    @property
    def explanation(self) -> list[Text]:
        """Say whom the practice contacts, and that one way is enough."""
        if self.is_phoned:
            return [_("Wij bellen eerst. Daarom hebben wij een telefoonnummer nodig.")]
        enough = _("Vul een e-mailadres of een telefoonnummer in. Allebei mag ook.")
        if self.about is Whom.CHILD:
            decides = _(
                "Vanaf 16 jaar beslist iemand zelf over de behandeling. Daarom nemen "
                "wij contact op met uw kind, en niet met u."
            )
            return [decides, enough]
        if self.draft.patient is Whom.CHILD:
            return [_("Wij nemen contact op met u, en niet met uw kind."), enough]
        return [enough]

    def clean(self) -> dict[str, Any]:
        """Ask for one way at least, and for the one that was chosen."""
        cleaned = super().clean() or self.cleaned_data
        if self.is_phoned or not {"email", "phone"} <= cleaned.keys():
            return cleaned
        chosen = cleaned.get("channel")
        if not cleaned["email"] and not cleaned["phone"]:
            self.add_error("email", _("Vul een e-mailadres of een telefoonnummer in"))
        elif chosen == EMAIL and not cleaned["email"]:
            self.add_error("email", _("U koos e-mail. Vul een e-mailadres in"))
        elif chosen == PHONE and not cleaned["phone"]:
            self.add_error("phone", _("U koos telefoon. Vul een telefoonnummer in"))
        return cleaned

    def answer(self) -> dict[str, Any]:
        """Return the answers; whom we phone anyway is phoned."""
        return {"channel": PHONE, **self.cleaned_data}

    def rows(self, answer: Answer) -> list[Row]:
        """Show each part on a line of its own."""
        by_mail = answer["channel"] == EMAIL
        return [
            (_("E-mailadres"), answer["email"]),
            (_("Telefoonnummer"), answer["phone"]),
            (_("Contact liefst"), _("Per e-mail") if by_mail else _("Per telefoon")),
        ]


class OwnContact(StepForm):
    """From 12 a child may have contact details of its own (RULES MIN-01)."""

    slug = "eigen-contact"
    headings = {
        Whom.SELF: gettext_lazy("Wilt u zelf ook bereikbaar zijn?"),
        Whom.CHILD: gettext_lazy("Wil uw kind zelf ook bereikbaar zijn?"),
        Whom.OTHER: gettext_lazy("Wil deze persoon zelf ook bereikbaar zijn?"),
    }

    email = AddressField(label=gettext_lazy("Eigen e-mailadres"), required=False)
    phone = PhoneField(label=gettext_lazy("Eigen telefoonnummer"), required=False)

    @property
    def explanation(self) -> list[Text]:
        """Say why this is asked."""
        return [
            _("Vanaf 12 jaar mag iemand zelf berichten krijgen. Dat hoeft niet."),
        ]

    def rows(self, answer: Answer) -> list[Row]:
        """Show both."""
        return [
            (_("Eigen e-mailadres"), answer["email"]),
            (_("Eigen telefoonnummer"), answer["phone"]),
        ]
