"""Work that returns by the clock; deploy/celery.py says when."""

from datetime import timedelta
from typing import Final

from axes.models import AccessAttempt
from celery import shared_task
from django.conf import settings
from django.utils import timezone

from accounts import recovery_drill
from accounts.models import SignInCode, SubmittedForm
from accounts.sessions import SessionStore

KEEP_CODES: Final = timedelta(days=1)
KEEP_FORMS: Final = timedelta(days=1)


@shared_task
def remind_of_drill() -> None:
    """Remind the owners once a year to try the recovery sheet."""
    recovery_drill.remind()


@shared_task
def sweep_sessions() -> None:
    """Remove what is over: sessions, codes, spent forms, counts of failures."""
    SessionStore.clear_expired()
    now = timezone.now()
    SignInCode.objects.filter(sent_at__lt=now - KEEP_CODES).delete()
    SubmittedForm.objects.filter(at__lt=now - KEEP_FORMS).delete()
    over = now - settings.AXES_COOLOFF_TIME
    AccessAttempt.objects.filter(attempt_time__lt=over).delete()
