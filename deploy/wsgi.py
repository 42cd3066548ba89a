"""The door that gunicorn knocks on; it stays shut until all is as it must be."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deploy.settings")
application = get_wsgi_application()

from deploy import readiness  # noqa: E402 - models need a Django that is set up

readiness.refuse_unless_ready()
