"""Cookies as production serves them."""

import json
import os
import subprocess
import sys

from deploy.bootstrap import ROOT

ASK = """
import json
from django.conf import settings
kinds = ("SESSION", "CSRF", "LANGUAGE")
facts = ("NAME", "SECURE", "HTTPONLY", "SAMESITE", "DOMAIN", "PATH")
cookies = {k: {f: getattr(settings, f"{k}_COOKIE_{f}") for f in facts} for k in kinds}
hsts = [settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS]
print(json.dumps([cookies, hsts, settings.SECURE_SSL_REDIRECT]))
"""


def test_over_https_no_other_host_can_set_or_read_our_cookies() -> None:
    """ASVS 5.0 3.3.1 to 3.3.4 and 3.4.1: prefix, flags, and https for a year."""
    environment = {
        **os.environ,
        "INTAKT_SITE_URL": "https://portaal.example",
        "DJANGO_SETTINGS_MODULE": "deploy.settings",
    }
    told = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=True,
    )
    cookies, hsts, redirects = json.loads(told.stdout)
    assert {each["NAME"] for each in cookies.values()} == {
        "__Host-session",
        "__Host-csrftoken",
        "__Host-language",
    }
    for each in cookies.values():
        assert each == {
            "NAME": each["NAME"],
            "SECURE": True,
            "HTTPONLY": True,
            "SAMESITE": "Lax",
            "DOMAIN": None,
            "PATH": "/",
        }
    assert hsts == [31_536_000, True]
    assert redirects
