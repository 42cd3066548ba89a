"""A therapist judges a new entry; nobody's judgement is overwritten unseen."""

from http import HTTPStatus

import pytest
from django.urls import reverse

from audit.actions import Action
from audit.models import Event
from intake.waitlist.models import Departure, Triage, Urgency, WaitlistEntry
from intake.waitlist.verbs import JudgedMeanwhile, take_off, triage
from patients.models import CareRelation
from tests.desk.conftest import Member
from tests.factories import make_entry, make_location

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def address(entry: WaitlistEntry) -> str:
    return reverse("intake:triage", args=[entry.id])


def choice(member: Member, urgency: Urgency, **more: str) -> dict[str, str]:
    return {"urgency": str(urgency.value), "therapist": str(member.account.id), **more}


def test_noor_judges_maria_and_daan_will_treat_her(
    noor: Member, daan: Member, maria: WaitlistEntry
) -> None:
    answer = noor.browser.post(address(maria), choice(daan, Urgency.PRIORITY))
    assert answer["Location"] == reverse("intake:tasks")
    judgement = Triage.objects.get()
    assert (judgement.urgency, judgement.therapist) == (Urgency.PRIORITY, daan.account)
    assert judgement.judged_by == noor.account
    relations = CareRelation.objects.active().values_list("account", "kind")
    assert list(relations) == [(daan.account.id, "assigned")]
    line = Event.objects.get(action=Action.ENTRY_TRIAGED)
    assert (line.actor_id, line.person_id) == (str(noor.account.id), maria.person_id)
    assert noor.browser.get(reverse("intake:entry", args=[maria.id])).status_code == 404
    assert daan.browser.get(reverse("intake:entry", args=[maria.id])).status_code == 200


def test_saving_leads_to_whoever_waits_longest(
    noor: Member, maria: WaitlistEntry
) -> None:
    bram, _carmen = make_entry("Bram Smit"), make_entry("Carmen Bos")
    answer = noor.browser.post(address(maria), choice(noor, Urgency.NORMAL))
    assert answer["Location"] == address(bram)


def test_an_unanswered_question_says_what_to_do(
    noor: Member, maria: WaitlistEntry
) -> None:
    answer = noor.browser.post(address(maria), {"therapist": str(noor.account.id)})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Kies hoe snel iemand aan de beurt is" in answer.text
    assert answer.text.count("<title>Fout:") == 1
    assert not Triage.objects.exists()


@pytest.mark.parametrize("urgency", ["9", "-1", "hoog", "\x00"])
def test_an_urgency_that_is_not_offered_is_not_saved(
    urgency: str, noor: Member, maria: WaitlistEntry
) -> None:
    facts = {"urgency": urgency, "therapist": str(noor.account.id)}
    answer = noor.browser.post(address(maria), facts)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Triage.objects.exists()


def test_who_does_not_treat_cannot_be_chosen(
    noor: Member, esra: Member, maria: WaitlistEntry
) -> None:
    answer = noor.browser.post(address(maria), choice(esra, Urgency.NORMAL))
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Triage.objects.exists()


def test_a_judgement_made_meanwhile_is_shown_and_the_choice_kept(
    noor: Member, waiting_maria: WaitlistEntry
) -> None:
    """Noor has the page open since before the judgement that now stands."""
    answer = noor.browser.post(address(waiting_maria), choice(noor, Urgency.URGENT))
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Noor Osei heeft dit op" in answer.text
    assert "Voorrang" in answer.text
    assert Triage.objects.count() == 1
    seen = str(Triage.objects.get().id)
    assert f'name="instead_of" value="{seen}"' in answer.text
    assert 'value="2" id="id_urgency_2" checked' in answer.text
    noor.browser.post(
        address(waiting_maria), choice(noor, Urgency.URGENT, instead_of=seen)
    )
    assert Triage.objects.latest("at").urgency == Urgency.URGENT


def test_the_second_of_two_judges_learns_who_was_first(
    noor: Member, daan: Member
) -> None:
    make_location(judge=daan.account)
    entry = make_entry("Bram Smit")
    triage(entry.id, urgency=Urgency.NORMAL, therapist=noor.account, by=noor.actor)
    answer = daan.browser.post(address(entry), choice(daan, Urgency.URGENT))
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Noor Osei heeft deze aanmelding" in answer.text
    assert "Bram" not in answer.text
    assert Triage.objects.count() == 1


def test_who_left_is_not_judged(
    noor: Member, daan: Member, waiting_maria: WaitlistEntry, esra: Member
) -> None:
    take_off(waiting_maria.id, Departure.Reason.WITHDRAWN, by=esra.actor)
    CareRelation.start(
        waiting_maria.person, noor.account.id, CareRelation.Kind.ASSIGNED, by=noor.actor
    )
    answer = noor.browser.post(address(waiting_maria), choice(noor, Urgency.URGENT))
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Van de lijst" in answer.text


def test_the_same_form_twice_is_one_judgement(
    noor: Member, maria: WaitlistEntry
) -> None:
    facts = choice(noor, Urgency.NORMAL, once="a-token")
    first = noor.browser.post(address(maria), facts)
    second = noor.browser.post(address(maria), facts)
    assert first["Location"] == second["Location"]
    assert Triage.objects.count() == 1


def test_the_verb_itself_refuses_an_unseen_judgement(
    noor: Member, waiting_maria: WaitlistEntry
) -> None:
    with pytest.raises(JudgedMeanwhile):
        triage(
            waiting_maria.id,
            urgency=Urgency.URGENT,
            therapist=noor.account,
            by=noor.actor,
        )
