"""Inviting, holding back, taking back, and a new link for a lost one."""

import re
from datetime import date
from http import HTTPStatus

import pytest
from django.urls import reverse

from audit.actions import Action
from audit.models import Event
from intake.invitations.models import Invitation, secret_hash
from intake.questionnaires.models import QuestionnaireVersion
from intake.responses.verbs import start
from intake.waitlist.models import Departure, Status, Urgency, WaitlistEntry
from intake.waitlist.verbs import triage
from outbox.delivery import demo_mails
from outbox.models import Message, State
from outbox.tasks import drain
from tests.desk.conftest import Member
from tests.factories import PORTAL, make_entry, make_version

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def version() -> QuestionnaireVersion:
    return make_version()


def address(name: str, entry: WaitlistEntry) -> str:
    return reverse(f"intake:{name}", args=[entry.id])


def invite(member: Member, entry: WaitlistEntry, version: QuestionnaireVersion) -> str:
    """Press the button of a fresh page and read the page one comes to."""
    form = member.browser.get(address("invite", entry)).context["form"]
    seen = form["instead_of"].value() or ""
    facts = {"version": str(version.id), "instead_of": str(seen)}
    page = member.browser.post(address("invite", entry), facts, follow=True)
    assert page.status_code == HTTPStatus.OK
    return page.text


def status_of(entry: WaitlistEntry) -> str:
    return WaitlistEntry.objects.with_status().get(id=entry.id).status


def mailed_link() -> str:
    """The secret in the newest mail."""
    found = re.search(r"/uitnodiging/([^/]+)/", demo_mails()[0].body)
    assert found
    return found[1]


def test_the_page_shows_what_will_be_sent_and_to_whom(
    esra: Member, waiting_maria: WaitlistEntry, version: QuestionnaireVersion
) -> None:
    page = esra.browser.get(address("invite", waiting_maria)).text
    assert "maria@example.org" in page
    assert "Er staat een taak voor u klaar" in page
    assert "[hier staat de geheime link]" in page
    assert "Rugklachten" in page
    assert "niet bevestigd" not in page


def test_maria_is_invited_and_her_link_works_only_from_the_mail(
    esra: Member, waiting_maria: WaitlistEntry, version: QuestionnaireVersion
) -> None:
    page = invite(esra, waiting_maria, version)
    assert "De uitnodiging gaat om" in page
    assert "Ongedaan maken" in page
    message = Message.objects.get()
    assert message.state is State.HELD
    assert status_of(waiting_maria) == Status.INVITED
    drain()
    assert not demo_mails()
    message.release_now(by=esra.actor)
    drain()
    assert Invitation.objects.behind(mailed_link()) is not None
    assert mailed_link() not in page
    assert Invitation.objects.get().invited_by == str(esra.account.id)


def test_undo_takes_the_invitation_back_and_stops_the_mail(
    esra: Member, waiting_maria: WaitlistEntry, version: QuestionnaireVersion
) -> None:
    invite(esra, waiting_maria, version)
    page = esra.browser.post(address("take_back", waiting_maria), follow=True).text
    assert "De uitnodiging is ingetrokken. De e-mail gaat niet weg." in page
    assert Message.objects.get().state is State.STOPPED
    assert status_of(waiting_maria) == Status.WAITING
    assert Event.objects.filter(action=Action.INVITATION_WITHDRAWN).count() == 1
    again = esra.browser.post(address("take_back", waiting_maria), follow=True).text
    assert "Dat kan nu niet" in again


def test_undo_after_the_mail_left_says_that_its_link_is_dead(
    esra: Member, waiting_maria: WaitlistEntry, version: QuestionnaireVersion
) -> None:
    invite(esra, waiting_maria, version)
    Message.objects.get().release_now(by=esra.actor)
    drain()
    page = esra.browser.post(address("take_back", waiting_maria), follow=True).text
    assert "de link daarin werkt niet meer" in page
    assert not Invitation.objects.open().exists()


def test_who_has_begun_keeps_the_invitation(
    esra: Member, waiting_maria: WaitlistEntry, version: QuestionnaireVersion
) -> None:
    invite(esra, waiting_maria, version)
    start(Invitation.objects.get(), language="nl", by=PORTAL)
    page = esra.browser.post(address("take_back", waiting_maria), follow=True).text
    assert "Bezig met de intake" in page
    assert Invitation.objects.open().exists()


def test_who_has_not_begun_gets_a_new_link_at_once_and_the_old_one_is_dead(
    esra: Member, waiting_maria: WaitlistEntry, version: QuestionnaireVersion
) -> None:
    invite(esra, waiting_maria, version)
    Message.objects.get().release_now(by=esra.actor)
    drain()
    old = mailed_link()
    page = esra.browser.post(address("new_link", waiting_maria), follow=True).text
    assert "De oude link werkt niet meer" in page
    assert Invitation.objects.behind(old) is None
    for message in Message.objects.waiting():
        message.release_now(by=esra.actor)
    drain()
    invitation = Invitation.objects.get()
    assert invitation.secret_hash == secret_hash(mailed_link())
    assert Event.objects.filter(action=Action.INVITATION_RENEWED).count() == 1


