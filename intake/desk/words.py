"""How the desk says ages, days of the week, waiting and moments."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from intake.waitlist.models import Urgency, WaitlistEntry
from patients.dates import AgeBand, local_date

AGES: Final[dict[str, Promise]] = {
    AgeBand.UNDER_12: gettext_lazy("Jonger dan 12"),
    AgeBand.FROM_12_TO_15: gettext_lazy("12–15 jaar"),
    AgeBand.FROM_16_TO_17: gettext_lazy("16–17 jaar"),
    AgeBand.ADULT: gettext_lazy("Volwassen"),
}
DAYS: Final[dict[str, Promise]] = {
    "mon": gettext_lazy("maandag"),
    "tue": gettext_lazy("dinsdag"),
    "wed": gettext_lazy("woensdag"),
    "thu": gettext_lazy("donderdag"),
    "fri": gettext_lazy("vrijdag"),
    "sat": gettext_lazy("zaterdag"),
    "sun": gettext_lazy("zondag"),
}
SHORT_DAYS: Final[dict[str, Promise]] = {
    "mon": gettext_lazy("ma"),
    "tue": gettext_lazy("di"),
    "wed": gettext_lazy("wo"),
    "thu": gettext_lazy("do"),
    "fri": gettext_lazy("vr"),
    "sat": gettext_lazy("za"),
    "sun": gettext_lazy("zo"),
}
PARTS: Final[dict[str, Promise]] = {
    "morning": gettext_lazy("ochtend"),
    "afternoon": gettext_lazy("middag"),
    "evening": gettext_lazy("avond"),
}
NO_PREFERENCE: Final = "any"
STATUS_COLOURS: Final = {Urgency.URGENT: "problem", Urgency.PRIORITY: "due"}


def whom(entry: WaitlistEntry) -> str:
    """Say for whom an entry was made, and of what age."""
    age = str(AGES[entry.age_band])
    if entry.route == WaitlistEntry.Route.OTHER:
        return _("%(age)s, aangemeld door een ander") % {"age": age}
    return age


def availability(keys: Sequence[str]) -> str:
    """Say when somebody can come: 'ma ochtend, di ochtend en middag'."""
    if not keys:
        return _("Niet ingevuld")
    if NO_PREFERENCE in keys:
        return _("Maakt niet uit")
    known = [key.partition("_")[::2] for key in keys]
    order = list(DAYS)
    known = sorted(
        (pair for pair in known if pair[0] in DAYS), key=lambda p: order.index(p[0])
    )
    return ", ".join(
        f"{SHORT_DAYS[day]} {_parts([part for _day, part in pairs])}".strip()
        for day, pairs in groupby(known, key=lambda pair: pair[0])
    )


def _parts(found: Sequence[str]) -> str:
    return f" {_('en')} ".join(str(PARTS[part]) for part in PARTS if part in found)


def waiting_days(entry: WaitlistEntry) -> int:
    """Count the days from registration to now, or to leaving the list."""
    departure = getattr(entry, "departure", None)
    until = local_date(departure.at if departure else None)
    return (until - local_date(entry.registered_at)).days


def days_in_words(days: int) -> str:
    """Say how many days; none is today."""
    if days == 0:
        return _("vandaag")
    return ngettext("%(days)d dag", "%(days)d dagen", days) % {"days": days}


def clock(moment: datetime) -> str:
    """Say a time of day as Dutch does: 10.41."""
    return date_format(timezone.localtime(moment), "H.i")


def near_day(moment: datetime) -> str:
    """Say a date not far off, short: 16 okt."""
    return date_format(timezone.localtime(moment), "j b")


def day(moment: datetime) -> str:
    """Say a date: 16 oktober 2026."""
    return date_format(timezone.localtime(moment), "j F Y")
