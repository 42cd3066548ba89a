"""Settings of the tests: only keys, hasher, mail and folders differ."""

import os
import tempfile
from pathlib import Path

# Test databases must not collide: neither between xdist workers nor runs.
NAME = os.environ.get("INTAKT_TEST_NAME", "all")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "one")
VAR_OF_TESTS = Path(tempfile.gettempdir()) / f"intakt-test-{NAME}-{WORKER}"
os.environ["INTAKT_VAR"] = str(VAR_OF_TESTS)
os.environ.setdefault(
    "INTAKT_SECRET_KEY", "only-for-tests-and-never-anywhere-else-0123456789"
)
os.environ.setdefault("INTAKT_MAIL", "demo")
# whitenoise warns where there are no collected files at all.
(VAR_OF_TESTS / "static").mkdir(parents=True, exist_ok=True)

from deploy.settings import *  # noqa: E402, F403

# The real hasher is Argon2id; its cost is not what most tests are about.
PASSWORD_HASHERS = ["tests.hashers.QuickArgon2"]
MEMBER_KEY_COST = (8, 1, 1)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CELERY_TASK_ALWAYS_EAGER = False
CELERY_BROKER_URL = os.environ.get("INTAKT_TEST_BROKER", "memory://")
