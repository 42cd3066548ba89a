"""Who judges new entries: no entry is without somebody who sees it."""

from django.db import transaction

from accounts.models import Account, Location, TriageDuty, TriageDutyEnd
from audit.actors import Actor
from intake.waitlist.models import Status, WaitlistEntry, WaitlistEntryQuerySet
from patients.models import CareRelation

TRIAGE = CareRelation.Kind.TRIAGE


class NotOnDuty(Exception):
    """This therapist does not judge at this location."""


class NobodyLeftToJudge(Exception):
    """New entries wait at this location, and nobody else judges there."""


@transaction.atomic
def start_duty(account: Account, location: Location, *, by: Actor) -> TriageDuty:
    """Let a therapist judge what comes in, and whoever waits; raises NotATherapist."""
    duty = TriageDuty.start(account, location, by=by)
    for entry in new_entries().filter(location=location).select_related("person"):
        CareRelation.start(entry.person, account.id, TRIAGE, by=by)
    return duty


@transaction.atomic
def end_duty(account: Account, location: Location, *, by: Actor) -> TriageDutyEnd:
    """Let a therapist judge no more at a location, and see nobody new there.

    Raises NotOnDuty, and NobodyLeftToJudge while somebody waits to be judged.
    """
    location.lock()
    on_duty = TriageDuty.objects.in_force().filter(location=location)
    duty = on_duty.filter(account=account).first()
    if duty is None:
        raise NotOnDuty
    entries = new_entries().filter(location=location)
    if entries.exists() and not on_duty.exclude(account=account).exists():
        raise NobodyLeftToJudge
    end = duty.finish(by=by)
    _part(account, entries, by=by)
    return end


def ask_judges(entry: WaitlistEntry, *, by: Actor) -> None:
    """Show a new entry to everybody who judges at its location."""
    entry.location.lock()
    for duty in TriageDuty.objects.in_force().filter(location=entry.location_id):
        CareRelation.start(entry.person, duty.account_id, TRIAGE, by=by)


def new_entries() -> WaitlistEntryQuerySet:
    """Return the entries that nobody judged yet."""
    return WaitlistEntry.objects.between(Status.NEW, Status.NEW)


def _part(account: Account, entries: WaitlistEntryQuerySet, *, by: Actor) -> None:
    """End the triage of these entries, unless duty elsewhere asks for it too."""
    elsewhere = TriageDuty.objects.in_force().filter(account=account)
    kept = new_entries().filter(location__in=elsewhere.values("location"))
    relations = CareRelation.objects.active().filter(
        account=account, kind=TRIAGE, person__in=entries.values("person")
    )
    for relation in relations.exclude(person__in=kept.values("person")):
        relation.finish(by=by, reason="duty_ended")
