"""What the clock does for the intake app."""

from celery import shared_task

from intake.waitlist.ages import follow_birthdays


@shared_task
def follow_birthdays_of_waiting_children() -> None:
    """Move waiting children to the age band they are in now."""
    follow_birthdays()
