"""Who judges new entries: the owner decides, and no entry is seen by nobody."""

from datetime import date
from typing import NamedTuple

import pytest

from accounts.models import Location, TriageDuty
from accounts.models.triage_duty import AlreadyEnded, NotATherapist
from accounts.roles import Role
from audit.actions import Action
from audit.models import Event
from intake.waitlist.duties import NobodyLeftToJudge, NotOnDuty, end_duty, start_duty
from intake.waitlist.models import Urgency, WaitlistEntry
from intake.waitlist.registration import Application, register_entry
from intake.waitlist.verbs import triage
from patients.models import CareRelation
from tests.desk.conftest import Member, hire
from tests.factories import PORTAL, make_entry, make_location

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

PAGE = "/beheer/beoordelaars/"


class Page(NamedTuple):
    status_code: int
    text: str


def sees(member: Member, entry: WaitlistEntry) -> bool:
    entries = WaitlistEntry.objects.visible_to(member.actor)
    return entries.filter(id=entry.id).exists()


def press(act: str, owner: Member, member: Member, location: Location) -> Page:
    path = f"{PAGE}{location.id}/{member.account.id}/{act}/"
    page = owner.browser.post(path, follow=True)
    return Page(page.status_code, page.text)


def test_daan_sees_who_signed_up_while_nobody_judged(
    ruth: Member, daan: Member
) -> None:
    entry = make_entry()
    page = press("beginnen", ruth, daan, entry.location)
    assert "Daan Bakker beoordeelt nu nieuwe aanmeldingen" in page.text
    assert sees(daan, entry)
    shown = daan.browser.get(f"/werk/wachtlijst/{entry.id}/beoordelen/")
    assert shown.status_code == 200


def test_beginning_twice_is_beginning_once(ruth: Member, daan: Member) -> None:
    location = make_location()
    first = start_duty(daan.account, location, by=ruth.actor)
    assert start_duty(daan.account, location, by=ruth.actor) == first
    assert Event.objects.filter(action=Action.DUTY_STARTED).count() == 1


def test_a_judged_entry_stays_with_its_therapist(
    ruth: Member, noor: Member, daan: Member, waiting_maria: WaitlistEntry
) -> None:
    start_duty(daan.account, waiting_maria.location, by=ruth.actor)
    assert not sees(daan, waiting_maria)
    assert sees(noor, waiting_maria)


def test_noor_cannot_stop_while_maria_waits_and_nobody_else_judges(
    ruth: Member, noor: Member, maria: WaitlistEntry
) -> None:
    with pytest.raises(NobodyLeftToJudge):
        end_duty(noor.account, maria.location, by=ruth.actor)
    page = press("stoppen", ruth, noor, maria.location)
    assert page.status_code == 409
    assert "Laat eerst iemand anders beoordelen" in page.text
    assert sees(noor, maria)


def test_noor_stops_when_daan_judges_too_and_sees_nobody_new_any_more(
    ruth: Member, noor: Member, daan: Member, maria: WaitlistEntry
) -> None:
    start_duty(daan.account, maria.location, by=ruth.actor)
    press("stoppen", ruth, noor, maria.location)
    assert not sees(noor, maria)
    assert sees(daan, maria)
    later = make_entry("Bram Smit", born=date(1990, 1, 1))
    assert not sees(noor, later)
    assert sees(daan, later)
    ended = Event.objects.get(action=Action.DUTY_ENDED)
    assert (ended.thing_id, ended.actor_id) == (str(noor.account.id), ruth.actor.id)


def test_who_stops_at_one_location_keeps_whom_another_brings(
    ruth: Member, noor: Member, daan: Member, maria: WaitlistEntry
) -> None:
    oost = make_location("Oost", judge=noor.account)
    again = Application(location=oost, route="self", reason="back")
    register_entry(maria.person, again, birth_date=date(1980, 5, 1), by=PORTAL)
    start_duty(daan.account, maria.location, by=ruth.actor)
    end_duty(noor.account, maria.location, by=ruth.actor)
    assert sees(noor, maria)


def test_the_last_judge_stops_when_nobody_waits(
    ruth: Member, noor: Member, waiting_maria: WaitlistEntry
) -> None:
    end_duty(noor.account, waiting_maria.location, by=ruth.actor)
    assert sees(noor, waiting_maria)
    with pytest.raises(NotOnDuty):
        end_duty(noor.account, waiting_maria.location, by=ruth.actor)
    page = press("stoppen", ruth, noor, waiting_maria.location)
    assert "was al gestopt" in page.text


