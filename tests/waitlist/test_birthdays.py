"""Sixteen while waiting: the entry follows, and the invitation no longer waits."""

from datetime import date

import pytest
import time_machine

from accounts.roles import Role
from audit.actions import Action
from audit.actors import Actor
from audit.models import Event
from intake.invitations.verbs import ChildsIntakeWaits, invite
from intake.tasks import follow_birthdays_of_waiting_children
from intake.waitlist.models import Departure, Urgency
from intake.waitlist.verbs import take_off, triage
from patients.dates import AgeBand
from tests.factories import PORTAL, make_entry, make_practice, make_version
from tests.staff import make_staff

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

BORN = date(2010, 6, 15)


@time_machine.travel("2026-06-14T12:00:00+02:00")
def test_sam_turns_sixteen_while_waiting_and_can_be_invited() -> None:
    make_practice()
    noor = make_staff("Noor Osei", Role.THERAPIST)
    entry = make_entry("Sam Jansen", born=BORN)
    by = Actor.staff(noor.id, Role.THERAPIST)
    triage(entry.id, urgency=Urgency.NORMAL, therapist=noor, by=by)
    version = make_version()
    with pytest.raises(ChildsIntakeWaits):
        invite(entry.id, version, by=by)

    # 23.30 UTC on the 14th is the birthday in Amsterdam.
    with time_machine.travel("2026-06-14T23:30:00+00:00"):
        follow_birthdays_of_waiting_children()
        follow_birthdays_of_waiting_children()
        entry.refresh_from_db()
        assert entry.age_band == AgeBand.FROM_16_TO_17
        invite(entry.id, version, by=by)


@time_machine.travel("2026-06-16T12:00:00+02:00")
def test_nobody_who_is_grown_up_or_left_is_looked_up() -> None:
    make_practice()
    make_entry("Anna de Vries", born=date(1980, 5, 1))
    gone = make_entry("Sam Jansen", born=date(2012, 1, 1))
    take_off(gone.id, Departure.Reason.WITHDRAWN, by=PORTAL)
    follow_birthdays_of_waiting_children()
    assert not Event.objects.filter(
        action=Action.RECORD_READ, actor_id="intake.ages"
    ).exists()
