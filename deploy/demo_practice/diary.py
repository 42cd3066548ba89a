"""What one invented person does and has done to them, through the real verbs."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts import practice
from audit.actors import Actor
from consent.models import InformationShown, Text
from crypto import links
from crypto.holding import Keyholder
from deploy.demo_practice.answers import Respondent
from deploy.demo_practice.lives import Life
from deploy.demo_practice.past import days_ago, happened
from deploy.demo_practice.people import Invented, address
from deploy.demo_practice.staff import DAAN, ESRA, NOOR, House, Member
from intake.invitations.models import Invitation
from intake.invitations.verbs import VALID_FOR, invite
from intake.questionnaires.models import QuestionnaireVersion
from intake.reading.verbs import mark_read
from intake.responses.models import Response
from intake.responses.reading import OpenResponse, key_of, open_response
from intake.responses.verbs import save_section, start, submit
from intake.waitlist.models import Departure, Urgency, WaitlistEntry
from intake.waitlist.registration import Application, register_entry
from intake.waitlist.verbs import take_off, triage
from outbox.delivery import deliver, demo_mails
from outbox.messages import post
from outbox.models import Message
from outbox.policy import HOLD
from outbox.recipients import Recipient
from patients.kinds import Purpose
from patients.models import Person, RelatedPerson
from patients.registration import (
    PersonalDetails,
    confirm_email,
    declare_relation,
    register_person,
)

VISITOR: Final = Actor.anonymous()
# One in so many was signed up by telephone, and one in so many never confirmed.
BY_PHONE: Final = 6
UNCONFIRMED: Final = 4
# More than the whole practice gets.
MAILS: Final = 500
LINK: Final = re.compile(r"/uitnodiging/([^/\s]+)/")


@dataclass(frozen=True, slots=True)
class World:
    """What everybody's life happens in."""

    house: House
    texts: dict[str, Text]
    version: QuestionnaireVersion
    chance: Random


