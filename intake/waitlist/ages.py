"""Birthdays pass while people wait: the age band of an entry follows them (UX P3)."""

from typing import Final

from audit.actors import Actor
from intake.waitlist.models import WaitlistEntry
from patients.dates import AgeBand, age_band, local_date
from patients.door import RecordDamaged, Records, open_records
from patients.kinds import Kind, Purpose

AGES: Final = Actor.service("intake.ages")


def follow_birthdays() -> int:
    """Bring the age bands of waiting children up to date; return how many moved.

    The band lies in the clear because the desk filters on it; the birth date does
    not, so it is asked through the door, for the young alone. Running it twice,
    or late, gives the same.
    """
    young = WaitlistEntry.objects.filter(departure=None).exclude(age_band=AgeBand.ADULT)
    entries = list(young.select_related("person"))
    if not entries:
        return 0
    with open_records(
        {entry.person for entry in entries},
        kinds={Kind.CONTACT},
        by=AGES,
        purpose=Purpose.PLANNING,
    ) as records:
        now = {entry.id: _band(entry, records) for entry in entries}
    moved = [entry for entry in entries if entry.age_band != now[entry.id]]
    for entry in moved:
        WaitlistEntry.objects.filter(id=entry.id).update(age_band=now[entry.id])
    return len(moved)


def _band(entry: WaitlistEntry, records: Records) -> str:
    """Return where somebody belongs today; as it was where no birth date opens."""
    try:
        return age_band(records.read(entry.person.birth_date), local_date())
    except RecordDamaged as damage:
        records.go_on_without(damage)
        return str(entry.age_band)
