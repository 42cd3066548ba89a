"""Whole sign-ups, each by somebody else, down to the rows they leave."""

from typing import Any

import pytest

from accounts.models import Account, Location
from audit.actions import Action
from audit.actors import Actor
from audit.models import Event
from consent.models import InformationShown, Text
from intake.waitlist.models import Status, WaitlistEntry
from outbox.models import Message
from patients.dates import AgeBand, age_on, local_date
from patients.door import open_records
from patients.kinds import Kind, Purpose
from patients.models import CareRelation, Person, RelatedPerson
from tests.keys import founder
from tests.signup.conftest import (
    ANNA,
    BY_MAIL,
    BY_PHONE,
    FATIMA,
    SAM,
    WHEN,
    WHY,
    Visitor,
    born,
)

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

DESK = Actor.staff("5a4d0000-0000-4000-8000-000000000001", "front_desk")


def seen_by_the_desk(person: Person) -> dict[str, Any]:
    with open_records(
        [person], kinds={Kind.CONTACT}, by=DESK, purpose=Purpose.PLANNING
    ) as records:
        return {
            "name": records.name(person),
            "birth_date": records.read(person.birth_date),
            "email": records.read(person.email),
            "phone": records.read(person.phone),
        }


def test_an_adult_signs_up(visitor: Visitor, centre: Location, noor: Account) -> None:
    visitor.sign_up_as_anna()
    page = visitor.submit()

    entry = WaitlistEntry.objects.with_status().get()
    assert entry.reference in page.content.decode()
    assert entry.status == Status.NEW
    assert entry.route == WaitlistEntry.Route.SELF
    assert entry.age_band == AgeBand.ADULT
    assert entry.location == centre
    assert entry.availability == WHEN["moments"]
    anna = seen_by_the_desk(entry.person)
    assert anna["name"] == "Anna de Vries"
    assert anna["email"] == "anna@voorbeeld.nl"
    assert anna["phone"] is None
    assert age_on(anna["birth_date"], local_date()) == 40
    assert not RelatedPerson.objects.exists()


def test_the_therapist_on_duty_reads_why_and_the_desk_does_not(
    visitor: Visitor, noor: Account
) -> None:
    visitor.sign_up_as_anna()
    visitor.submit()
    entry = WaitlistEntry.objects.get()
    relation = CareRelation.objects.get()
    assert (relation.account, relation.kind) == (noor, CareRelation.Kind.TRIAGE)
    with open_records(
        [entry.person],
        kinds={Kind.HEALTH},
        by=Actor.staff(noor.id, "therapist"),
        purpose=Purpose.TRIAGE,
        holding=founder(),
    ) as records:
        assert records.read(entry.complaint) == WHY


def test_what_anna_was_shown_and_sent_is_a_row(
    visitor: Visitor, privacy_text: Text
) -> None:
    visitor.sign_up_as_anna()
    visitor.submit()
    anna = Person.objects.get()
    assert InformationShown.objects.get().text == privacy_text
    assert InformationShown.objects.get().person == anna
    messages = Message.objects.filter(recipient_id=str(anna.id))
    assert {message.template for message in messages} == {
        "signup_received",
        "email_confirmation",
    }
    actions = set(Event.objects.about(anna.id).values_list("action", flat=True))
    assert {
        Action.PERSON_REGISTERED,
        Action.ENTRY_REGISTERED,
        Action.INFORMATION_SHOWN,
        Action.MESSAGE_POSTED,
    } <= actions


def test_the_text_that_was_on_the_page_counts_not_a_newer_one(
    visitor: Visitor, privacy_text: Text
) -> None:
    visitor.sign_up_as_anna()
    Text.publish(
        "privacy", "nl", title="Nieuw", body="Anders.", by=Actor.service("tests")
    )
    visitor.submit()
    assert InformationShown.objects.get().text == privacy_text


def test_somebody_without_e_mail_is_phoned(visitor: Visitor) -> None:
    visitor.answer_all(
        voor_wie={"route": "self"},
        geboortedatum=born(years=70),
        naam=ANNA,
        contact=BY_PHONE,
        reden={"reason": "later", "words": ""},
        wanneer={"moments": ["any"]},
        berichten={},
    )
    page = visitor.submit().content.decode()
    assert "bellen wij" in page
    assert "Klopt uw e-mailadres?" not in page
    assert not Message.objects.exists()
    assert seen_by_the_desk(Person.objects.get())["phone"] == "06 12345678"


def test_a_17_year_old_decides_alone(visitor: Visitor) -> None:
    visitor.answer_all(
        voor_wie={"route": "self"},
        geboortedatum=born(years=17),
        naam=SAM,
        contact=BY_MAIL,
        reden=WHY,
        wanneer=WHEN,
        berichten={},
    )
    visitor.submit()
    entry = WaitlistEntry.objects.get()
    assert entry.age_band == AgeBand.FROM_16_TO_17
    assert Person.objects.get() == entry.person


