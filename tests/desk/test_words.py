"""What the desk says about days and waiting."""

from datetime import timedelta

import pytest
from django.utils import timezone

from intake.desk import words
from intake.waitlist.models import Departure, WaitlistEntry


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ([], "Niet ingevuld"),
        (["any"], "Maakt niet uit"),
        (["tue_afternoon", "mon_morning", "tue_morning"], None),
        (["fri_evening", "holiday_morning"], "vr avond"),
    ],
)
def test_availability_is_said_in_the_order_of_the_week(
    keys: list[str], said: str | None
) -> None:
    assert words.availability(keys) == (said or "ma ochtend, di ochtend en middag")


@pytest.mark.parametrize(
    ("days", "said"), [(0, "vandaag"), (1, "1 dag"), (12, "12 dagen")]
)
def test_waiting_is_said_in_days(days: int, said: str) -> None:
    entry = WaitlistEntry(registered_at=timezone.now() - timedelta(days=days))
    assert words.days_in_words(words.waiting_days(entry)) == said


def test_who_left_waits_no_longer() -> None:
    now = timezone.now()
    entry = WaitlistEntry(registered_at=now - timedelta(days=30))
    entry.departure = Departure(entry=entry, at=now - timedelta(days=10))
    assert words.waiting_days(entry) == 20
