"""Requests no browser would send."""

from http import HTTPStatus
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile
from django.test import Client, RequestFactory

from accounts.roles import Role
from tests.factories import make_practice
from tests.staff import make_staff, signed_in

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture(autouse=True)
def practice() -> None:
    make_practice()


def test_a_file_sent_to_any_page_is_not_written_down() -> None:
    """ASVS 5.0 5.2.1: forms are read before anybody is asked who they are."""
    dossier = SimpleUploadedFile("dossier.txt", b"x" * 4_000_000)
    request = RequestFactory().post("/inloggen/", {"file": dossier})
    kept = request.FILES["file"]
    assert isinstance(kept, InMemoryUploadedFile)
    assert kept.size == 4_000_000
    assert len(kept.read()) < 3_000_000


def test_two_files_at_once_are_one_too_many(client: Client) -> None:
    """ASVS 5.0 5.2.1: no page takes more than one file."""
    files = {name: SimpleUploadedFile(f"{name}.json", b"{}") for name in ("one", "two")}
    assert client.post("/inloggen/", files).status_code == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("since", ["0001-01-01", "9999-12-31", "0001-01-01\0"])
def test_a_day_beyond_the_calendar_breaks_no_page(client: Client, since: str) -> None:
    """ASVS 5.0 2.2.1: what is asked of the log is checked first."""
    ruth = make_staff("Ruth van Leeuwen", Role.OWNER)
    signed_in(client, ruth, Role.OWNER)
    response = client.get("/beheer/logboek/", {"since": since})
    assert response.status_code in {HTTPStatus.OK, HTTPStatus.UNPROCESSABLE_ENTITY}


@pytest.mark.parametrize(
    "then",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "\\\\evil.example\\",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "\x00//evil.example",
        "https://testserver@evil.example/",
        "https://testserver.evil.example/",
        "\t//evil.example",
    ],
)
def test_no_address_of_ours_leads_elsewhere(client: Client, then: str) -> None:
    """ASVS 5.0 3.7.2: after choosing a role or a language one stays here."""
    ruth = make_staff("Ruth van Leeuwen", Role.OWNER, Role.THERAPIST)
    signed_in(client, ruth, Role.OWNER)
    role = client.post(
        f"/account/rol/?{urlencode({'next': then})}", {"role": "therapist"}
    )
    language = client.post("/taal/", {"language": "en", "next": then})
    assert role["Location"] == "/werk/"
    assert language["Location"] == "/"


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "a b", ""])
def test_another_host_is_answered_with_nothing(client: Client, host: str) -> None:
    """ASVS 5.0 13.2.4: only the hosts that were named are served."""
    response = client.post("/inloggen/vergeten/", {"email": "x"}, HTTP_HOST=host)
    assert response.status_code == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("secret", ["x", "%00", "%ED%A0%80", "a" * 3000, "..%2f..%2f"])
@pytest.mark.parametrize("whose", ["uitnodiging", "medewerker"])
def test_a_made_up_link_is_remembered_nowhere(
    client: Client, whose: str, secret: str
) -> None:
    """ASVS 5.0 7.2.1: no session is begun for whoever tries addresses."""
    response = client.get(f"/{whose}/{secret}/")
    assert response.status_code == HTTPStatus.NOT_FOUND
    assert settings.SESSION_COOKIE_NAME not in client.cookies
