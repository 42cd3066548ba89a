"""Work that returns by the clock; deploy/celery.py says when."""

from datetime import timedelta
from typing import Final

from axes.models import AccessAttempt
from celery import shared_task
from django.conf import settings
from django.utils import timezone

from accounts.models import SignInCode, StaffInvitation, SubmittedForm
from accounts.recovery import drill
from accounts.sessions import SessionStore
from audit.actions import Action
from audit.actors import Actor
from audit.trail import record
from crypto import joining, resealing

KEEP_CODES: Final = timedelta(days=1)
KEEP_FORMS: Final = timedelta(days=1)
JUST_NOW: Final = timedelta(hours=1)
RESEALING: Final = Actor.service("accounts.resealing")


@shared_task
def sweep_sessions() -> None:
    """Remove what is over: sessions, codes, spent forms, counts of failures."""
    SessionStore.clear_expired()
    now = timezone.now()
    SignInCode.objects.filter(sent_at__lt=now - KEEP_CODES).delete()
    SubmittedForm.objects.filter(at__lt=now - KEEP_FORMS).delete()
    over = now - settings.AXES_COOLOFF_TIME
    AccessAttempt.objects.filter(attempt_time__lt=over).delete()


@shared_task
def remind_of_drill() -> None:
    """Remind the owners once a year to try the recovery sheet."""
    drill.remind()


@shared_task
def sweep_invitations() -> None:
    """Take the care team's key out of invitations that nobody can accept any more.

    What was sent just now is left: its invitation may not be committed yet.
    """
    sent = joining.under_way(sent_before=timezone.now() - JUST_NOW)
    live = StaffInvitation.objects.live().filter(id__in=sent)
    joining.take_back(sent - set(live.values_list("id", flat=True)))


@shared_task
def reseal_documents() -> None:
    """Bring documents under the newest team key, if this worker was lent the older."""
    moved = resealing.work()
    if moved:
        record(
            Action.DOCUMENTS_RESEALED,
            by=RESEALING,
            detail={"keys": moved, "waiting": resealing.waiting()},
        )


@shared_task
def put_old_team_keys_away() -> None:
    """Remove older team keys that nothing lies under, and what dead workers had."""
    resealing.put_away()
