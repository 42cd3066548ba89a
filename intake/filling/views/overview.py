"""The task list, and leaving to come back later (UX P14, P14b)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import patient_session
from accounts.access import PatientRequest, patient_page
from intake.filling.access import filling_page, own_response
from intake.filling.wording import STATUS_OF, language_of
from intake.questionnaires import journey
from intake.questionnaires.journey import Standing
from intake.questionnaires.pages import Page, Section
from intake.responses.models import Response
from intake.responses.reading import OpenResponse


@require_safe
@patient_page
@filling_page
def overview(request: PatientRequest, response: Response) -> HttpResponse:
    """Show each part, how far it is, and where to go on."""
    with own_response(request, response) as opened:
        language = language_of(response.version)
        tasks = _tasks(opened)
        done = sum(task["status"] == "done" for task in tasks)
        context = {
            "title": opened.layout.questionnaire.title.text_in(language)
            or _("Uw intake"),
            "tasks": [*tasks, _check_task(done == len(tasks))],
            "done": done,
            "total": len(tasks),
            "ready": done == len(tasks),
            "go_on": _where_to_go_on(opened),
            "deadline": response.invitation.expires_at,
        }
        return render(request, "intake/filling/overview.html", context)


@require_http_methods(["GET", "POST"])
@patient_page
@filling_page
def leave(request: PatientRequest, response: Response) -> HttpResponse:
    """Say what is saved and how to come back; a POST ends the session."""
    left = request.method == "POST"
    asks = _("Stoppen en later verder")
    context = {
        "title": _("Uw antwoorden zijn bewaard") if left else asks,
        "deadline": response.invitation.expires_at,
        "left": left,
    }
    if left:
        patient_session.end(request)
    return render(request, "intake/filling/leave.html", context)


def _tasks(opened: OpenResponse) -> list[dict[str, str]]:
    return [
        {
            "label": section.title.text_in(language_of(opened.response.version)),
            "url": _address(_first_open(opened, section)),
            "status": STATUS_OF[_standing(opened, section)],
        }
        for section in journey.asked_sections(opened.layout, opened.visibility)
    ]


def _check_task(ready: bool) -> dict[str, str]:  # noqa: FBT001 - the only fact
    label = _("Controleren en versturen")
    if ready:
        return {"label": label, "url": reverse("intake:check"), "status": "todo"}
    reason = _("Vul eerst de andere delen in.")
    return {"label": label, "status": "blocked", "reason": reason}


def _standing(opened: OpenResponse, section: Section) -> Standing:
    return journey.standing(section, opened.visibility, opened.seen)


def _first_open(opened: OpenResponse, section: Section) -> Page:
    """Return the section's first page that needs somebody, else its first."""
    asked = [
        page for page in section.pages if journey.is_asked(page, opened.visibility)
    ]
    return next((page for page in asked if _is_open(opened, page)), asked[0])


def _where_to_go_on(opened: OpenResponse) -> str:
    """Return the address of the first page not passed, once somebody began."""
    if not opened.seen:
        return ""
    asked = journey.asked_pages(opened.layout, opened.visibility)
    page = next((page for page in asked if _is_open(opened, page)), None)
    return _address(page) if page else ""


def _is_open(opened: OpenResponse, page: Page) -> bool:
    return page.address not in opened.seen or bool(
        journey.missing(page, opened.visibility)
    )


def _address(page: Page) -> str:
    return reverse("intake:page", args=[page.address])
