"""What `celery -A deploy.worker` loads; it stops here unless all is as it must be."""

import os
from typing import Any

import django
from celery.signals import worker_init
from celery.utils.nodenames import worker_direct

from deploy.celery import app

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deploy.settings")
django.setup()

from django.db import connections  # noqa: E402 - a Django that is set up

from crypto import workers  # noqa: E402 - models need a Django that is set up
from deploy import readiness  # noqa: E402 - the same

readiness.refuse_unless_ready()

__all__ = ["app"]


@worker_init.connect
def take_a_key(sender: Any, **_: Any) -> None:
    """Give this worker a key pair before it forks, known by its own queue."""
    workers.begin(worker_direct(sender.hostname).name)
    # Processes it forks must not share this one's connection.
    connections.close_all()
