"""One act per rendered form: a second submit gets the first one's answer (UX G5).

`parts/once.html` puts a fresh token into each form. Losing an answer costs no
act: a form whose first answer never came is taken up again after a while.
"""

import functools
import hashlib
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Concatenate, Final, ParamSpec, TypeVar

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from accounts.models import SubmittedForm

FIELD: Final = "once"
# A worker that died answers nobody: after this the next submit takes over.
PATIENCE: Final = timedelta(seconds=10)
LOOK_EVERY: Final = 0.1  # seconds

P = ParamSpec("P")
RequestT = TypeVar("RequestT", bound=HttpRequest)


def once_only(
    view: Callable[Concatenate[RequestT, P], HttpResponse],
) -> Callable[Concatenate[RequestT, P], HttpResponse]:
    """Run a POST view once per rendered form; a repeat is led where the first went.

    An answer that is no redirect (wrong input) frees the form for the next try.
    """

    @functools.wraps(view)
    def answer(request: RequestT, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        token = request.POST.get(FIELD, "")
        if request.method != "POST" or not token:
            return view(request, *args, **kwargs)
        form_id = _form_id(request, token)
        earlier = _claim(form_id)
        if earlier:
            return HttpResponseRedirect(earlier)
        return _run(form_id, functools.partial(view, request, *args, **kwargs))

    return answer


def _form_id(request: HttpRequest, token: str) -> str:
    # With the address: the forms of one page share its token.
    named = f"{request.path}\n{token}"
    return hashlib.sha256(named.encode("utf-8", "replace")).hexdigest()


def _run(form_id: str, act: Callable[[], HttpResponse]) -> HttpResponse:
    form = SubmittedForm.objects.filter(id=form_id)
    try:
        response = act()
    except BaseException:
        form.delete()
        raise
    if isinstance(response, HttpResponseRedirect):
        form.update(answer=response.url)
    else:
        form.delete()
    return response


def _claim(form_id: str) -> str:
    """Take the form, or wait for its first answer and return where that led."""
    while not _take(form_id):
        first = SubmittedForm.objects.filter(id=form_id).first()
        if first and first.answer:
            return first.answer
        time.sleep(LOOK_EVERY)
    return ""


def _take(form_id: str) -> bool:
    try:
        with transaction.atomic():
            SubmittedForm.objects.create(id=form_id)
    except IntegrityError:
        now = timezone.now()
        abandoned = SubmittedForm.objects.filter(
            id=form_id, answer="", at__lt=now - PATIENCE
        )
        return bool(abandoned.update(at=now))
    return True
