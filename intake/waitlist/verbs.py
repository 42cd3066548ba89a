"""What can be done to an entry: judge it, take it off the list."""

import uuid

from django.db import transaction

from accounts.models import Account
from audit.actions import Action
from audit.actors import Actor
from audit.trail import record
from intake.waitlist.links import end_links
from intake.waitlist.mail import hold_back
from intake.waitlist.models import Departure, Status, Triage, Urgency, WaitlistEntry
from patients.models import CareRelation


class NotPossibleNow(Exception):
    """The entry's state does not allow this; somebody else may have acted."""

    def __init__(self, status: str) -> None:
        """Say what the state is now."""
        super().__init__(status)
        self.status = status


class JudgedMeanwhile(NotPossibleNow):
    """There is a newer judgement than the one this judge saw."""


def locked(entry_id: uuid.UUID, *allowed: Status) -> WaitlistEntry:
    """Return an entry that nobody else changes meanwhile; raises NotPossibleNow."""
    WaitlistEntry.objects.select_for_update().get(id=entry_id)
    entry = WaitlistEntry.objects.with_status().get(id=entry_id)
    if entry.status not in allowed:
        raise NotPossibleNow(entry.status)
    return entry


@transaction.atomic
def triage(
    entry_id: uuid.UUID,
    *,
    urgency: Urgency,
    therapist: Account,
    by: Actor,
    instead_of: uuid.UUID | None = None,
) -> Triage:
    """Record a therapist's judgement and who will treat; raises NotPossibleNow.

    A second judgement names the one it comes instead of, and raises
    JudgedMeanwhile where that is not the newest. The triage relation ends, the
    assigned therapist's starts; a second judgement moves the assignment.
    """
    entry = locked(entry_id, Status.NEW, Status.WAITING)
    newest = entry.triages.order_by("-at").first()
    if (newest.id if newest else None) != instead_of:
        raise JudgedMeanwhile(entry.status)
    judgement = Triage.objects.create(
        entry=entry, urgency=urgency, therapist=therapist, judged_by_id=by.id
    )
    record(
        Action.ENTRY_TRIAGED,
        by=by,
        person=entry.person_id,
        thing="entry",
        thing_id=str(entry.id),
        kind="D",
        detail={"urgency": int(urgency)},
    )
    _assign(entry, therapist, by=by)
    return judgement


def _assign(entry: WaitlistEntry, therapist: Account, *, by: Actor) -> None:
    kinds = CareRelation.Kind
    relations = CareRelation.objects.active().filter(person=entry.person_id)
    for relation in relations.filter(kind=kinds.TRIAGE):
        relation.finish(by=by, reason="triaged")
    for relation in relations.filter(kind=kinds.ASSIGNED).exclude(account=therapist):
        relation.finish(by=by, reason="reassigned")
    CareRelation.start(entry.person, therapist.id, kinds.ASSIGNED, by=by)


@transaction.atomic
def take_off(entry_id: uuid.UUID, reason: Departure.Reason, *, by: Actor) -> Departure:
    """Take an entry off the list; raises NotPossibleNow.

    Invitations stop working with it, and their mail is held back where it has not
    left. A submitted intake is past the waitlist.
    """
    entry = locked(entry_id, Status.NEW, Status.WAITING, Status.INVITED, Status.FILLING)
    departure = Departure.objects.create(entry=entry, reason=reason, recorded_by=by.id)
    record(
        Action.ENTRY_WITHDRAWN
        if reason == Departure.Reason.WITHDRAWN
        else Action.ENTRY_REFUSED,
        by=by,
        person=entry.person_id,
        thing="entry",
        thing_id=str(entry.id),
        kind="D",
        detail={"reason": reason},
    )
    hold_back(entry.invitations.all(), by=by)
    end_links(entry.invitations.all())
    for relation in CareRelation.objects.active().filter(person=entry.person_id):
        relation.finish(by=by, reason="left")
    return departure
