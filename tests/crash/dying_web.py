"""The portal as gunicorn serves it, but a request may say at which step it is killed.

`Die-At: 3` is `kill -9` of the web process before the fourth step of that request.
"""

from collections.abc import Iterable
from contextlib import nullcontext
from typing import Any

import django
from django.db import connections
from django.test import Client

django.setup()

from crypto import root_keys  # noqa: E402 - models need a Django that is set up
from deploy.wsgi import application as portal  # noqa: E402
from tests.crash.steps import dying_before  # noqa: E402

# Whoever is started again has read code, words and templates already.
Client(headers={"host": "localhost"}).get("/inloggen/")
# gunicorn forks from here: a connection must not be shared, and the next test has
# other keys.
connections.close_all()
root_keys.forget()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Serve one request."""
    cue = environ.get("HTTP_DIE_AT")
    with dying_before(int(cue)) if cue else nullcontext():
        return portal(environ, start_response)
