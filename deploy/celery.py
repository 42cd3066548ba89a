"""The worker and the clock: what runs beside the pages, and when."""

import logging.config
import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import setup_logging
from django.conf import settings

from deploy import fsbroker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deploy.settings")
fsbroker.register()

# Seconds between two runs. Each task finds its own rows and may run twice.
SCHEDULE: dict[str, dict[str, Any]] = {
    "messages that are due": {"task": "outbox.tasks.drain", "schedule": 10},
    "chain and anchor the log": {"task": "audit.tasks.chain", "schedule": 30},
    "verify the log": {"task": "audit.tasks.verify_whole_log", "schedule": 86_400},
    "follow the birthdays of waiting children": {
        "task": "intake.tasks.follow_birthdays_of_waiting_children",
        "schedule": 43_200,
    },
    "end the links of ended invitations": {
        "task": "intake.tasks.end_links_that_ended",
        "schedule": 3600,
    },
    "end the grants that ran out": {
        "task": "patients.tasks.end_overdue_grants",
        "schedule": 300,
    },
    "put old team keys away": {
        "task": "accounts.tasks.put_old_team_keys_away",
        "schedule": 3600,
    },
    "take the key out of ended invitations": {
        "task": "accounts.tasks.sweep_invitations",
        "schedule": 3600,
    },
    "remind of the yearly drill": {
        "task": "accounts.tasks.remind_of_drill",
        "schedule": 86_400,
    },
    "forget ended sessions": {
        "task": "accounts.tasks.sweep_sessions",
        "schedule": 3600,
    },
    # By the clock: a portal that is restarted every day would never get there.
    "back up, and restore to be sure": {
        "task": "deploy.tasks.back_up_and_rehearse",
        "schedule": crontab(hour=3, minute=15),
    },
}
app = Celery("intakt")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = SCHEDULE
app.autodiscover_tasks()


@setup_logging.connect
def use_our_log(**_: Any) -> None:
    """Keep Celery from setting up a log of its own, which prints arguments."""
    logging.config.dictConfig(settings.LOGGING)
