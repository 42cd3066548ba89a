"""Importing questionnaires and putting them to use (UX S11)."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.access import StaffRequest, staff_page
from accounts.once import once_only
from accounts.roles import Role
from intake.questionnaires.import_forms import AcceptForm, ImportForm
from intake.questionnaires.imports import (
    AlreadyActivated,
    AlreadyImported,
    AlreadyRetired,
    NotActive,
    activate,
    import_definition,
    retire,
)
from intake.questionnaires.models import ImportDraft, QuestionnaireVersion
from intake.questionnaires.outline import outline
from intake.questionnaires.pages import lay_out
from intake.questionnaires.report import Note
from intake.questionnaires.wording import say, say_shown, say_what

MAY_IMPORT = (Role.OWNER,)
# More lines help nobody to mend a file; the command shows them all.
MOST_LINES = 100


@staff_page(*MAY_IMPORT)
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """List the versions, the newest first."""
    versions = QuestionnaireVersion.objects.select_related(
        "questionnaire", "activation", "retirement"
    ).order_by("-imported_at")
    context = {"title": _("Vragenlijsten"), "versions": versions}
    return render(request, "intake/questionnaires/index.html", context)


@staff_page(*MAY_IMPORT)
@require_safe
def detail(request: StaffRequest, version_id: UUID) -> HttpResponse:
    """Show a version as the patient meets it, page by page."""
    version = get_object_or_404(QuestionnaireVersion, id=version_id)
    context = {
        "title": version.definition.title.text_in(_language()),
        "back_url": reverse("intake:questionnaires"),
        "version": version,
        "sections": outline(version.layout, _language()),
        "spoken": version.definition.title.language_in(_language()),
    }
    return render(request, "intake/questionnaires/detail.html", context)


@staff_page(*MAY_IMPORT)
@require_safe
def export(request: StaffRequest, version_id: UUID) -> HttpResponse:
    """Give the file back as it came, unknown elements and all."""
    version = get_object_or_404(QuestionnaireVersion, id=version_id)
    response = HttpResponse(version.source, content_type="application/fhir+json")
    name = f"vragenlijst-{version.content_hash[:8]}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@staff_page(*MAY_IMPORT)
@require_http_methods(["GET", "POST"])
@once_only
def new(request: StaffRequest) -> HttpResponse:
    """Choose a file; what it would become is shown before anything is saved."""
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ImportForm(*posted)
    if form.is_valid() and form.report:
        ImportDraft.objects.forgotten().delete()
        draft = ImportDraft.objects.create(
            source=form.report.source, by=request.actor.id
        )
        return redirect("intake:questionnaire_draft", draft.id)
    context = {
        "title": _("Vragenlijst importeren"),
        "back_url": reverse("intake:questionnaires"),
        "form": form,
        "problems": [(say(each), each.path) for each in form.problems[:MOST_LINES]],
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "intake/questionnaires/new.html", context, status=status)


@staff_page(*MAY_IMPORT)
@require_http_methods(["GET", "POST"])
@once_only
def draft(request: StaffRequest, draft_id: UUID) -> HttpResponse:
    """Report what is taken over, adapted and left out; keep it on acceptance."""
    found = get_object_or_404(ImportDraft.objects.of(request.actor.id), id=draft_id)
    form = AcceptForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _accept(request, found)
    report = found.report
    context = {
        "title": _("Controleer de vragenlijst"),
        "back_url": reverse("intake:questionnaire_import"),
        "form": form,
        "draft": found,
        "report": report,
        "name": report.questionnaire.title.text_in(_language()),
        "rights": report.questionnaire.copyright.text_in(_language()),
        "adapted": _lines(report.adapted),
        "unsupported": _lines(report.unsupported),
        "sections": outline(lay_out(report.questionnaire), _language()),
        "spoken": report.questionnaire.title.language_in(_language()),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "intake/questionnaires/draft.html", context, status=status)


def _accept(request: StaffRequest, found: ImportDraft) -> HttpResponse:
    try:
        version = import_definition(found.source.encode(), by=request.actor)
    except AlreadyImported as known:
        version = known.version
        messages.info(request, _("Deze vragenlijst was er al. Er is niets veranderd."))
    else:
        messages.success(
            request, _("De vragenlijst is bewaard. U kunt hem nu in gebruik nemen.")
        )
    found.delete()
    return redirect("intake:questionnaire", version.id)


@staff_page(*MAY_IMPORT)
@require_POST
def discard(request: StaffRequest, draft_id: UUID) -> HttpResponse:
    """Let a draft go."""
    ImportDraft.objects.of(request.actor.id).filter(id=draft_id).delete()
    messages.success(request, _("De vragenlijst is niet bewaard."))
    return redirect("intake:questionnaires")


@staff_page(*MAY_IMPORT)
@require_POST
@once_only
def activation(request: StaffRequest, version_id: UUID) -> HttpResponse:
    """Put a version to use."""
    version = get_object_or_404(QuestionnaireVersion, id=version_id)
    try:
        activate(version, by=request.actor)
    except AlreadyActivated:
        messages.info(request, _("Deze vragenlijst is al in gebruik."))
    except AlreadyRetired:
        messages.error(
            request,
            _("Deze versie is uit gebruik genomen. Importeer een nieuwe versie."),
        )
    else:
        messages.success(request, _("De vragenlijst is in gebruik."))
    return redirect("intake:questionnaire", version.id)


@staff_page(*MAY_IMPORT)
@require_POST
@once_only
def retirement(request: StaffRequest, version_id: UUID) -> HttpResponse:
    """Take a version out of use; who has begun can finish."""
    version = get_object_or_404(QuestionnaireVersion, id=version_id)
    try:
        retire(version, by=request.actor)
    except NotActive:
        messages.info(request, _("Deze vragenlijst is niet in gebruik."))
    else:
        messages.success(
            request,
            _("De vragenlijst is uit gebruik. Wie al begonnen is, kan hem afmaken."),
        )
    return redirect("intake:questionnaire", version.id)


def _language() -> str:
    return get_language() or "nl"


def _lines(notes: tuple[Note, ...]) -> list[dict[str, str]]:
    return [
        {
            "link_id": note.link_id,
            "path": note.path,
            "what": say_what(note),
            "shown": say_shown(note),
        }
        for note in notes[:MOST_LINES]
    ]
