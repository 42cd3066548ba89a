"""Moving what the seed just did to the day it is said to have happened.

The verbs rightly take no dates: what happens, happens now. Only invented rows
are moved, and only by this module. The log is not: it says when the seed ran.
"""

from datetime import datetime, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Model
from django.utils import timezone

OPEN: Final = 8  # o'clock
CLOSE: Final = 20


def days_ago(days: float, chance: Random) -> datetime:
    """Return a moment some days ago, by day, when people do such things."""
    moment = timezone.now() - timedelta(days=days)
    if days < 1:
        return moment
    local = moment.astimezone(ZoneInfo(settings.TIME_ZONE))
    hour, minute = chance.randrange(OPEN, CLOSE), chance.randrange(60)
    return local.replace(hour=hour, minute=minute, second=0, microsecond=0)


def happened(row: Model, **moments: datetime) -> None:
    """Give a row the moments at which it is said to have happened."""
    for name, moment in moments.items():
        setattr(row, name, moment)
    row.save(update_fields=[*moments])
