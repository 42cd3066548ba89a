"""Pages and words that several of the patient's pages share."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from intake.questionnaires.journey import Progress, Standing
from intake.questionnaires.models import QuestionnaireVersion
from intake.questionnaires.pages import Page
from intake.questionnaires.summaries import summary
from intake.responses.reading import OpenResponse

# How many answers of a row tell it from the others.
ANSWERS_IN_LABEL = 2
STATUS_OF = {
    Standing.NOT_STARTED: "todo",
    Standing.BUSY: "busy",
    Standing.DONE: "done",
}


def language_of(version: QuestionnaireVersion) -> str:
    """Say in which language somebody is asked: theirs, if it is there.

    If not, the questionnaire's own: a page in two languages serves nobody.
    """
    wanted = get_language() or settings.LANGUAGE_CODE
    spoken = [code for code, _name in settings.LANGUAGES]
    offered = [code for code in version.definition.languages if code in spoken]
    return wanted if wanted in offered or not offered else offered[0]


def neutral_page(request: HttpRequest) -> HttpResponse:
    """Say that a link leads nowhere, and nothing about whether it ever did."""
    context = {"title": _("Deze link werkt niet")}
    return render(request, "intake/filling/neutral.html", context, status=404)


def caption(progress: Progress) -> str:
    """Say how far, without a number that a branch could make a lie (UX P15)."""
    if progress.question is None:
        return _("Deel %(part)d van %(parts)d") % {
            "part": progress.part,
            "parts": progress.parts,
        }
    return _("Vraag %(question)d van %(questions)d") % {
        "question": progress.question,
        "questions": progress.questions,
    }


def row_label(opened: OpenResponse, page: Page, row_id: str) -> str:
    """Name a row of a list by its first answers, such as "Paracetamol, 2 keer"."""
    language = language_of(opened.response.version)
    parts = summary(opened.layout, opened.visibility, language=language)
    values = [
        line.value
        for part in parts
        for line in part.lines
        if (line.address, line.row) == (page.address, row_id) and line.value
    ]
    return ", ".join(values[:ANSWERS_IN_LABEL]) or _("Nog niets ingevuld")
