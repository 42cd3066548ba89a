"""Need to know: the desk plans, the therapist reads, the others stay out."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from audit.actions import Action
from audit.models import Event
from intake.waitlist.models import WaitlistEntry
from tests.desk.conftest import Member, hire

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
WORDS = "niet slapen"


def address(name: str, entry: WaitlistEntry) -> str:
    return reverse(f"intake:{name}", args=[entry.id])


def test_the_front_desk_plans_maria_and_never_reads_her_words(
    esra: Member, maria: WaitlistEntry
) -> None:
    for url in (reverse("intake:tasks"), reverse("intake:waitlist")):
        page = esra.browser.get(url).content.decode()
        assert "Maria Linden" in page
        assert WORDS not in page
    page = esra.browser.get(address("entry", maria)).content.decode()
    assert "maria@example.org" in page
    assert "Verborgen voor uw rol" in page
    assert WORDS not in page


def test_the_owner_sees_the_list_and_neither_judges_nor_invites(
    ruth: Member, maria: WaitlistEntry
) -> None:
    page = ruth.browser.get(address("entry", maria)).content.decode()
    assert "Maria Linden" in page
    assert WORDS not in page
    for verb in ("triage", "invite", "take_off"):
        assert ruth.browser.get(address(verb, maria)).status_code == 403


def test_the_front_desk_does_not_judge(esra: Member, maria: WaitlistEntry) -> None:
    assert esra.browser.get(address("triage", maria)).status_code == 403


def test_the_judging_therapist_reads_her_words(
    noor: Member, maria: WaitlistEntry
) -> None:
    page = noor.browser.get(address("triage", maria)).content.decode()
    assert WORDS in page
    line = Event.objects.filter(action=Action.RECORD_READ).latest("id")
    assert (line.person_id, line.purpose, line.relation) == (
        maria.person_id,
        "triage",
        "triage",
    )
    assert "E" in line.kind


def test_a_therapist_without_a_relation_does_not_find_maria(
    daan: Member, maria: WaitlistEntry
) -> None:
    assert "Maria" not in daan.browser.get(reverse("intake:waitlist")).content.decode()
    for name in ("entry", "triage", "invite", "take_off"):
        assert daan.browser.get(address(name, maria)).status_code == 404
    refusals = Event.objects.filter(action=Action.ACCESS_REFUSED)
    assert {line.person_id for line in refusals} == {maria.person_id}


@pytest.mark.parametrize("role", [Role.PRIVACY_OFFICER, Role.ADMINISTRATOR])
def test_who_runs_the_portal_sees_nobody_on_the_list(
    role: Role, maria: WaitlistEntry
) -> None:
    browser = hire("Priya Sharma", role).browser
    assert "Maria" not in browser.get(reverse("intake:tasks")).content.decode()
    assert browser.get(reverse("intake:waitlist")).status_code == 403
    assert browser.get(reverse("intake:outbox")).status_code == 403
    assert browser.get(address("entry", maria)).status_code == 403


def test_every_look_at_the_list_stands_in_the_log_once_a_person(
    esra: Member, maria: WaitlistEntry
) -> None:
    esra.browser.get(reverse("intake:waitlist"))
    line = Event.objects.get(action=Action.RECORD_READ)
    assert (line.person_id, line.kind, line.purpose) == (
        maria.person_id,
        "AD",
        "planning",
    )