@dataclass
class Diary:
    """The days of one person, in order."""

    world: World
    who: Invented
    life: Life
    last: datetime = field(default_factory=lambda: timezone.now() - VALID_FOR * 9)

    @property
    def therapist(self) -> Member:
        """Who treats this person, if it comes to that."""
        return DAAN if self.who.number % 3 == 1 else NOOR

    def live(self) -> None:
        """Let it all happen."""
        life = self.life
        entry = self._sign_up()
        if life.urgency is not None:
            self._judge(entry, life.urgency)
        if life.invited is not None:
            invitation = self._invite(entry, life.invited)
            if life.parts or life.sent is not None:
                self._fill_in(invitation)
            # Last, since nothing can be filled in once it has ended.
            happened(invitation, expires_at=invitation.invited_at + VALID_FOR)
        if life.left is not None:
            self._leave(entry, life.left)

    def _at(self, days: float) -> datetime:
        """Return a moment so many days ago, after all that happened before."""
        earliest = self.last + timedelta(minutes=25)
        moment = max(days_ago(days, self.world.chance), earliest)
        self.last = min(moment, timezone.now())
        return self.last

    def _sign_up(self) -> WaitlistEntry:
        by_phone = not self.who.email or self.who.number % BY_PHONE == 0
        desk = self.world.house.actor(ESRA)
        by = desk if by_phone else VISITOR
        at = self._at(self.life.signed_up)
        with transaction.atomic():
            person, reached = self._register(by)
            entry = self._enter(person, by_phone=by_phone, by=by)
            if not by_phone:
                text = self.world.texts[self.who.language]
                InformationShown.record(reached, text, channel="portal", by=by)
                if self.who.number % UNCONFIRMED:
                    confirm_email(reached, by=by)
        happened(entry, registered_at=at)
        for each in {person, reached}:
            happened(each, created_at=at)
        if reached.has_email:
            self._mail_receipt(entry, reached, at)
        return entry

    def _register(self, by: Actor) -> tuple[Person, Person]:
        """Register the person, and whoever signs up for them; also whom to reach."""
        who = self.who
        is_reached = not who.is_child
        details = PersonalDetails(
            given_name=who.given_name,
            infix=who.infix,
            family_name=who.family_name,
            birth_date=who.birth_date,
            email=who.email if is_reached else "",
            phone=who.phone if is_reached else "",
            channel=Person.Channel.EMAIL if who.email else Person.Channel.PHONE,
            language=who.language,
        )
        person = register_person(details, by=by)
        if who.route == WaitlistEntry.Route.SELF:
            return person, person
        helper = self._register_helper(by)
        relations = RelatedPerson.Relation
        relation = relations.PARENT if who.is_child else relations.OTHER
        declare_relation(person, helper, relation, by=by)
        return person, helper if who.is_child else person

    def _register_helper(self, by: Actor) -> Person:
        who = self.who
        details = PersonalDetails(
            given_name=who.parent,
            infix=who.infix,
            family_name=who.family_name,
            email=address(who.parent, who.family_name),
            phone=who.phone,
            language=who.language,
        )
        return register_person(details, by=by)

    def _enter(self, person: Person, *, by_phone: bool, by: Actor) -> WaitlistEntry:
        who, channels = self.who, WaitlistEntry.Channel
        places = self.world.house.locations
        application = Application(
            location=places[who.number % 5 % 2],
            route=who.route,
            reason=who.reason,
            words=who.words,
            availability=who.availability,
            channel=channels.DESK if by_phone else channels.PORTAL,
        )
        return register_entry(person, application, birth_date=who.birth_date, by=by)

    def _mail_receipt(
        self, entry: WaitlistEntry, reached: Person, at: datetime
    ) -> None:
        message = post(
            "signup_received",
            to=Recipient("person", str(reached.id)),
            variables=practice.mail_variables(),
            by=VISITOR,
            language=reached.language,
            person=entry.person_id,
        )
        self._send(message, at)

    def _send(self, message: Message, at: datetime) -> None:
        """Let a message of another day have left; today's waits for its hold."""
        if timezone.now() - at < HOLD:
            return
        hold = message.release_at - message.created_at
        happened(message, created_at=at, release_at=at + hold)
        deliver(message.pk)
        left_at = at + hold + timedelta(seconds=4)
        for attempt in message.attempts.select_related("delivery"):
            happened(attempt, started_at=left_at)
            happened(attempt.delivery, at=left_at)

    def _judge(self, entry: WaitlistEntry, urgency: Urgency) -> None:
        house = self.world.house
        judgement = triage(
            entry.id,
            urgency=urgency,
            therapist=house.accounts[self.therapist],
            by=house.actor(NOOR),
        )
        happened(judgement, at=self._at(max(self.life.signed_up - 2, 0.02)))

    def _invite(self, entry: WaitlistEntry, days: float) -> Invitation:
        by = self.world.house.actor(ESRA)
        invitation, message = invite(entry.id, self.world.version, by=by)
        if days:
            at = self._at(days)
            self._send(message, at)
            happened(invitation, invited_at=at)
        return invitation

    def _fill_in(self, invitation: Invitation) -> None:
        by = Actor.person(invitation.entry.person_id)
        key = self._follow_link(invitation)
        response = start(invitation, language=self.who.language, by=by)
        invited = self.life.invited or 0
        happened(response, started_at=self._at(max(invited - 1, 0.4)))
        sent = self.life.sent is not None
        self._answer(response, None if sent else self.life.parts, by=by, key=key)
        if self.life.read is not None:
            self._read(response, self.life.read)

    def _follow_link(self, invitation: Invitation) -> Keyholder:
        """Take the link from the mail that arrived: it exists nowhere else."""
        mails = (mail for mail in demo_mails(limit=MAILS) if mail.to == self.who.email)
        found = next(filter(None, (LINK.search(mail.body) for mail in mails)))
        return links.unlocked(invitation.link_key_id, found[1])

    def _answer(
        self, response: Response, sections: int | None, *, by: Actor, key: Keyholder
    ) -> None:
        """Save part by part, and send it where this life says so."""
        respondent = Respondent(response.version.layout, self.world.chance)
        answers, passed = respondent.fill_in(sections=sections)
        whole = {"whole": {"answers": answers, "seen": passed}}
        given = OpenResponse(response, whole, {})
        contents = {
            key_of(section): given.content_of(section, answers)
            for section in response.version.layout.sections[:sections]
        }
        with transaction.atomic():
            for part, content in contents.items():
                saved = save_section(
                    response.id, part, content, read=0, by=by, holding=key
                )
                happened(saved, saved_at=self._at(self.life.sent or 0.3))
            if sections is None:
                read = dict.fromkeys(contents, 1)
                sent = submit(response.id, contents, read=read, by=by, holding=key)
                happened(sent, at=self._at(self.life.sent or 0))

    def _read(self, response: Response, days: float) -> None:
        by = self.world.house.actor(self.therapist)
        key = self.world.house.keys[self.therapist]
        with open_response(response, by=by, purpose=Purpose.TREATMENT, holding=key):
            pass
        happened(mark_read(response, by=by), at=self._at(days))

    def _leave(self, entry: WaitlistEntry, reason: Departure.Reason) -> None:
        of_therapist = {Departure.Reason.REFUSED, Departure.Reason.REFERRED}
        member = NOOR if reason in of_therapist else ESRA
        departure = take_off(entry.id, reason, by=self.world.house.actor(member))
        happened(departure, at=self._at(self.life.signed_up * 0.3))
