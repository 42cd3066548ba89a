"""One thing a page (UX P15), and lists of rows such as medicines (P17).

A page reads the answers as they are stored now, changes its own questions, and
saves the section. If another device saved in between, it simply begins again: the
later save wins per question, and nothing else is lost.
"""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import PatientRequest, patient_page
from intake.filling.access import filling_page, own_response, to_overview
from intake.filling.forms import AnotherRowForm
from intake.filling.wording import caption, language_of, row_label
from intake.questionnaires import journey
from intake.questionnaires.answers import Answers, new_row, remove_row, rows
from intake.questionnaires.forms import AnswerForm, page_form, row_form
from intake.questionnaires.logic import look
from intake.questionnaires.pages import Page, PageKind
from intake.responses.models import Response
from intake.responses.reading import OpenResponse, key_of
from intake.responses.verbs import ChangedMeanwhile, save_section

# In the address of a page that was opened from the check page (UX P21).
BACK_TO_CHECK = "controleren"
LONGEST_ROW_ID = 16


@require_http_methods(["GET", "POST"])
@patient_page
@filling_page
def page(request: PatientRequest, response: Response, address: str) -> HttpResponse:
    """Ask what stands on one page; save it and go on."""
    with own_response(request, response) as opened:
        asked = _page_or_404(opened, address)
        if asked.kind is PageKind.LIST:
            filled = rows(opened.answers, asked.questions[0])
            form: AnswerForm | AnotherRowForm = AnotherRowForm(
                _posted(request), rows=len(filled)
            )
        else:
            form = page_form(
                opened.layout.questionnaire,
                asked,
                opened.answers,
                _posted(request),
                language=language_of(response.version),
            )
        if not form.is_valid():
            return _show(request, opened, asked, form)
        if isinstance(form, AnotherRowForm) and form.wants_another:
            return redirect("intake:row", address, new_row())
        answers = form.merged() if isinstance(form, AnswerForm) else opened.answers
        step = _Step(opened, asked, answers, passed=True)
    if not step.save(request):
        return page(request, address=address)
    return _onward(request, step)


@require_http_methods(["GET", "POST"])
@patient_page
@filling_page
def row(
    request: PatientRequest, response: Response, address: str, row_id: str
) -> HttpResponse:
    """Ask one row of a list: one medicine, one operation."""
    if len(row_id) > LONGEST_ROW_ID:
        raise Http404
    with own_response(request, response) as opened:
        asked = _list_or_404(opened, address)
        form = row_form(
            opened.layout.questionnaire,
            asked,
            opened.answers,
            row_id,
            _posted(request),
            language=language_of(response.version),
        )
        if not form.is_valid():
            return _show(request, opened, asked, form, back=_address(asked))
        step = _Step(opened, asked, form.merged(), passed=False)
    if not step.save(request):
        return row(request, address=address, row_id=row_id)
    return redirect(_address(asked))


@require_POST
@patient_page
@filling_page
def remove(
    request: PatientRequest, response: Response, address: str, row_id: str
) -> HttpResponse:
    """Take a row off a list; one that is gone already is gone."""
    with own_response(request, response) as opened:
        asked = _list_or_404(opened, address)
        answers = remove_row(opened.answers, asked.questions[0], row_id)
        step = _Step(opened, asked, answers, passed=False)
    if not step.save(request):
        return remove(request, address=address, row_id=row_id)
    messages.success(request, _("Verwijderd."))
    return redirect(_address(asked))


class _Step:
    """What one POST saves, taken from the answers while they were open."""

    def __init__(
        self, opened: OpenResponse, asked: Page, answers: Answers, *, passed: bool
    ) -> None:
        section = opened.section_of(asked)
        self.asked = asked
        self.response_id = opened.response.id
        self.key = key_of(section)
        self.read = opened.revision_of(section)
        self.content = opened.content_of(
            section, answers, passed=asked.address if passed else ""
        )
        visibility = look(opened.layout.questionnaire, answers)
        self.next = journey.next_page(opened.layout, asked, visibility)

    def save(self, request: PatientRequest) -> bool:
        """Put it on disk; False when another device was first."""
        try:
            save_section(
                self.response_id,
                self.key,
                self.content,
                read=self.read,
                by=request.actor,
                holding=request.holding,
            )
        except ChangedMeanwhile:
            return False
        return True


def _posted(request: PatientRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _onward(request: PatientRequest, step: _Step) -> HttpResponseRedirect:
    if request.GET.get("terug") == BACK_TO_CHECK:
        return redirect("intake:check")
    if step.next is None or step.next.section != step.asked.section:
        return to_overview()
    return redirect(_address(step.next))


def _page_or_404(opened: OpenResponse, address: str) -> Page:
    asked = opened.layout.page(address)
    if asked is None or not journey.is_asked(asked, opened.visibility):
        raise Http404
    return asked


def _list_or_404(opened: OpenResponse, address: str) -> Page:
    asked = _page_or_404(opened, address)
    if asked.kind is not PageKind.LIST:
        raise Http404
    return asked


def _address(asked: Page) -> str:
    return reverse("intake:page", args=[asked.address])


def _show(
    request: PatientRequest,
    opened: OpenResponse,
    asked: Page,
    form: AnswerForm | AnotherRowForm,
    *,
    back: str = "",
) -> HttpResponse:
    language = language_of(opened.response.version)
    context = {
        "title": asked.heading.text_in(language),
        "flow": opened.layout.questionnaire.title.text_in(language),
        "caption": _caption(opened, asked),
        "back_url": back or _back(opened, asked),
        "texts": [
            item.text.text_in(language)
            for item in asked.texts
            if opened.visibility.shows(item)
        ],
        "form": form,
        "list": isinstance(form, AnotherRowForm),
        "rows": _rows(opened, asked),
    }
    status = 422 if form.is_bound else 200
    return render(request, "intake/filling/page.html", context, status=status)


def _caption(opened: OpenResponse, asked: Page) -> str:
    names = [caption(journey.progress(opened.layout, asked, opened.visibility))]
    language = language_of(opened.response.version)
    names += [each.text_in(language) for each in asked.captions]
    return " · ".join(filter(None, names))


def _back(opened: OpenResponse, asked: Page) -> str:
    before = journey.previous_page(opened.layout, asked, opened.visibility)
    if before is None or before.section != asked.section:
        return reverse("intake:overview")
    return _address(before)


def _rows(opened: OpenResponse, asked: Page) -> list[dict[str, str]]:
    if asked.kind is not PageKind.LIST:
        return []
    return [
        {
            "label": row_label(opened, asked, row_id),
            "change_url": reverse("intake:row", args=[asked.address, row_id]),
            "remove_url": reverse("intake:remove_row", args=[asked.address, row_id]),
        }
        for row_id, _inner in rows(opened.answers, asked.questions[0])
    ]
