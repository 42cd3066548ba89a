"""Pages of patterns: every part and state, with invented people, for tests only."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from accounts.page_forms import DatePartsField, PageForm, QuestionForm

YES_NO = [("yes", "Ja"), ("no", "Nee"), ("unknown", "Weet ik niet")]
WRONG = {"called": "", "email": "anna", "when_day": "31", "when_year": "1990"}
NOW = dt.datetime(2026, 10, 16, 9, 41, tzinfo=dt.UTC)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Stand in for accounts.context.frame: a practice, and a desk under /desk."""
    found: dict[str, Any] = {
        "practice": {
            "name": "Praktijk De Linde",
            "phone": "030 123 45 67",
            "hours": "ma–vr 8.30–17.00 uur",
        },
        "demo": True,
        "version": "0.1.0",
        "once": "once",
    }
    if request.path.startswith("/desk"):
        labels = ["Vandaag", "Wachtlijst", "Te lezen", "Uitgaand", "Zoeken"]
        found |= {
            "staff_name": "Sam Visser",
            "role_label": "balie",
            "sign_out_url": "/sign-out/",
            "nav": [
                {"label": label, "url": "/desk/", "current": label == "Wachtlijst"}
                for label in labels
            ],
        }
    return {"frame": found}


class Born(QuestionForm):
    when = DatePartsField(
        called="Geboortedatum",
        birthday=True,
        label="Wat is uw geboortedatum?",
        help_text="Bijvoorbeeld 27 3 1984",
        error_messages={"required": "Vul uw geboortedatum in"},
    )


