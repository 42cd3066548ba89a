"""Health, language and the pages for what went wrong."""

from http import HTTPStatus
from pathlib import Path

import pytest
from django.conf import settings as live
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path
from pytest_django import Settings

from accounts.access import open_page
from deploy.urls import handler400, handler403, handler404, handler500, urlpatterns

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
HANDLERS = (handler400, handler403, handler404, handler500)


@open_page
def refuse(request: HttpRequest) -> HttpResponse:
    """Refuse as views do."""
    raise PermissionDenied


@open_page
def confuse(request: HttpRequest) -> HttpResponse:
    """Complain as Django does about senseless requests."""
    raise BadRequest


@open_page
def fail(request: HttpRequest) -> HttpResponse:
    """Fail as code does."""
    raise RuntimeError


class Broken:
    """The portal with three pages that go wrong."""

    handler400, handler403, handler404, handler500 = HANDLERS
    urlpatterns = [
        *urlpatterns,
        path("verboden/", refuse),
        path("onzin/", confuse),
        path("stuk/", fail),
    ]


def test_the_portal_says_that_it_is_well_and_no_more(client: Client) -> None:
    answer = client.get("/gezond/")

    assert (answer.status_code, answer.content) == (HTTPStatus.OK, b"ok\n")


def test_without_its_key_the_portal_says_that_it_is_not_well(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.KEY_FILE = tmp_path / "absent"
    answer = client.get("/gezond/")

    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert answer.content == b"not ok\n"


@pytest.mark.parametrize(
    ("following", "place"),
    [("/gezond/", "/gezond/"), ("https://elsewhere.example/", "/")],
)
def test_a_visitor_changes_language_and_returns_to_this_portal_only(
    client: Client, following: str, place: str
) -> None:
    answer = client.post("/taal/", {"language": "en", "next": following})

    assert answer["Location"] == place
    cookie = answer.cookies[live.LANGUAGE_COOKIE_NAME]
    assert cookie.value == "en"
    assert cookie["httponly"]


def test_a_link_cannot_change_the_language(client: Client) -> None:
    answer = client.get("/taal/", {"language": "en"})

    assert answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/onzin/", HTTPStatus.BAD_REQUEST),
        ("/verboden/", HTTPStatus.FORBIDDEN),
        ("/bestaat-niet/", HTTPStatus.NOT_FOUND),
        ("/stuk/", HTTPStatus.INTERNAL_SERVER_ERROR),
    ],
)
def test_what_goes_wrong_has_a_page_that_says_what_to_do(
    client: Client, address: str, status: HTTPStatus
) -> None:
    client.raise_request_exception = False
    with override_settings(ROOT_URLCONF=Broken):
        answer = client.get(address)

    assert answer.status_code == status
    assert "<h1>" in answer.content.decode()


def test_a_request_for_another_host_gets_a_page_too(client: Client) -> None:
    answer = client.get("/", headers={"host": "elsewhere.example"})

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "<h1>" in answer.content.decode()


def test_a_form_without_its_token_is_told_how_to_go_on() -> None:
    answer = Client(enforce_csrf_checks=True).post("/taal/", {"language": "en"})

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "Ga terug naar de vorige pagina" in answer.content.decode()
