"""Work that returns by the clock; deploy/celery.py says when."""

from celery import shared_task

from patients.lending import end_overdue


@shared_task
def end_overdue_grants() -> None:
    """Remove what is wrapped to grants that ran out."""
    end_overdue()
