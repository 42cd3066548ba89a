"""Likely wrong but possible: asked once, on a page of its own (UX G7, level 3)."""

from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intake.signup.domains import likely_meant
from intake.signup.draft import Draft, Whom
from intake.signup.forms.base import Answer, Row, StepForm, Text
from intake.signup.forms.contact import Contact
from intake.signup.forms.people import BirthDate, ForWhom

VERY_OLD = 110
OF_AGE = 18
CHILD_WITHOUT_PARENT = 12


class Doubt(StepForm):
    """A page that says what was understood, and asks if that is right."""

    template = "intake/signup/doubt.html"
    # Where it can be changed.
    change: ClassVar[str]

    @property
    def confirmation(self) -> Text:
        """What the button says that lets it through."""
        return _("Ja, dat klopt")

    def rows(self, answer: Answer) -> list[Row]:
        """Show nothing: the doubted answer itself is shown."""
        return []


class UnlikelyAge(Doubt):
    """The birth date makes somebody very old, or no child, or a small child."""

    slug = "klopt-de-geboortedatum"
    change = BirthDate.slug

    @property
    def title(self) -> Text:
        """Say what was understood."""
        born = self.draft.birth_date
        year = {"year": born.year if born else ""}
        titles: dict[Whom, str] = {
            Whom.SELF: _("U bent geboren in %(year)s. Klopt dat?"),
            Whom.CHILD: _("Uw kind is geboren in %(year)s. Klopt dat?"),
            Whom.OTHER: _("De persoon is geboren in %(year)s. Klopt dat?"),
        }
        return titles[self.about] % year

    @property
    def explanation(self) -> list[Text]:
        """Say what makes it unlikely."""
        years = self.draft.years
        age = ngettext(
            "Dat is %(count)d jaar oud.", "Dat is %(count)d jaar oud.", years
        )
        said: list[Text] = [age % {"count": years}]
        if self.about is Whom.CHILD and years >= OF_AGE:
            said.append(_("Vanaf 18 jaar kan iemand zich zelf aanmelden."))
        if self.about is Whom.SELF and years < CHILD_WITHOUT_PARENT:
            said.append(_("Meldt u uw kind aan? Kies dan ‘Voor mijn kind’."))
        return said

    @property
    def other_way(self) -> tuple[str, Text] | None:
        """Where to go instead, when the route itself may be wrong."""
        if self.about is Whom.SELF and self.draft.years < CHILD_WITHOUT_PARENT:
            return ForWhom.slug, _("Kies opnieuw voor wie u aanmeldt")
        return None


class UnlikelyAddress(Doubt):
    """The address looks mistyped."""

    slug = "klopt-het-e-mailadres"
    change = Contact.slug

    @property
    def _email(self) -> str:
        said = self.draft.answer(f"{Contact.slug}.{self.about}") or {}
        return str(said.get("email", ""))

    @property
    def title(self) -> Text:
        """Say what was understood."""
        return _("Klopt dit e-mailadres?")

    @property
    def explanation(self) -> list[Text]:
        """Show the address, and the one that was likely meant."""
        meant = likely_meant(self._email)
        return [
            _("U vulde in: %(email)s.") % {"email": self._email},
            _("Vaak is het: %(email)s.") % {"email": meant},
        ]

    @property
    def confirmation(self) -> Text:
        """Say which of the two is let through."""
        return _("Ja, het is %(email)s") % {"email": self._email}


def unlikely_age(draft: Draft) -> bool:
    """Tell whether the age must be confirmed."""
    years = draft.years
    return (
        years > VERY_OLD
        or (draft.patient is Whom.CHILD and years >= OF_AGE)
        or (draft.patient is Whom.SELF and years < CHILD_WITHOUT_PARENT)
    )