def test_a_duty_ends_once(ruth: Member, noor: Member) -> None:
    duty = TriageDuty.objects.get()
    duty.finish(by=ruth.actor)
    with pytest.raises(AlreadyEnded):
        duty.finish(by=ruth.actor)


def test_noor_begins_again_after_she_stopped(ruth: Member, noor: Member) -> None:
    location = make_location()
    end_duty(noor.account, location, by=ruth.actor)
    start_duty(noor.account, location, by=ruth.actor)
    assert sees(noor, make_entry())
    assert CareRelation.objects.active().count() == 1


def test_only_a_therapist_judges(ruth: Member, esra: Member) -> None:
    location = make_location()
    with pytest.raises(NotATherapist):
        start_duty(esra.account, location, by=ruth.actor)
    page = press("beginnen", ruth, esra, location)
    assert "geen behandelaar" in page.text


def test_whoever_leaves_judges_no_more_and_the_owner_is_told(
    ruth: Member, noor: Member, daan: Member, esra: Member, maria: WaitlistEntry
) -> None:
    assert "zonder beoordelaar" not in ruth.browser.get("/werk/").text
    assert "Moet nog beoordeeld worden" in esra.browser.get("/werk/").text
    noor.account.close(by=ruth.actor)
    assert not TriageDuty.objects.in_force().exists()
    page = ruth.browser.get("/werk/").text
    assert "Locaties zonder beoordelaar" in page
    assert PAGE in page
    assert "vraag de praktijkhouder" in esra.browser.get("/werk/").text
    start_duty(daan.account, maria.location, by=ruth.actor)
    assert sees(daan, maria)
    assert "zonder beoordelaar" not in ruth.browser.get("/werk/").text


def test_who_is_no_therapist_any_more_judges_no_more(
    ruth: Member, noor: Member
) -> None:
    noor.account.role_grants.get().revoke(by=ruth.actor)
    assert not TriageDuty.objects.in_force().exists()


def test_the_page_says_who_judges_where_and_how_many_wait(
    ruth: Member, noor: Member, daan: Member
) -> None:
    make_entry(location=make_location("Zeist"))
    page = ruth.browser.get(PAGE).text
    for words in ("Utrecht", "Zeist", "Noor Osei", "Daan Bakker", "Sinds "):
        assert words in page
    assert "Er wacht 1 nieuwe aanmelding." in page
    assert PAGE in ruth.browser.get("/beheer/medewerkers/").text


def test_without_therapists_or_locations_the_page_says_what_to_do(
    ruth: Member,
) -> None:
    assert "Zonder locatie kan niemand zich aanmelden" in ruth.browser.get(PAGE).text
    make_location()
    page = ruth.browser.get(PAGE).text
    assert "Behandelaar uitnodigen" in page
    assert "Niemand beoordeelt hier" in page


def test_ruth_adds_a_location_and_no_second_of_the_same_name(ruth: Member) -> None:
    facts = {"name": "De Linde Oost", "city": "Zeist"}
    page = ruth.browser.post("/beheer/locaties/nieuw/", facts, follow=True)
    assert page.redirect_chain == [(PAGE, 302)]
    assert "De Linde Oost" in page.text
    assert Event.objects.filter(action=Action.LOCATION_ADDED).count() == 1
    page = ruth.browser.post("/beheer/locaties/nieuw/", facts)
    assert page.status_code == 422
    assert "al een locatie met deze naam" in page.text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
def test_only_the_owner_decides_who_judges(role: Role, daan: Member) -> None:
    somebody = hire("Tom Visser", role)
    location = make_location()
    for act in ("beginnen", "stoppen"):
        assert press(act, somebody, daan, location).status_code == 403
    assert not TriageDuty.objects.exists()


def test_a_new_judgement_still_counts_after_the_judge_stopped(
    ruth: Member, noor: Member, daan: Member, maria: WaitlistEntry
) -> None:
    start_duty(daan.account, maria.location, by=ruth.actor)
    end_duty(noor.account, maria.location, by=ruth.actor)
    triage(maria.id, urgency=Urgency.NORMAL, therapist=noor.account, by=daan.actor)
    assert sees(noor, maria)
    assert not sees(daan, maria)
