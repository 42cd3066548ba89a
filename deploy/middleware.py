"""Headers that tell the browser what these pages never do."""

from collections.abc import Callable, Mapping, Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

Policy = Mapping[str, Sequence[str]]


class ContentSecurityPolicy:
    """Serves SECURE_CSP in the form of Django 6, whose own middleware replaces it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.headers = {
            "Content-Security-Policy": content_policy(settings.SECURE_CSP),
            "Permissions-Policy": permissions_policy(settings.PERMISSIONS_POLICY),
            "Cross-Origin-Resource-Policy": "same-origin",
        }

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Add the headers to whatever answer comes."""
        response = self.get_response(request)
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        return response


def content_policy(rules: Policy) -> str:
    """Write {"img-src": ["'self'"]} as a header, in the order given."""
    return "; ".join(" ".join([name, *sources]) for name, sources in rules.items())


def permissions_policy(rules: Policy) -> str:
    """Write {"camera": []} as a header: nobody may use the camera."""
    return ", ".join(f"{name}=({' '.join(who)})" for name, who in rules.items())