def test_a_mother_signs_up_her_child_of_9(visitor: Visitor) -> None:
    visitor.answer_all(
        voor_wie={"route": "child"},
        geboortedatum=born(years=9),
        naam={**SAM, "preferred_name": "Sammie"},
        u_en_uw_kind={**FATIMA, "relation": "ouder_gezag"},
        contact=BY_MAIL,
        reden=WHY,
        wanneer=WHEN,
        berichten={},
    )
    page = visitor.submit().content.decode()
    entry = WaitlistEntry.objects.get()
    assert entry.route == WaitlistEntry.Route.CHILD
    assert entry.age_band == AgeBand.UNDER_12
    child = seen_by_the_desk(entry.person)
    assert child["name"] == "Sam O'Neill"
    assert child["email"] is None
    relation = RelatedPerson.objects.get()
    assert relation.person == entry.person
    assert relation.relation == RelatedPerson.Relation.PARENT
    mother = seen_by_the_desk(relation.representative)
    assert mother["name"] == "Fatima El Amrani"
    assert mother["email"] == "anna@voorbeeld.nl"
    assert mother["birth_date"] is None
    to_mother = Message.objects.get(template="signup_received")
    assert to_mother.recipient_id == str(relation.representative_id)
    assert to_mother.person == entry.person_id
    assert "nog niet online invullen" in page


def test_a_14_year_old_may_begin_and_names_a_parent(visitor: Visitor) -> None:
    visitor.answer_all(
        voor_wie={"route": "self"}, geboortedatum=born(years=14), naam=SAM
    )
    told = visitor.see("ouder").content.decode()
    assert "U bent jonger dan 16 jaar. U mag zich zelf aanmelden." in told
    visitor.answer_all(
        ouder={**FATIMA, "relation": "ouder_gezag"},
        contact=BY_PHONE,
        eigen_contact={"email": "sam@voorbeeld.nl", "phone": ""},
        reden=WHY,
        wanneer=WHEN,
        berichten={},
    )
    visitor.submit()
    entry = WaitlistEntry.objects.get()
    assert entry.age_band == AgeBand.FROM_12_TO_15
    assert seen_by_the_desk(entry.person)["email"] == "sam@voorbeeld.nl"
    parent = RelatedPerson.objects.get().representative
    assert seen_by_the_desk(parent)["phone"] == "06 12345678"
    # The parent gave no address, and the child is not who is reached.
    assert not Message.objects.exists()


def test_a_parent_does_not_stand_between_the_practice_and_a_16_year_old(
    visitor: Visitor,
) -> None:
    visitor.answer_all(
        voor_wie={"route": "child"},
        geboortedatum=born(years=16),
        naam=SAM,
        u_en_uw_kind={**FATIMA, "relation": "ouder_gezag"},
    )
    asked = visitor.see("contact").content.decode()
    assert "Hoe bereiken wij uw kind?" in asked
    assert "autocomplete" not in asked
    visitor.answer_all(contact=BY_MAIL, reden=WHY, wanneer=WHEN, berichten={})
    page = visitor.submit().content.decode()
    entry = WaitlistEntry.objects.get()
    assert seen_by_the_desk(entry.person)["email"] == "anna@voorbeeld.nl"
    # The parent cannot read that mailbox, so is asked for no code.
    assert "Klopt uw e-mailadres?" not in page


def test_a_neighbour_signs_somebody_up_and_the_practice_phones(
    visitor: Visitor,
) -> None:
    after = visitor.answer("voor-wie", route="other")
    assert after == "wie-bent-u"
    assert "Wij bellen de persoon" in visitor.see("wie-bent-u").content.decode()
    visitor.answer_all(
        wie_bent_u={**FATIMA, "phone": "+32 470 12 34 56"},
        geboortedatum=born(years=80),
        naam=ANNA,
        contact={"phone": "020 555 01 99", "email": ""},
        reden=WHY,
        wanneer=WHEN,
        berichten={},
    )
    visitor.submit()
    entry = WaitlistEntry.objects.get()
    assert entry.person.channel == Person.Channel.PHONE
    relation = RelatedPerson.objects.get()
    assert relation.relation == RelatedPerson.Relation.OTHER
    neighbour = seen_by_the_desk(relation.representative)
    assert neighbour["phone"] == "+32 470 12 34 56"


def test_where_there_are_two_places_anna_chooses(
    visitor: Visitor, centre: Location
) -> None:
    north = Location.objects.create(name="Noord", city="Amsterdam")
    visitor.answer_all(
        voor_wie={"route": "self"},
        geboortedatum=born(years=40),
        naam=ANNA,
        contact=BY_MAIL,
        locatie={"location": str(north.id)},
        reden=WHY,
        wanneer=WHEN,
        berichten={},
    )
    assert "Noord" in visitor.see().content.decode()
    visitor.submit()
    assert WaitlistEntry.objects.get().location == north


def test_nobody_signs_up_before_there_is_a_privacy_text(centre: Location) -> None:
    visitor = Visitor()
    start = visitor.client.get("/").content.decode()
    assert "U kunt zich nu niet online aanmelden." in start
    assert "Begin met aanmelden" not in start
    assert visitor.see("voor-wie").url == "/"
