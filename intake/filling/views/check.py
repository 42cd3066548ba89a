"""Reading back, sending once, and what comes after (UX P21, P22)."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import PatientRequest, patient_page
from intake.filling.access import filling_page, own_response, sent_page
from intake.filling.views.pages import BACK_TO_CHECK
from intake.filling.wording import language_of
from intake.questionnaires import journey
from intake.questionnaires.journey import Missing
from intake.questionnaires.summaries import Line, summary
from intake.responses.models import Response
from intake.responses.reading import OpenResponse, key_of
from intake.responses.verbs import AlreadySubmitted, ChangedMeanwhile, submit


@require_http_methods(["GET", "POST"])
@patient_page
@filling_page
def check(request: PatientRequest, response: Response) -> HttpResponse:
    """Show every answer; send what is visible, once."""
    with own_response(request, response) as opened:
        missing = _missing(opened)
        if request.method != "POST" or missing:
            return _show(request, opened, missing)
        visible = opened.visibility.visible_answers()
        contents = {
            key_of(section): opened.content_of(section, visible)
            for section in opened.layout.sections
        }
        read = opened.revisions
    try:
        submit(
            response.id,
            contents,
            read=read,
            by=request.actor,
            holding=request.holding,
        )
    except ChangedMeanwhile:
        return _changed(request, response)
    except AlreadySubmitted:
        # A second press of the button: it was sent, which is what was asked.
        return redirect("intake:sent")
    return redirect("intake:sent")


@require_safe
@patient_page
@sent_page
def sent(request: PatientRequest, response: Response) -> HttpResponse:
    """Confirm that it was sent, and say what happens next."""
    context = {
        "title": _("Uw intake is verstuurd"),
        "reference": response.invitation.entry.reference,
        "sent_at": response.submission.at,
    }
    return render(request, "intake/filling/sent.html", context)


@require_safe
@patient_page
@sent_page
def own_answers(request: PatientRequest, response: Response) -> HttpResponse:
    """Show what was sent, to read or print."""
    with own_response(request, response) as opened:
        context = {
            "title": _("Uw antwoorden"),
            "parts": _parts(opened, change=False),
            "sent_at": response.submission.at,
            "back_url": reverse("intake:sent"),
        }
        return render(request, "intake/filling/own_answers.html", context)


def _changed(request: PatientRequest, response: Response) -> HttpResponse:
    """Show the answers anew when another device saved in between."""
    with own_response(request, response) as opened:
        return _show(request, opened, _missing(opened), changed=True)


def _missing(opened: OpenResponse) -> list[Missing]:
    return [
        each
        for asked in journey.asked_pages(opened.layout, opened.visibility)
        for each in journey.missing(asked, opened.visibility)
    ]


def _show(
    request: PatientRequest,
    opened: OpenResponse,
    missing: list[Missing],
    *,
    changed: bool = False,
) -> HttpResponse:
    language = language_of(opened.response.version)
    context = {
        "title": _("Controleer uw antwoorden"),
        "back_url": reverse("intake:overview"),
        "parts": _parts(opened, change=True),
        "changed": changed,
        "missing": [
            {"label": each.item.text.text_in(language), "url": _change_url(each)}
            for each in missing
        ],
    }
    refused = request.method == "POST"
    return render(
        request, "intake/filling/check.html", context, status=422 if refused else 200
    )


def _parts(opened: OpenResponse, *, change: bool) -> list[dict[str, object]]:
    language = language_of(opened.response.version)
    return [
        {"title": part.title, "rows": [_row(line, change) for line in part.lines]}
        for part in summary(opened.layout, opened.visibility, language=language)
    ]


def _row(line: Line, change: bool) -> dict[str, str]:  # noqa: FBT001 - the only fact
    row = {"label": line.label, "value": line.value}
    if change:
        row["change_url"] = _url(line.address, line.row)
    return row


def _change_url(missing: Missing) -> str:
    return _url(missing.page.address, missing.row)


def _url(address: str, row: str) -> str:
    if row:
        return reverse("intake:row", args=[address, row])
    return f"{reverse('intake:page', args=[address])}?terug={BACK_TO_CHECK}"
