"""Closed by default: who may come in is said of each page, or it stays shut."""

from uuid import uuid4

import pytest
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from accounts import patient_session
from accounts.access import Audience, access_of, staff_page
from accounts.models import Account, TOTPDevice
from accounts.roles import Role
from audit.actions import Action
from audit.models import Event
from tests.staff import SEED_ACTOR, let_in, signed_in

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.urls("tests.accounts.pages"),
]

PERSON = uuid4()


def refusals() -> list[str]:
    events = Event.objects.filter(action=Action.ACCESS_REFUSED)
    return [event.detail["reason"] for event in events]


def test_a_page_nobody_spoke_for_does_not_exist(client: Client, noor: Account) -> None:
    assert client.get("/test/forgotten/").status_code == 404
    signed_in(client, noor, Role.THERAPIST)
    assert client.get("/test/forgotten/").status_code == 404
    assert refusals() == ["undeclared", "undeclared"]


def test_a_stranger_is_led_to_signing_in(client: Client) -> None:
    response = client.get("/test/patients/")
    assert response["Location"] == "/inloggen/?next=%2Ftest%2Fpatients%2F"


def test_another_role_is_refused_and_the_log_says_so(
    client: Client, noor: Account
) -> None:
    signed_in(client, noor, Role.THERAPIST)
    assert client.get("/test/patients/").status_code == 200
    assert client.get("/test/desk/").status_code == 403
    assert refusals() == ["role"]
    event = Event.objects.filter(action=Action.ACCESS_REFUSED).get()
    assert (event.actor_id, event.actor_role) == (str(noor.id), "therapist")


def test_a_role_that_was_taken_away_is_gone_at_the_next_click(
    client: Client, noor: Account
) -> None:
    signed_in(client, noor, Role.THERAPIST)
    noor.role_grants.get().revoke(by=SEED_ACTOR)
    response = client.get("/test/patients/")
    assert response["Location"].startswith("/account/rol/")
    assert "geen rol" in client.get("/account/rol/").content.decode()


def test_closing_an_account_ends_its_sessions_in_the_same_moment(
    client: Client, noor: Account
) -> None:
    signed_in(client, noor, Role.THERAPIST)
    noor.close(by=SEED_ACTOR)
    assert client.get("/test/patients/")["Location"].startswith("/inloggen/")


def test_a_patient_sees_patient_pages_only(client: Client, practice: object) -> None:
    let_in(client, person_id=PERSON, invitation_id=None)
    assert client.get("/test/intake/").content == b"intake"
    assert client.get("/test/patients/").status_code == 302
    assert client.get("/account/herstelcodes/").status_code == 302


def test_staff_see_no_patient_pages(client: Client, noor: Account) -> None:
    signed_in(client, noor, Role.THERAPIST)
    assert client.get("/test/intake/")["Location"] == "/uitgelogd/?patient=1"


def test_a_patient_session_puts_staff_out_of_this_browser(noor: Account) -> None:
    browser = signed_in(Client(), noor, Role.THERAPIST)
    request = RequestFactory().get("/")
    request.session = browser.session
    request.user = noor
    old_key = request.session.session_key
    patient_session.begin(request, person_id=PERSON, invitation_id=None)

    assert request.session.session_key != old_key
    assert patient_session.current(request) == (PERSON, None)
    assert "_auth_user_id" not in request.session
    assert "otp_device_id" not in request.session


def test_nothing_but_pages_for_everybody_may_be_kept(
    client: Client, noors_app: TOTPDevice, noor: Account
) -> None:
    signed_in(client, noor, Role.THERAPIST, device=noors_app)
    for address in ("/test/patients/", "/test/desk/", "/test/forgotten/", "/nowhere/"):
        assert client.get(address)["Cache-Control"] == "no-store"


def test_a_page_for_everybody_is_not_kept_once_it_shows_what_somebody_typed(
    client: Client, practice: object
) -> None:
    assert "Cache-Control" not in client.get("/inloggen/")
    client.post("/inloggen/vergeten/", {"email": "noor@praktijk.example"})
    assert client.get("/inloggen/")["Cache-Control"] == "no-store"


def test_staff_page_must_name_its_roles() -> None:
    with pytest.raises(TypeError):
        staff_page()


def test_every_page_of_this_app_says_who_may_come_in() -> None:
    """And the list of pages for everybody is short enough to be read here."""
    opened = {
        str(name)
        for name, view in named_views(get_resolver("accounts.urls"))
        if (access := access_of(view)) and access.audience is Audience.EVERYBODY
    }
    assert all(
        access_of(view) for _, view in named_views(get_resolver("accounts.urls"))
    )
    assert opened == {
        "sign_in",
        "forgotten_password",
        "password_code",
        "new_password",
        "sign_out",
        "signed_out",
        "join",
        "staff_invitation",
    }


def named_views(resolver: URLResolver) -> list[tuple[str | None, object]]:
    found: list[tuple[str | None, object]] = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            found.append((entry.name, entry.callback))
        else:
            found += named_views(entry)
    return found
