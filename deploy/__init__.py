"""How the portal is put together and run; README.md beside this file says more."""

from deploy.celery import app as celery_app

__all__ = ["celery_app"]
