"""What `celery -A deploy.worker` loads; it stops here unless all is as it must be."""

import os

import django

from deploy.celery import app

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deploy.settings")
django.setup()

from deploy import readiness  # noqa: E402 - models need a Django that is set up

readiness.refuse_unless_ready()

__all__ = ["app"]
