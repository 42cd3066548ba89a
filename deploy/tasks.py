"""What the clock asks of backups (deploy.celery says when)."""

import logging

from celery import shared_task
from django.conf import settings

from crypto.errors import CryptoError
from deploy.backups.drill import drill
from deploy.backups.errors import CannotGoOn
from deploy.backups.making import make

logger = logging.getLogger(__name__)


@shared_task
def back_up_and_rehearse() -> None:
    """Back up, then restore the backup where nobody looks; say loudly what failed.

    Nothing happens where no folder for backups was given.
    """
    if settings.BACKUPS is None:
        return
    try:
        make()
        report = drill()
    except (CannotGoOn, CryptoError) as trouble:
        # These texts are ours and hold no data; the log drops those of exceptions.
        logger.critical("No good backup: %s. %s", type(trouble).__name__, trouble)
        return
    if report.faults:
        logger.critical("The restore drill failed: %s", " ".join(report.faults))
