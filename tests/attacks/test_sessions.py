"""Whose browser it is: planted sessions, mixed ones, and links that were replaced."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from accounts.models import Account
from accounts.models.staff_invitation import invite as invite_staff
from accounts.roles import Role
from audit.actions import Action
from audit.actors import Actor
from audit.models import Event
from intake.invitations.models import Invitation
from intake.invitations.renewing import renew
from intake.invitations.verbs import invite
from outbox.models import Message
from tests.access.world import triaged
from tests.factories import make_entry
from tests.filling.conftest import Invited, let_in, newest_code
from tests.links import secret_in
from tests.staff import PASSWORD, make_staff, signed_in

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

BOTH = ["default", "keys"]
COOKIE = settings.SESSION_COOKIE_NAME


def test_a_session_planted_before_the_code_opens_nothing_after_it(
    maria: Invited, client: Client
) -> None:
    """ASVS 5.0 7.2.4: the key that somebody knew beforehand ends with the code."""
    client.get(maria.link)
    planted = client.cookies[COOKIE].value
    let_in(client, maria)
    thief = Client()
    thief.cookies[COOKIE] = planted
    assert client.get("/intake/").status_code == HTTPStatus.OK
    assert thief.get("/intake/").status_code == HTTPStatus.FOUND
    assert thief.get("/intake/welkom/").status_code == HTTPStatus.NOT_FOUND


def test_staff_and_a_patient_are_never_one_browser(
    maria: Invited, client: Client
) -> None:
    """ASVS 5.0 8.2.1: whoever comes last is who acts; nothing of the other is left."""
    sam = make_staff("Sam Visser", Role.FRONT_DESK)
    signed_in(client, sam, Role.FRONT_DESK)
    let_in(client, maria)
    assert client.get("/werk/")["Location"].startswith("/inloggen/")
    assert client.get("/intake/").status_code == HTTPStatus.OK
    actors = Event.objects.filter(action=Action.RECORD_READ).values_list("actor_kind")
    assert set(actors.filter(thing="response")) == {("person",)}

    facts = {"email": "sam@praktijk.example", "password": PASSWORD}
    assert client.post("/inloggen/", facts).status_code == HTTPStatus.FOUND
    assert client.get("/intake/").status_code == HTTPStatus.FOUND
    assert client.get("/intake/welkom/").status_code == HTTPStatus.NOT_FOUND


def test_a_browser_that_followed_the_old_link_is_out_when_a_new_one_is_sent(
    maria: Invited, client: Client
) -> None:
    """ASVS 5.0 7.4.1: a lost link is worth nothing, also to who opened it before."""
    client.get(maria.link)
    assert client.get("/intake/welkom/").status_code == HTTPStatus.OK
    renew(maria.entry.id, by=maria.desk)
    mails = Message.objects.count()
    assert client.get("/intake/welkom/").status_code == HTTPStatus.NOT_FOUND
    assert client.post("/intake/code/sturen/").status_code == HTTPStatus.NOT_FOUND
    assert Message.objects.count() == mails


def test_the_code_of_one_invitation_opens_no_other_in_the_same_browser(
    maria: Invited, client: Client
) -> None:
    """ASVS 5.0 6.6.2: a code belongs to what it was asked for."""
    piet = triaged(make_entry("Piet Berg", email="piet@example.org"), maria.therapist)
    _invitation, message = invite(piet.id, maria.invitation.version, by=maria.desk)
    client.get(maria.link)
    client.post("/intake/code/sturen/")
    marias_code = newest_code()
    client.get(f"/uitnodiging/{secret_in(message)}/")
    refused = client.post("/intake/code/", {"code": marias_code})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert client.get("/intake/").status_code == HTTPStatus.FOUND


@pytest.mark.django_db(databases=BOTH, transaction=True)
def test_one_code_typed_twice_at_once_lets_in_once(maria: Invited) -> None:
    """ASVS 5.0 6.5.1: a code is used once, however fast."""
    browser, twin = Client(), Client()
    browser.get(maria.link)
    browser.post("/intake/code/sturen/")
    twin.cookies = browser.cookies
    code = newest_code()
    answers = at_once(
        lambda: browser.post("/intake/code/", {"code": code}).status_code,
        lambda: twin.post("/intake/code/", {"code": code}).status_code,
    )
    assert answers.count(HTTPStatus.FOUND) == 1
    assert Event.objects.filter(action=Action.INVITATION_OPENED).count() == 1


@pytest.mark.django_db(databases=BOTH, transaction=True)
def test_one_staff_invitation_accepted_twice_at_once_makes_one_account(
    maria: Invited,
) -> None:
    """ASVS 5.0 15.4.2: who comes second finds a link that does nothing."""
    ruth = make_staff("Ruth van Leeuwen", Role.OWNER)
    _invitation, secret = invite_staff(
        email="nieuw@praktijk.example",
        name="Nieuwe Collega",
        role=Role.FRONT_DESK,
        by=Actor.staff(ruth.id, Role.OWNER),
    )
    before = Account.objects.count()
    browsers = [Client(), Client()]
    for browser in browsers:
        browser.get(f"/medewerker/{secret}/")
    answers = at_once(
        *(
            lambda browser=browser, number=number: (
                browser.post(
                    "/medewerker/", {"password": f"{PASSWORD} {number}"}
                ).status_code
            )
            for number, browser in enumerate(browsers)
        )
    )
    assert sorted(answers) == [HTTPStatus.FOUND, HTTPStatus.NOT_FOUND]
    assert Account.objects.count() == before + 1


def at_once(*acts: Callable[[], int]) -> list[int]:
    """Do things at the same moment, each on its own connection."""
    together = threading.Barrier(len(acts))

    def run(act: Callable[[], int]) -> int:
        together.wait()
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_an_invitation_that_ended_is_over_for_a_browser_that_is_in(
    maria: Invited, client: Client
) -> None:
    """ASVS 5.0 7.4.2: what is over is closed at the next click."""
    let_in(client, maria)
    Invitation.objects.update(expires_at="2020-01-01T00:00:00Z")
    for page in ("/intake/", "/intake/1-1/", "/intake/controleren/"):
        assert client.get(page).status_code == HTTPStatus.NOT_FOUND
    saved = client.post("/intake/1-1/", {"pijn": "true"})
    assert saved.status_code == HTTPStatus.NOT_FOUND
