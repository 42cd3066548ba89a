"""A therapist's list: own people, to read first; and marking as read."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from audit.actions import Action
from audit.models import Event
from intake.responses.models import Reading, Response
from tests.reading.conftest import address, in_role

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def test_a_list_without_people_says_what_will_come(noors_browser: Client) -> None:
    html = noors_browser.get("/werk/intakes/").content.decode()

    assert "Hier komen de intakes van uw patiënten." in html
    assert "<table" not in html


def test_an_intake_that_came_in_stands_first_to_be_read(
    noors_browser: Client, marias_intake: Response
) -> None:
    html = noors_browser.get("/werk/intakes/").content.decode()

    assert "Maria Linden" in html
    assert "Te lezen" in html
    assert address(marias_intake) in html


def test_of_who_is_still_busy_only_the_progress_is_seen(
    noors_browser: Client, begun: Response
) -> None:
    html = noors_browser.get("/werk/intakes/").content.decode()

    assert "De patiënt is nog bezig" in html
    assert "1 van 2 delen" in html
    assert not Event.objects.filter(action=Action.RECORD_READ, kind="E").exists()


def test_another_therapist_sees_nobody(
    daans_browser: Client, marias_intake: Response
) -> None:
    assert "Maria" not in daans_browser.get("/werk/intakes/").content.decode()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.THERAPIST}))
def test_the_list_is_for_therapists(role: Role) -> None:
    assert in_role(role).get("/werk/intakes/").status_code == 403


def test_marking_as_read_moves_it_down_and_can_be_undone(
    noors_browser: Client, marias_intake: Response
) -> None:
    answer = noors_browser.post(address(marias_intake, "gelezen/"), follow=True)
    html = answer.content.decode()
    assert "Gemarkeerd als gelezen." in html
    assert "Gelezen <span" in html
    assert address(marias_intake, "ongelezen/") in html

    answer = noors_browser.post(address(marias_intake, "ongelezen/"), follow=True)
    assert "staat weer bij ‘Te lezen’" in answer.content.decode()
    assert not Reading.objects.exists()
    for action in (Action.RESPONSE_MARKED_READ, Action.RESPONSE_MARKED_UNREAD):
        line = Event.objects.get(action=action)
        assert line.thing_id == str(marias_intake.id)


def test_marking_twice_is_once(noors_browser: Client, marias_intake: Response) -> None:
    noors_browser.post(address(marias_intake, "gelezen/"))
    noors_browser.post(address(marias_intake, "gelezen/"))

    assert Reading.objects.count() == 1
    assert Event.objects.filter(action=Action.RESPONSE_MARKED_READ).count() == 1


def test_after_a_quarter_of_an_hour_it_stays_read(
    noors_browser: Client, marias_intake: Response
) -> None:
    noors_browser.post(address(marias_intake, "gelezen/"), follow=True)
    Reading.objects.update(at=timezone.now() - timedelta(minutes=16))

    page = noors_browser.get(address(marias_intake)).content.decode()
    answer = noors_browser.post(address(marias_intake, "ongelezen/"), follow=True)

    assert "Ongedaan maken" not in page
    assert "De intake blijft gelezen." in answer.content.decode()
    assert Reading.objects.count() == 1


def test_what_is_not_sent_cannot_be_marked(
    noors_browser: Client, begun: Response
) -> None:
    assert noors_browser.post(address(begun, "gelezen/")).status_code == 404


def test_another_therapist_cannot_mark_and_that_is_logged(
    daans_browser: Client, marias_intake: Response
) -> None:
    assert daans_browser.post(address(marias_intake, "gelezen/")).status_code == 404

    line = Event.objects.get(action=Action.ACCESS_REFUSED)
    assert line.person_id == marias_intake.person_id
    assert not Reading.objects.exists()
