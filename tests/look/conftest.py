"""A small server for the pattern pages: no database, the real headers."""

import threading
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler

HERE = Path(__file__).parent


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture
def pattern_pages(settings: Any) -> None:
    """Serve tests/look/pages.py with the frame of an invented practice."""
    templates = deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"].append(HERE / "templates")
    templates[0]["OPTIONS"]["context_processors"] = [
        "django.template.context_processors.request",
        "tests.look.pages.frame",
    ]
    settings.TEMPLATES = templates
    settings.ROOT_URLCONF = "tests.look.pages"
    settings.MIDDLEWARE = ["deploy.middleware.ContentSecurityPolicy"]


@pytest.fixture
def server(pattern_pages: None) -> Iterator[str]:
    """Run the pattern pages; yields their address."""
    application = StaticFilesHandler(WSGIHandler())
    httpd = make_server(
        "localhost", 0, application, server_class=Server, handler_class=Silent
    )
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{httpd.server_port}"
    httpd.shutdown()
    httpd.server_close()
