"""The first page: what each member of staff has to do."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.roles import Role
from intake.invitations.models import Invitation
from intake.invitations.verbs import invite
from intake.responses.models import Reading, Submission
from intake.responses.verbs import start
from intake.waitlist.models import Urgency, WaitlistEntry
from intake.waitlist.verbs import triage
from tests.desk.conftest import Member, hire
from tests.factories import PORTAL, make_entry, make_version
from tests.staff import make_staff

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def tasks(member: Member) -> str:
    page = member.browser.get("/werk/")
    assert page.status_code == 200
    return page.text


def test_noor_has_maria_to_judge_and_daan_has_nothing(
    noor: Member, daan: Member, maria: WaitlistEntry
) -> None:
    page = tasks(noor)
    assert "Te beoordelen" in page
    assert f"/werk/wachtlijst/{maria.id}/beoordelen/" in page
    assert "Alles is bijgewerkt" in tasks(daan)


def test_esra_has_people_to_invite_to_phone_and_to_wait_for(
    esra: Member, noor: Member, waiting_maria: WaitlistEntry
) -> None:
    bram, child = (
        make_entry("Bram Smit", email=""),
        make_entry("Finn Kok", born=date(2015, 1, 1)),
    )
    for entry in (bram, child):
        triage(entry.id, urgency=Urgency.NORMAL, therapist=noor.account, by=noor.actor)
    make_entry("Carmen Bos")
    page = tasks(esra)
    for title in ("Klaar om uit te nodigen", "Bellen", "wacht op een behandelaar"):
        assert title in page
    assert f"/werk/wachtlijst/{waiting_maria.id}/uitnodigen/" in page
    assert "Finn Kok" not in page


def test_an_invitation_that_ends_soon_is_a_task(
    esra: Member, noor: Member, waiting_maria: WaitlistEntry
) -> None:
    invite(waiting_maria.id, make_version(), by=esra.actor)
    assert "Uitnodiging loopt af" not in tasks(esra)
    for days, words in ((3, "Geldig tot"), (-1, "Verlopen op")):
        Invitation.objects.update(expires_at=timezone.now() + timedelta(days=days))
        page = tasks(esra)
        assert "Uitnodiging loopt af" in page
        assert words in page


def test_a_submitted_intake_is_for_its_therapist_to_read_once(
    esra: Member, noor: Member, daan: Member, waiting_maria: WaitlistEntry
) -> None:
    invitation, _message = invite(waiting_maria.id, make_version(), by=esra.actor)
    response = start(invitation, language="nl", by=PORTAL)
    Submission.objects.create(response=response)
    assert "Klaar om te lezen" in tasks(noor)
    assert "Klaar om te lezen" not in tasks(daan)
    assert "Klaar om te lezen" not in tasks(esra)
    Reading.objects.create(response=response, reader=noor.account)
    assert "Klaar om te lezen" not in tasks(noor)


@pytest.mark.parametrize("role", [Role.OWNER, Role.ADMINISTRATOR])
def test_who_manages_staff_sees_who_has_no_second_factor(role: Role) -> None:
    manager = hire("Tom Visser", role)
    assert "Alles is bijgewerkt" in tasks(manager)
    make_staff("Joost Nieuw", Role.FRONT_DESK)
    page = tasks(manager)
    assert "Joost Nieuw" in page
    assert "tweede stap" in page


def test_the_privacy_officer_is_told_that_all_is_done(maria: WaitlistEntry) -> None:
    page = tasks(hire("Priya Sharma", Role.PRIVACY_OFFICER))
    assert "Alles is bijgewerkt" in page


def test_a_long_block_shows_the_first_ten_and_the_way_to_the_rest(
    noor: Member,
) -> None:
    for number in range(11):
        make_entry(f"Anna {number:02}")
    page = tasks(noor)
    assert page.count("Nieuwe aanmelding") == 10
    assert "Bekijk alle 11" in page
