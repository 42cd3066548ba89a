"""The pages for what went wrong; each says what to do next."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request itself makes no sense; it may not even have a session."""
    return bare(HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: this role may not see this kind of data."""
    return page(request, HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there, or not there for you; the answer never tells which."""
    return page(request, HTTPStatus.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Needs no database, no session and no context."""
    return bare(HTTPStatus.INTERNAL_SERVER_ERROR)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was too old, or came from elsewhere; going back keeps it."""
    return render(request, "errors/csrf.html", status=HTTPStatus.FORBIDDEN)


def page(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    """Render the page of a status."""
    return render(request, f"errors/{status.value}.html", status=status)


def bare(status: HTTPStatus) -> HttpResponse:
    """Render the page of a status without anything that may be broken."""
    return HttpResponse(render_to_string(f"errors/{status.value}.html"), status=status)
