"""What the clock asks of the log (deploy.celery says when)."""

import logging

from celery import shared_task

from audit.anchors import anchor_head
from audit.chain import chain_new_lines
from audit.verification import verify

logger = logging.getLogger(__name__)


@shared_task
def chain() -> None:
    """Chain new lines and anchor the head; at least every 60 seconds (DESIGN §6)."""
    chain_new_lines()
    anchor_head()


@shared_task
def verify_whole_log() -> None:
    """Verify everything once a day, and say so loudly when it is broken (AUD-05)."""
    verdict = verify()
    if verdict.fault:
        logger.critical("The access log is broken: %s", verdict.fault)
