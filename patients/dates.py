"""Dates as the law counts them (RULES F0, F1, F5)."""

import calendar
from datetime import date, datetime
from enum import StrEnum

from django.utils import timezone


class AgeBand(StrEnum):
    """The ages at which rights change (RULES MIN-01)."""

    UNDER_12 = "under_12"
    FROM_12_TO_15 = "12_15"
    FROM_16_TO_17 = "16_17"
    ADULT = "adult"


def local_date(moment: datetime | None = None) -> date:
    """Return the calendar date in the practice's time zone (F0)."""
    return timezone.localtime(moment).date()


def add_months(day: date, months: int) -> date:
    """Return the same day months later, else that month's last day (F1)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def age_on(birth_date: date, day: date) -> int:
    """Return the age in whole years; 29 February counts as 1 March (F5)."""
    had_birthday = (day.month, day.day) >= (birth_date.month, birth_date.day)
    return day.year - birth_date.year - (not had_birthday)


def age_band(birth_date: date, day: date) -> AgeBand:
    """Return the band of rights somebody is in on a day."""
    age = age_on(birth_date, day)
    if age < 12:  # noqa: PLR2004 - the ages of WGBO 7:447, 7:450 and BW 1:233
        return AgeBand.UNDER_12
    if age < 16:  # noqa: PLR2004
        return AgeBand.FROM_12_TO_15
    return AgeBand.FROM_16_TO_17 if age < 18 else AgeBand.ADULT  # noqa: PLR2004
