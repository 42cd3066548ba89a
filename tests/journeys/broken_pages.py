"""The portal with a few pages that go wrong."""

from http import HTTPStatus

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from accounts.access import open_page
from deploy import errors, urls

handler400 = urls.handler400
handler403 = urls.handler403
handler404 = urls.handler404
handler500 = urls.handler500


class BrokenOnPurpose(Exception):
    """What nobody foresaw."""


@open_page
def broken(request: HttpRequest) -> HttpResponse:
    raise BrokenOnPurpose


@open_page
def senseless(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


@open_page
def hasty(request: HttpRequest) -> HttpResponse:
    return errors.page(request, HTTPStatus.TOO_MANY_REQUESTS)


urlpatterns: list[URLPattern | URLResolver] = [
    path("stuk/", broken),
    path("onzin/", senseless),
    path("te-vaak/", hasty),
    path("", include("deploy.urls")),
]
