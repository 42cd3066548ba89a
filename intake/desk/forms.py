"""What the desk fills in: filters, a judgement, an invitation, a departure."""

from collections.abc import Iterable
from typing import Any, Final, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Location
from accounts.page_forms import PageForm
from accounts.roles import Role
from intake.desk.words import AGES, DAYS
from intake.questionnaires.models import QuestionnaireVersion
from intake.waitlist.models import Departure, Urgency
from patients.queries import TooVague, understand

# With more names than this a list to open is quicker than a list to read.
MOST_RADIOS: Final = 7

# As long as an e-mail address can be.
LONGEST_QUERY: Final = 254
TOO_VAGUE: Final = _(
    "Typ minstens 3 letters van de naam, of een hele geboortedatum (1-5-1980), een "
    "heel telefoonnummer of een heel e-mailadres"
)

Pairs = Iterable[tuple[Any, Any]]


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, also when it is nothing; None where nobody sent."""
    return request.POST if request.method == "POST" else None


def _offer(form: PageForm, name: str, pairs: Pairs) -> forms.ChoiceField:
    """Give a field the choices that are known only now."""
    field = cast("forms.ChoiceField", form.fields[name])
    field.choices = list(pairs)
    return field


def _filter(label: Any, pairs: Pairs) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=False, choices=[("", _("Alle")), *pairs]
    )


class FilterForm(PageForm):
    """The filters of the waitlist; what is not offered is not filtered on."""

    urgency = _filter(_("Urgentie"), [(each.value, each.label) for each in Urgency])
    age = _filter(_("Leeftijd"), AGES.items())
    location = _filter(_("Locatie"), [])
    therapist = _filter(_("Behandelaar"), [])
    email = _filter(
        _("E-mailadres"), [("yes", _("Bevestigd")), ("no", _("Niet bevestigd"))]
    )
    day = _filter(_("Kan op"), DAYS.items())

    def __init__(self, *args: Any, therapists: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        locations = [(str(each.id), each.name) for each in Location.objects.all()]
        _offer(self, "location", [("", _("Alle")), *locations])
        _offer(self, "therapist", [("", _("Alle")), *therapists])


class SearchForm(PageForm):
    """Whom to look for."""

    query = forms.CharField(
        label=_("Zoek iemand"),
        help_text=_(
            "Naam (vanaf 3 letters), geboortedatum, telefoonnummer of e-mailadres"
        ),
        max_length=LONGEST_QUERY,
        widget=forms.TextInput(
            {"autocomplete": "off", "spellcheck": "false", "class": "width-20"}
        ),
        error_messages={"required": TOO_VAGUE},
    )

    def clean_query(self) -> str:
        """Refuse what is too little to look for; otherwise keep it as it is."""
        typed: str = self.cleaned_data["query"]
        try:
            understand(typed)
        except TooVague:
            raise ValidationError(TOO_VAGUE, code="vague") from None
        return typed


class TriageForm(PageForm):
    """A therapist's judgement."""

    urgency = forms.TypedChoiceField(
        label=_("Hoe snel?"),
        choices=Urgency.choices,
        coerce=lambda value: Urgency(int(value)),
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies hoe snel iemand aan de beurt is")},
    )
    therapist = forms.ChoiceField(
        label=_("Wie behandelt?"),
        error_messages={"required": _("Kies wie gaat behandelen")},
    )
    # The judgement this one replaces: a newer one is not overwritten unseen.
    instead_of = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, therapists: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pairs = list(therapists)
        if len(pairs) <= MOST_RADIOS:
            self.fields["therapist"].widget = forms.RadioSelect()
        _offer(self, "therapist", pairs)

    def chosen_therapist(self) -> Account:
        """Return who will treat."""
        return Account.objects.get(id=self.cleaned_data["therapist"])


class InviteForm(PageForm):
    """Which questionnaire a person is asked to fill in."""

    version = forms.ChoiceField(
        label=_("Welke vragenlijst?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies een vragenlijst")},
    )
    # The invitation this one ends: a newer one does not end unseen.
    instead_of = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, versions: Iterable[QuestionnaireVersion], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._versions = {str(each.id): each for each in versions}
        titles = {key: each.questionnaire.title for key, each in self._versions.items()}
        _offer(self, "version", titles.items())
        if len(self._versions) == 1:
            self.initial.setdefault("version", next(iter(self._versions)))

    @property
    def has_choice(self) -> bool:
        """Tell whether any questionnaire is in use."""
        return bool(self._versions)

    def chosen_version(self) -> QuestionnaireVersion:
        """Return the version."""
        return self._versions[self.cleaned_data["version"]]


# A therapist judges whom the practice can help (RULES RET-08's end states).
DESK_REASONS: Final = (
    Departure.Reason.WITHDRAWN,
    Departure.Reason.NO_RESPONSE,
    Departure.Reason.DUPLICATE,
)
REASONS: Final = {
    Role.FRONT_DESK: DESK_REASONS,
    Role.THERAPIST: (
        Departure.Reason.REFUSED,
        Departure.Reason.REFERRED,
        *DESK_REASONS,
    ),
}


class TakeOffForm(PageForm):
    """Why somebody leaves the list."""

    reason = forms.TypedChoiceField(
        label=_("Waarom?"),
        coerce=Departure.Reason,
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies waarom")},
    )

    def __init__(self, *args: Any, role: Role, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "reason", [(each.value, each.label) for each in REASONS[role]])
