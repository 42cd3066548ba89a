"""Typing back what stands on the recovery sheet, with a sentence for each mistake."""

from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Account
from accounts.page_forms import PageForm
from crypto import recovery, shares
from crypto.errors import CryptoError

FIELDS = ("first", "second")
TYPED = {
    "rows": 6,
    "autocomplete": "off",
    "autocapitalize": "none",
    "autocorrect": "off",
    "spellcheck": "false",
    "translate": "no",
}


class SharesForm(PageForm):
    """Two of the three shares, each as it stands on its page."""

    first = forms.CharField(
        label=gettext_lazy("De woorden van een deel"),
        help_text=gettext_lazy(
            "33 woorden. Nummers, komma’s en hoofdletters maken niet uit"
        ),
        error_messages={"required": gettext_lazy("Typ de woorden van een deel over")},
        widget=forms.Textarea(TYPED),
    )
    second = forms.CharField(
        label=gettext_lazy("De woorden van een ander deel"),
        error_messages={
            "required": gettext_lazy("Typ de woorden van een ander deel over")
        },
        widget=forms.Textarea(TYPED),
    )

    def __init__(self, *args: Any, optional: bool = False, **kwargs: Any) -> None:
        """Take whether the words may be left out."""
        super().__init__(*args, **kwargs)
        for name in FIELDS:
            self.fields[name].required = not optional

    def words(self) -> list[str]:
        """Return both shares as they were typed; none where none were."""
        typed = [self.cleaned_data[name] for name in FIELDS]
        return typed if any(typed) else []

    def refuse(self, refusal: CryptoError) -> None:
        """Say what is wrong with the words, and where."""
        number = refusal.share if isinstance(refusal, shares.WrongShare) else 1
        if isinstance(refusal, shares.SameShare | shares.SharesApart):
            number = 2
        self.add_error(FIELDS[number - 1], sentence(refusal))


class PutBackForm(SharesForm):
    """Who is put back on the team, and the two shares that do it."""

    account = forms.ChoiceField(
        label=gettext_lazy("Wie laat u weer toe?"),
        error_messages={"required": gettext_lazy("Kies wie u weer toelaat")},
        widget=forms.RadioSelect,
    )
    field_order = ("account", *FIELDS)

    def __init__(self, *args: Any, accounts: list[Account], **kwargs: Any) -> None:
        """Take who can be chosen."""
        super().__init__(*args, **kwargs)
        field = self.fields["account"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(str(each.id), each.opened_name()) for each in accounts]


SENTENCES: Final[dict[type[CryptoError], Promise]] = {
    shares.WordMistaken: gettext_lazy(
        "Eén van deze woorden klopt niet, of er zijn er twee verwisseld"
    ),
    shares.SameShare: gettext_lazy(
        "Dit is twee keer hetzelfde deel. Typ een ander deel over"
    ),
    shares.SharesApart: gettext_lazy(
        "Deze delen zijn van twee bladen. Vergelijk de kenmerken"
    ),
    recovery.FormerSheet: gettext_lazy(
        "Dit blad is vervangen en werkt niet meer. Neem het nieuwste"
    ),
    recovery.NotThisSheet: gettext_lazy("Dit herstelblad hoort niet bij deze praktijk"),
    recovery.SheetIncomplete: gettext_lazy(
        "De woorden kloppen, maar het blad opent niet alles. Maak een nieuw blad"
    ),
}


def sentence(refusal: CryptoError) -> str:
    """Say what is wrong with typed words, and what to do."""
    if isinstance(refusal, shares.WordUnknown):
        said = _("Woord %(number)d staat niet in de woordenlijst. Kijk het na")
        return said % {"number": refusal.position}
    if isinstance(refusal, shares.WordMissing):
        said = _("Een deel heeft %(needed)d woorden. Hier staan er %(count)d")
        return said % {"needed": shares.WORDS, "count": refusal.count}
    return str(SENTENCES[type(refusal)])
