"""P2 to P8: one question a page, in the order the answers give."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import open_page
from intake.signup.draft import Draft, Whom
from intake.signup.forms.base import StepForm
from intake.signup.forms.doubts import Doubt
from intake.signup.forms.people import ForWhom
from intake.signup.opening import is_open, privacy_text
from intake.signup.path import DOUBTS, FORMS, Step, first_missing, path
from intake.signup.views import receipts


@open_page
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask one question, or keep its answer and go on."""
    if slug not in FORMS | DOUBTS:
        raise Http404
    if not is_open():
        return redirect("intake:start")
    draft = Draft(request.session)
    if request.method == "POST":
        return _keep(request, draft, slug)
    step = _reachable(draft, slug)
    if step is None:
        return leave(request, draft, arriving_at=slug)
    return _show(request, draft, step, _form(draft, step))


def leave(request: HttpRequest, draft: Draft, *, arriving_at: str = "") -> HttpResponse:
    """Lead to the first question without an answer, or to what was sent."""
    if draft.is_empty and receipts.of(request) and arriving_at != ForWhom.slug:
        return redirect("intake:signup_done")
    return redirect(_next(draft))


def _keep(request: HttpRequest, draft: Draft, slug: str) -> HttpResponse:
    step = _answered(draft, slug, request.POST.get("about", ""))
    if step is None:
        return leave(request, draft)
    form = step.form(request.POST, about=step.about, draft=draft)
    if not form.is_valid():
        return _show(request, draft, step, form)
    if draft.is_empty and slug != ForWhom.slug:
        # The session ended while this page stood open (ACC-07).
        messages.warning(
            request,
            _(
                "U deed een tijd niets. Daarom hebben wij uw eerdere antwoorden "
                "gewist. Vul ze nog een keer in. Het antwoord dat u net gaf, is "
                "bewaard."
            ),
        )
    draft.keep(step.key, form.answer())
    return redirect(_next(draft, after=step))


def _answered(draft: Draft, slug: str, about: str) -> Step | None:
    """Return the step a page was sent for, which may have been left since.

    The page itself says whom it asked about: sent from another tab, an answer
    is kept for that person and no other.
    """
    if about not in list(Whom):
        return None
    if slug in FORMS:
        return Step(FORMS[slug], Whom(about))
    same = (step for step in path(draft) if (step.slug, step.about) == (slug, about))
    return next(same, None)


def _reachable(draft: Draft, slug: str) -> Step | None:
    """Return the step with this address, unless one before it has no answer."""
    missing = first_missing(draft)
    for step in path(draft):
        if step.slug == slug:
            return step
        if step == missing:
            return None
    return None


def _next(draft: Draft, *, after: Step | None = None) -> str:
    """Return where to go: changes return to the check page, by new questions."""
    steps, missing = list(path(draft)), first_missing(draft)
    if after in steps and not draft.was_at_the_end:
        passed = steps[: steps.index(after) + 1]
        if missing not in passed:
            missing = next(iter(steps[len(passed) :]), None)
    if missing is None:
        return reverse("intake:signup_check")
    return reverse("intake:signup_step", args=[missing.slug])


def _form(draft: Draft, step: Step) -> StepForm:
    initial: dict[str, Any] = {
        **draft.name_of(step.about),
        **step.form.initial_of(draft.answer(step.key) or {}),
    }
    text = privacy_text()
    return step.form(
        about=step.about,
        draft=draft,
        initial={**initial, "text": text.id if text else None},
    )


def _show(
    request: HttpRequest, draft: Draft, step: Step, form: StepForm
) -> HttpResponse:
    context = {
        "form": form,
        "title": form.title,
        "flow": _("Aanmelden"),
        "step": _progress(draft, step),
        "back_url": _back(draft, step),
    }
    status = 422 if form.errors else 200
    return render(request, form.template, context, status=status)


def _progress(draft: Draft, step: Step) -> str:
    """Say how far this is, with a total once the answers settle it."""
    steps = [each for each in path(draft) if not issubclass(each.form, Doubt)]
    if step not in steps:
        return ""
    numbers = {"number": steps.index(step) + 1, "total": len(steps) + 1}
    if draft.birth_date is None:
        return _("Stap %(number)d") % numbers
    return _("Stap %(number)d van %(total)d") % numbers


def _back(draft: Draft, step: Step) -> str:
    """Return where "Terug" leads: to the check page for who came from there."""
    if draft.was_at_the_end and first_missing(draft) is None:
        return reverse("intake:signup_check")
    steps = list(path(draft))
    before = steps[: steps.index(step)] if step in steps else []
    if not before:
        return reverse("intake:start")
    return reverse("intake:signup_step", args=[before[-1].slug])
