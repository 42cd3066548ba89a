"""What can be done to an entry: judge it, take it off the list."""

import uuid

from django.db import transaction

from accounts.models import Account
from audit.actions import Action
from audit.actors import Actor
from audit.trail import record
from intake.waitlist.models import Departure, Status, Triage, Urgency, WaitlistEntry
from patients.models import CareRelation


class NotPossibleNow(Exception):
    """The entry's state does not allow this; somebody else may have acted."""

    def __init__(self, status: str) -> None:
        """Say what the state is now."""
        super().__init__(status)
        self.status = status


def locked(entry_id: uuid.UUID, *allowed: Status) -> WaitlistEntry:
    """Return an entry that nobody else changes meanwhile; raises NotPossibleNow."""
    WaitlistEntry.objects.select_for_update().get(id=entry_id)
    entry = WaitlistEntry.objects.with_status().get(id=entry_id)
    if entry.status not in allowed:
        raise NotPossibleNow(entry.status)
    return entry


@transaction.atomic
def triage(
    entry_id: uuid.UUID, *, urgency: Urgency, therapist: Account, by: Actor
) -> Triage:
    """Record a therapist's judgement and who will treat; raises NotPossibleNow.

    The triage relation ends and the assigned therapist's relation starts; a
    second judgement moves the assignment.
    """
    entry = locked(entry_id, Status.NEW, Status.WAITING)
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
    relations = CareRelation.objects.active().filter(person=entry.person_id)
    kinds = CareRelation.Kind
    for relation in relations.filter(kind=kinds.TRIAGE):
        relation.finish(by=by, reason="triaged")
    for relation in relations.filter(kind=kinds.ASSIGNED).exclude(account=therapist):
        relation.finish(by=by, reason="reassigned")
    CareRelation.start(entry.person, therapist.id, kinds.ASSIGNED, by=by)
    return judgement


@transaction.atomic
def take_off(entry_id: uuid.UUID, reason: Departure.Reason, *, by: Actor) -> Departure:
    """Take an entry off the list; raises NotPossibleNow.

    Invitations stop working with it. A submitted intake is past the waitlist.
    """
    entry = locked(entry_id, Status.NEW, Status.WAITING, Status.INVITED, Status.FILLING)
    departure = Departure.objects.create(entry=entry, reason=reason)
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
    for relation in CareRelation.objects.active().filter(person=entry.person_id):
        relation.finish(by=by, reason="left")
    return departure
