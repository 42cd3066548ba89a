"""What the clock does for the intake app."""

from celery import shared_task

from intake.invitations.sweeping import sweep_links
from intake.waitlist.ages import follow_birthdays


@shared_task
def follow_birthdays_of_waiting_children() -> None:
    """Move waiting children to the age band they are in now."""
    follow_birthdays()


@shared_task
def end_links_that_ended() -> None:
    """Remove what is wrapped to the links of expired and ended invitations."""
    sweep_links()
