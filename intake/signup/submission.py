"""Sending a sign-up: people, entry, what was shown and the message, or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language

from accounts import practice
from accounts.models import Location
from audit.actors import Actor
from consent.models import InformationShown, Text
from intake.signup.draft import Draft, Whom
from intake.signup.path import path
from intake.waitlist.models import WaitlistEntry
from intake.waitlist.registration import Application, register_entry
from outbox.messages import post
from outbox.models import Message
from outbox.recipients import Recipient
from patients.finding import sharing_email
from patients.models import Person, RelatedPerson
from patients.registration import PersonalDetails, declare_relation, register_person

# A stranger can sign up with somebody's address over and over, and ask for codes:
# their mailbox gets no more than this in a day. The entries count all the same.
MAILS_A_DAY: Final = 10
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the visitor sees after sending. No personal data."""

    reference: str
    channel: str
    # Who can confirm an address here: the visitor's own id, empty if not theirs.
    confirms: str
    is_young: bool
    is_for_another: bool


def submit(draft: Draft, *, by: Actor) -> Receipt:
    """Write everything in one transaction, and once; raises NotAnswered.

    The ids stand in the draft, so a second submit, also one after a crash,
    finds the entry there and answers with the same reference.
    """
    draft.keep_only({step.key for step in path(draft)})
    known = WaitlistEntry.objects.filter(id=draft.id_of("entry"))
    entry = known.first()
    if entry is None:
        try:
            with transaction.atomic():
                entry = _write(draft, by=by)
        except IntegrityError:
            # Another submit of this draft was a moment earlier, or this is real.
            entry = known.first()
            if entry is None:
                raise
    return _receipt(draft, entry)


def may_be_mailed(person: Person) -> bool:
    """Tell whether somebody gave an address that did not get enough mail today."""
    if not person.has_email:
        return False
    since = timezone.now() - DAY
    lately = sharing_email(person).filter(created_at__gt=since)
    mails = Message.objects.filter(
        recipient_kind="person",
        recipient_id__in=[str(each) for each in lately.values_list("id", flat=True)],
        created_at__gt=since,
    )
    return mails.count() < MAILS_A_DAY


def _write(draft: Draft, *, by: Actor) -> WaitlistEntry:
    relations = _relations(draft)
    patient = Whom(draft.said("voor-wie.self")["route"])
    people = {
        each: register_person(_details(draft, each), by=by)
        for each in (patient, *relations)
    }
    for each, relation in relations.items():
        declare_relation(people[patient], people[each], relation, by=by)
    entry = _enter(draft, people[patient], by=by)
    text = Text.objects.get(id=draft.said("berichten.self")["text"])
    InformationShown.record(people[Whom.SELF], text, channel="portal", by=by)
    reached = people[draft.reached]
    if may_be_mailed(reached):
        post(
            "signup_received",
            to=Recipient("person", str(reached.id)),
            variables=practice.mail_variables(),
            by=by,
            language=reached.language,
            person=entry.person_id,
        )
    return entry


def _relations(draft: Draft) -> dict[Whom, RelatedPerson.Relation]:
    """Return who says to be what of the one who is signed up."""
    asked = {
        Whom.SELF: draft.answer("u-en-uw-kind.self"),
        Whom.PARENT: draft.answer("ouder.parent"),
    }
    relations = {
        each: RelatedPerson.Relation(answer["relation"])
        for each, answer in asked.items()
        if answer
    }
    if draft.patient is Whom.OTHER:
        relations[Whom.SELF] = RelatedPerson.Relation.OTHER
    return relations


def _details(draft: Draft, each: Whom) -> PersonalDetails:
    """Return what was said of one of the people: one, two or three."""
    name = draft.name_of(each)
    contact = _contact(draft, each)
    likely = Person.Channel.EMAIL if contact.get("email") else Person.Channel.PHONE
    return PersonalDetails(
        id=draft.id_of(each),
        given_name=name["given_name"],
        infix=name["infix"],
        family_name=name["family_name"],
        preferred_name=name.get("preferred_name", ""),
        birth_date=draft.birth_date if each is draft.patient else None,
        email=contact.get("email", ""),
        phone=contact.get("phone", ""),
        channel=contact.get("channel", likely),
        language=(get_language() or "nl")[:2],
    )


def _contact(draft: Draft, each: Whom) -> Mapping[str, Any]:
    keys = (f"contact.{each}", f"eigen-contact.{each}", f"wie-bent-u.{each}")
    return next(filter(None, map(draft.answer, keys)), {})


def _enter(draft: Draft, person: Person, *, by: Actor) -> WaitlistEntry:
    patient = draft.said("voor-wie.self")["route"]
    born = draft.said(f"geboortedatum.{patient}")["birth_date"]
    why = draft.said(f"reden.{patient}")
    # Asked only where the practice works in more than one place.
    place = draft.answer("locatie.self")
    places = Location.objects.filter(**({"id": place["location"]} if place else {}))
    application = Application(
        id=draft.id_of("entry"),
        location=places.get(),
        route=patient,
        reason=why["reason"],
        words=why["words"],
        availability=draft.said(f"wanneer.{patient}")["moments"],
    )
    return register_entry(
        person, application, birth_date=date.fromisoformat(born), by=by
    )


def _receipt(draft: Draft, entry: WaitlistEntry) -> Receipt:
    contact = draft.said(f"contact.{draft.reached}")
    is_own = draft.reached is Whom.SELF and bool(contact["email"])
    return Receipt(
        reference=entry.reference,
        channel=contact["channel"],
        confirms=str(draft.id_of(Whom.SELF)) if is_own else "",
        is_young=draft.is_young,
        is_for_another=draft.patient is not Whom.SELF,
    )
