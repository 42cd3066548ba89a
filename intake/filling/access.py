"""What a patient's page starts from: the invitation and response of the session."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import translation

from accounts.access import PatientRequest
from crypto.errors import KeyLocked
from intake.filling.wording import language_of, neutral_page
from intake.invitations.models import Invitation
from intake.responses.models import Response
from intake.responses.reading import OpenResponse, open_response, response_of
from patients.kinds import Purpose

P = ParamSpec("P")
View = Callable[Concatenate[PatientRequest, Response, P], HttpResponse]
PlainView = Callable[Concatenate[PatientRequest, P], HttpResponse]


def filling_page(view: View[P]) -> PlainView[P]:
    """Give a view the response being filled in.

    A submitted response leads to the page that says so; an invitation that was
    withdrawn or expired meanwhile to the neutral page.
    """

    @wraps(view)
    def opened(
        request: PatientRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        response = _own_response(request)
        if response is None:
            return neutral_page(request)
        if hasattr(response, "submission"):
            return redirect("intake:sent")
        if not Invitation.objects.open().filter(id=response.invitation_id).exists():
            return neutral_page(request)
        with translation.override(language_of(response.version)):
            return view(request, response, *args, **kwargs)

    return opened


def sent_page(view: View[P]) -> PlainView[P]:
    """Give a view the submitted response; before that, lead to the task list."""

    @wraps(view)
    def opened(
        request: PatientRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        response = _own_response(request)
        if response is None:
            return neutral_page(request)
        if not hasattr(response, "submission"):
            return to_overview()
        with translation.override(language_of(response.version)):
            return view(request, response, *args, **kwargs)

    return opened


def own_response(
    request: PatientRequest, response: Response
) -> AbstractContextManager[OpenResponse]:
    """Open a person's own answers with the key of their link."""
    return open_response(
        response,
        by=request.actor,
        purpose=Purpose.OWN_DATA,
        holding=request.holding,
    )


def to_overview() -> HttpResponseRedirect:
    """Lead to the task list."""
    return redirect("intake:overview")


def _own_response(request: PatientRequest) -> Response | None:
    """Find the response of this session; KeyLocked where its link was replaced."""
    if request.invitation_id is None:
        return None
    response = response_of(request.invitation_id)
    key = request.holding and request.holding.key_id
    if response is not None and response.invitation.link_key_id != key:
        raise KeyLocked
    return response
