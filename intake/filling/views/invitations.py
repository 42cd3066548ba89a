"""The link, the landing page and the code (UX P12, P13, G12).

Opening the link changes nothing and sends nothing: mail scanners open links. The
secret leaves the address bar at once, and its key waits in the sealed session; the
code works in this browser only.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts import codes, patient_session
from accounts.access import open_page
from audit.actions import Action
from audit.actors import Actor
from audit.trail import record
from crypto import links
from intake.filling.forms import CodeForm
from intake.filling.wording import language_of, neutral_page
from intake.invitations.models import Invitation
from intake.responses.models import Response
from intake.responses.verbs import InvitationEnded, start
from outbox.recipients import Recipient

SESSION_KEY = "invitation"


@require_safe
@open_page
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Remember which invitation the link is for, and leave its address."""
    found = Invitation.objects.behind(secret)
    if found is None:
        return neutral_page(request)
    # Of the link, not of the invitation: when a new link is sent, the browsers
    # that followed the old one are out as well. Its key waits for the code.
    key = links.unlocked(found.link_key_id, secret)
    request.session[SESSION_KEY] = [found.secret_hash, key.carried()]
    return redirect("intake:landing")


@require_safe
@open_page
def landing(request: HttpRequest) -> HttpResponse:
    """Say what the invitation is for, without a word about the person."""
    found = _invited(request)
    if found is None:
        return neutral_page(request)
    title = found.version.definition.title.text_in(language_of(found.version))
    context = {
        "title": _("Uw intake invullen"),
        "questionnaire": title,
        "deadline": found.expires_at,
        "submitted": Response.objects.submitted().filter(invitation=found).exists(),
    }
    return render(request, "intake/filling/landing.html", context)


@require_POST
@open_page
def send_code(request: HttpRequest) -> HttpResponse:
    """Send a code to the address the practice knows; the page never shows it."""
    found = _invited(request)
    if found is None:
        return neutral_page(request)
    try:
        _send(request, found)
    except codes.TooManyCodes as refusal:
        form = CodeForm({})
        form.errors.clear()
        return _code_page(request, form, refusal, status=429)
    return redirect("intake:code")


@require_http_methods(["GET", "POST"])
@open_page
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code, and let the person in."""
    found = _invited(request)
    if found is None:
        return neutral_page(request)
    form = CodeForm(request.POST or None)
    if not form.is_valid():
        return _code_page(request, form, status=422 if form.is_bound else 200)
    try:
        codes.redeem(request, subject=_subject(found), typed=form.cleaned_data["code"])
        return _let_in(request, found)
    except codes.CodeRefused as refusal:
        if isinstance(refusal, codes.CodeExpired):
            refusal = _send_again(request, found, refusal)
        form.add_error("code", str(refusal.message))
        return _code_page(request, form, status=422)
    except InvitationEnded:
        return neutral_page(request)


def _let_in(request: HttpRequest, found: Invitation) -> HttpResponseRedirect:
    person_id = found.entry.person_id
    by = Actor.person(person_id)
    start(found, language=language_of(found.version), by=by)
    _hash, carried = request.session[SESSION_KEY]
    patient_session.begin(
        request,
        person_id=person_id,
        invitation_id=found.id,
        holding=links.held(found.link_key_id, carried),
    )
    record(
        Action.INVITATION_OPENED,
        by=by,
        person=person_id,
        thing="invitation",
        thing_id=str(found.id),
    )
    return redirect("intake:overview")


def _send_again(
    request: HttpRequest, found: Invitation, expired: codes.CodeRefused
) -> codes.CodeRefused:
    try:
        _send(request, found)
    except codes.TooManyCodes as refusal:
        return refusal
    return expired


def _send(request: HttpRequest, found: Invitation) -> None:
    recipient = Recipient("person", str(found.entry.person_id))
    codes.send_code(request, subject=_subject(found), recipient=recipient)


def _subject(found: Invitation) -> str:
    return f"invitation:{found.id}"


def _invited(request: HttpRequest) -> Invitation | None:
    """Return this browser's invitation while it can be used."""
    link = request.session.get(SESSION_KEY)
    if link is None:
        return None
    found_by, _key = link
    usable = Invitation.objects.open().select_related("entry", "version")
    return usable.filter(secret_hash=found_by).first()


def _code_page(
    request: HttpRequest,
    form: CodeForm,
    refusal: codes.CodeRefused | None = None,
    *,
    status: int,
) -> HttpResponse:
    context = {
        "title": _("Vul de code in"),
        "form": form,
        "refusal": refusal.message if refusal else "",
    }
    return render(request, "intake/filling/code.html", context, status=status)