def test_a_second_invitation_takes_the_place_of_the_first(
    esra: Member, waiting_maria: WaitlistEntry, version: QuestionnaireVersion
) -> None:
    invite(esra, waiting_maria, version)
    page = esra.browser.get(address("invite", waiting_maria)).text
    assert "heeft al een uitnodiging" in page
    invite(esra, waiting_maria, version)
    assert Invitation.objects.open().count() == 1
    states = {each.state for each in Message.objects.all()}
    assert states == {State.STOPPED, State.HELD}


def test_an_invitation_sent_meanwhile_is_shown_and_not_replaced_unseen(
    esra: Member, noor: Member, waiting_maria: WaitlistEntry
) -> None:
    version = make_version()
    invite(noor, waiting_maria, version)
    facts = {"version": str(version.id), "instead_of": ""}
    answer = esra.browser.post(address("invite", waiting_maria), facts)
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "heeft al een uitnodiging" in answer.text
    assert Message.objects.get().state is State.HELD
    again = answer.context["form"]["instead_of"].value()
    assert str(again) == str(Invitation.objects.get().id)


def test_an_unconfirmed_address_is_pointed_out(
    esra: Member, noor: Member, version: QuestionnaireVersion
) -> None:
    bram = make_entry("Bram Smit", is_confirmed=False)
    triage(bram.id, urgency=Urgency.NORMAL, therapist=noor.account, by=noor.actor)
    page = esra.browser.get(address("invite", bram)).text
    assert "Dit e-mailadres is niet bevestigd" in page


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"born": date(2013, 5, 1)}, "De intake van een kind wacht tot"),
        ({"email": ""}, "Er is geen e-mailadres"),
    ],
)
def test_who_cannot_be_invited_is_told_before_the_button_and_after(
    facts: dict[str, date],
    sentence: str,
    esra: Member,
    noor: Member,
    version: QuestionnaireVersion,
) -> None:
    bram = make_entry("Bram Smit", **facts)  # type: ignore[arg-type]
    triage(bram.id, urgency=Urgency.NORMAL, therapist=noor.account, by=noor.actor)
    page = esra.browser.get(address("invite", bram)).text
    assert sentence in page
    assert "Nodig uit" not in page
    answer = esra.browser.post(address("invite", bram), {"version": str(version.id)})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in answer.text
    assert not Invitation.objects.exists()
    assert not Message.objects.exists()


def test_who_was_not_judged_is_not_invited(
    esra: Member, maria: WaitlistEntry, version: QuestionnaireVersion
) -> None:
    answer = esra.browser.post(address("invite", maria), {"version": str(version.id)})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "eerst beoordelen" in answer.text
    assert not Invitation.objects.exists()


def test_without_a_questionnaire_in_use_the_page_says_whom_to_ask(
    esra: Member, waiting_maria: WaitlistEntry
) -> None:
    page = esra.browser.get(address("invite", waiting_maria)).text
    assert "nog geen vragenlijst in gebruik" in page


@pytest.mark.parametrize(
    "version_id", ["", "x", "6d617269-6100-4000-8000-0000000000aa"]
)
def test_a_questionnaire_that_is_not_offered_is_refused(
    version_id: str,
    esra: Member,
    waiting_maria: WaitlistEntry,
    version: QuestionnaireVersion,
) -> None:
    facts = {"version": version_id}
    answer = esra.browser.post(address("invite", waiting_maria), facts)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Invitation.objects.exists()


def test_leaving_the_list_stops_the_mail_and_ends_the_link(
    esra: Member, waiting_maria: WaitlistEntry, version: QuestionnaireVersion
) -> None:
    invite(esra, waiting_maria, version)
    url = address("take_off", waiting_maria)
    assert "Ja, haal van de lijst" in esra.browser.get(url).text
    assert "Kies waarom" in esra.browser.post(url).text
    esra.browser.post(url, {"reason": Departure.Reason.WITHDRAWN})
    departure = Departure.objects.get()
    assert departure.reason == Departure.Reason.WITHDRAWN
    assert departure.recorded_by == str(esra.account.id)
    assert Message.objects.get().state is State.STOPPED
    assert not Invitation.objects.open().exists()
    again = esra.browser.post(url, {"reason": Departure.Reason.WITHDRAWN})
    assert again.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Van de lijst" in again.text


def test_only_a_therapist_finds_somebody_unfit_for_the_practice(
    esra: Member, noor: Member, maria: WaitlistEntry
) -> None:
    facts = {"reason": Departure.Reason.REFUSED}
    answer = esra.browser.post(address("take_off", maria), facts)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    noor.browser.post(address("take_off", maria), facts)
    assert Departure.objects.get().reason == Departure.Reason.REFUSED


def test_the_timeline_tells_what_happened_and_who_did_it(
    esra: Member, waiting_maria: WaitlistEntry, version: QuestionnaireVersion
) -> None:
    page = invite(esra, waiting_maria, version)
    told = page.index("Wat er gebeurde")
    order = [page.index(word, told) for word in ("Uitgenodigd", "Beoordeeld: Voorrang")]
    assert order == sorted(order)
    assert "Esra Yılmaz" in page[told:]
    assert "Noor Osei" in page[told:]
