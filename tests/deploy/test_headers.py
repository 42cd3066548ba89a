"""What the browser is told that these pages never do."""

from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory

from deploy.middleware import ContentSecurityPolicy


def answer(response: HttpResponse) -> HttpResponse:
    """Send a response through the middleware."""
    through = ContentSecurityPolicy(lambda _: response)
    result = through(RequestFactory().get("/"))
    assert isinstance(result, HttpResponse)
    return result


def test_nothing_loads_from_elsewhere_and_nothing_inline_runs() -> None:
    policy = answer(HttpResponse())["Content-Security-Policy"]

    assert policy.startswith("default-src 'none'; script-src 'self'; ")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "data:" not in policy


def test_no_page_asks_for_camera_microphone_or_place() -> None:
    policy = answer(HttpResponse())["Permissions-Policy"]

    for feature in ("camera", "microphone", "geolocation"):
        assert f"{feature}=()" in policy


def test_a_page_may_be_stricter() -> None:
    strict = HttpResponse(headers={"Content-Security-Policy": "default-src 'none'"})

    assert answer(strict)["Content-Security-Policy"] == "default-src 'none'"


def test_every_directive_names_a_source() -> None:
    assert all(settings.SECURE_CSP.values())