class ForWhom(QuestionForm):
    who = forms.ChoiceField(
        label="Voor wie meldt u aan?",
        choices=[
            ("self", "Voor mijzelf"),
            ("child", "Voor mijn kind"),
            ("other", "Voor iemand anders"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Kies voor wie u aanmeldt"},
    )


class Phone(QuestionForm):
    phone = forms.CharField(
        label="Op welk nummer kunnen wij u bellen?",
        help_text="Wij bellen alleen over uw aanmelding.",
        widget=forms.TextInput(
            attrs={"type": "tel", "autocomplete": "tel", "class": "width-20"}
        ),
        error_messages={"required": "Vul uw telefoonnummer in"},
    )


class Everything(PageForm):
    """One of each control."""

    called = forms.CharField(
        label="Achternaam",
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        error_messages={"required": "Vul uw achternaam in"},
    )
    between = forms.CharField(
        label="Tussenvoegsel",
        required=False,
        widget=forms.TextInput(attrs={"class": "width-10"}),
    )
    email = forms.EmailField(
        label="E-mailadres", help_text="Wij sturen u een bericht als er plek is."
    )
    when = DatePartsField(called="Datum", label="Wanneer begon de klacht?")
    where = forms.MultipleChoiceField(
        label="Waar heeft u pijn?",
        help_text="U mag meer antwoorden kiezen.",
        choices=[("back", "Rug"), ("neck", "Nek"), ("leg", "Been of voet")],
        widget=forms.CheckboxSelectMultiple,
    )
    surgery = forms.ChoiceField(
        label="Bent u ooit geopereerd?", choices=YES_NO, widget=forms.RadioSelect
    )
    pain = forms.ChoiceField(
        label="Hoeveel pijn heeft u nu? 0 is geen pijn, 10 is de ergste pijn.",
        choices=[(str(n), str(n)) for n in range(11)],
        widget=forms.RadioSelect(attrs={"class": "scale"}),
        error_messages={"required": "Kies een cijfer van 0 tot en met 10"},
    )
    region = forms.ChoiceField(
        label="Locatie", choices=[("", ""), ("u", "Utrecht"), ("z", "Zeist")]
    )
    weight = forms.DecimalField(
        label="Gewicht in kg", widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    story = forms.CharField(
        label="Wat wilt u ons vertellen?",
        help_text="Schrijf hier geen BSN of namen van anderen op.",
        max_length=500,
        required=False,
        widget=forms.Textarea,
    )
    password = forms.CharField(
        label="Wachtwoord",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    agreed = forms.BooleanField(label="Ik ga akkoord met de afspraken")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["weight"].unit = "kg"  # type: ignore[attr-defined]  # see README


FORMS: dict[str, type[PageForm]] = {
    "born": Born,
    "for-whom": ForWhom,
    "phone": Phone,
    "everything": Everything,
}


def form_page(request: HttpRequest, name: str, *, wrong: bool) -> HttpResponse:
    """Show a form, empty or after a wrong answer."""
    form = FORMS[name](WRONG if wrong else None)
    visible = next(iter(form.fields.values()))
    context = {
        "form": form,
        "title": visible.label if form.is_question else "Over u en uw klacht",
        "step": "Stap 2 van 6",
        "flow": "Aanmelden",
        "back_url": "/",
    }
    return render(request, "form_page.html", context, status=422 if wrong else 200)


def parts(request: HttpRequest) -> HttpResponse:
    """Show the parts of patients' pages."""
    tasks = [
        ("Uw gegevens", "done", ""),
        ("Uw klacht", "busy", ""),
        ("Uw gezondheid en medicijnen", "todo", ""),
        ("Behandelovereenkomst", "blocked", "Wacht op uw ouder"),
    ]
    rows = [
        ("Geboortedatum", "27 maart 1984", "uw geboortedatum"),
        ("Naam", "Anna de Vries", "uw naam"),
        ("Telefoon", "", "uw telefoonnummer"),
        ("Wat u ons vertelt", "Sinds een val van de trap.\nVooral bij zitten.", ""),
    ]
    context = {
        "title": "Onderdelen",
        "tasks": [
            {"label": label, "status": status, "reason": reason, "url": "/"}
            for label, status, reason in tasks
        ],
        "rows": [
            {"label": label, "value": value, "change_url": "/", "change": change}
            for label, value, change in rows
        ],
        "messages": [Message(20, "Uw telefoonnummer is opgeslagen.")],
        "back_url": "/",
    }
    return render(request, "gallery.html", context)


def desk(request: HttpRequest) -> HttpResponse:
    """Show the parts of the desk's pages."""
    people = [
        ("Anna de Vries", "18+", "Utrecht", "41 dagen", "Te beoordelen", "due"),
        ("Bram Jansen", "18+", "Zeist", "38 dagen", "Wacht", "plain"),
        ("Chaya Levi", "12–15", "Utrecht", "12 dagen", "3 dagen te laat", "problem"),
        ("Dirk-Jan van den Brink", "under 12", "Zeist", "vandaag", "Nieuw", "quiet"),
    ]
    context = {
        "title": "Wachtlijst",
        "people": people,
        "page": Paginator(range(143), 25).page(2),
        "chips": [
            {"label": "Locatie: Utrecht", "remove_url": "?a"},
            {"label": "Status: te beoordelen", "remove_url": "?b"},
        ],
        "facts": [
            {"label": "Leeftijd", "value": "42 jaar"},
            {"label": "Status", "value": "Aangeboden"},
            {"label": "Behandelaar", "value": "Noor Osei"},
        ],
        "events": [
            {
                "title": "Plek aangeboden",
                "at": NOW,
                "by": "Sam Visser, balie",
                "text": "Dinsdag 20 oktober, 10.00 uur.",
                "undo_url": "/undo/",
            },
            {"title": "Beoordeeld", "at": NOW, "by": "Noor Osei", "text": ""},
            {"title": "Aangemeld", "at": NOW, "by": "", "text": ""},
        ],
        "messages": [
            Message(25, "3 personen op ‘Wachtend’ gezet.", extra_tags="/undo/")
        ],
        "now": NOW,
        "search": Search(),
    }
    return render(request, "desk.html", context)


class Search(PageForm):
    """Filters of a list."""

    status = forms.ChoiceField(
        label="Status", choices=[("", "Alle"), ("new", "Nieuw")], required=True
    )
    place = forms.ChoiceField(label="Locatie", choices=[("", "Alle"), ("u", "Utrecht")])


def error(request: HttpRequest, name: str) -> HttpResponse:
    """Show an error page."""
    return render(request, f"errors/{name}.html")


def language(request: HttpRequest) -> HttpResponse:
    """Stand in for the language switch."""
    return HttpResponse()


urlpatterns = [
    path("form/<name>/", form_page, {"wrong": False}),
    path("form/<name>/wrong/", form_page, {"wrong": True}),
    path("parts/", parts),
    path("desk/", desk),
    path("errors/<name>/", error),
    path("desk/errors/<name>/", error),
    path("taal/", language, name="language"),
]
