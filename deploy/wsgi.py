"""The door that gunicorn knocks on; it stays shut under unsafe settings."""

import os

from django.core.wsgi import get_wsgi_application

from deploy import checks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deploy.settings")
application = get_wsgi_application()
checks.refuse_unsafe()
