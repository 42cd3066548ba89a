"""Choosing a file to import, and accepting what comes of it (UX S11)."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.page_forms import PageForm
from intake.questionnaires.parsing import parse
from intake.questionnaires.problems import (
    Empty,
    FileProblem,
    ImportRefused,
    TooLarge,
)
from intake.questionnaires.reading import MOST_BYTES
from intake.questionnaires.wording import say

if TYPE_CHECKING:
    from intake.questionnaires.report import ImportReport


class ImportForm(PageForm):
    """A file, or its text."""

    file = forms.FileField(
        label=_("Bestand"),
        help_text=_("Een FHIR-vragenlijst (versie R4) als JSON, hoogstens 1 MB."),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )
    pasted = forms.CharField(
        label=_("Of plak hier de tekst van het bestand"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.problems: tuple[FileProblem, ...] = ()
        self.report: ImportReport | None = None
        # What cannot be kept is for the importer to refuse, in its own words.
        self.fields["pasted"].validators = []
        # One of the two is needed, so neither is marked as one to skip.
        for field in self.fields.values():
            field.one_of_several = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Read the file; every problem is kept, the first is said at the field."""
        cleaned: dict[str, Any] = super().clean() or {}
        field = "file" if cleaned.get("file") else "pasted"
        try:
            self.report = parse(self._raw(cleaned))
        except ImportRefused as refusal:
            self.problems = refusal.problems
            field = "file" if isinstance(self.problems[0], Empty) else field
            self.add_error(field, say(self.problems[0]))
        return cleaned

    def _raw(self, cleaned: dict[str, Any]) -> bytes:
        file = cleaned.get("file")
        if file is None:
            pasted: str = cleaned.get("pasted") or ""
            return pasted.encode("utf-8", "surrogatepass")
        if (file.size or 0) > MOST_BYTES:
            raise ImportRefused(TooLarge())
        return bytes(file.read())


class AcceptForm(PageForm):
    """The owner says that the practice may use the questionnaire."""

    licence = forms.BooleanField(
        label=_("Ik heb gelezen wat de maker toestaat en wij mogen dit gebruiken"),
        error_messages={
            "required": _("Zet een vinkje als u deze vragenlijst mag gebruiken")
        },
    )
