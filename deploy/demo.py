"""The portal with an invented practice: everything in var/demo, nothing real."""

import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

from deploy import supervisor
from deploy.bootstrap import ROOT, say

FOLDER = ROOT / "var" / "demo"
# Written when the invented practice is complete; without it the folder is a
# half-made one, and is made anew.
SEEDED = "seeded"
SEED = ROOT / "deploy" / "management" / "commands" / "seed_demo.py"


def main() -> NoReturn:
    """Set up and serve the demo until somebody stops it."""
    port = supervisor.port_from_environment()
    supervisor.refuse_taken(port)
    address = f"http://localhost:{port}"
    clear_half_made(FOLDER)
    os.environ.update(environment(FOLDER, address))
    supervisor.prepare()
    seed(FOLDER)
    supervisor.serve(port, greeting=greeting(address))


def greeting(address: str) -> str:
    """Say where the portal is, and how to sign in to it."""
    runs = f"Intakt runs at {address} with an invented practice. Ctrl-C stops it."
    staff = subprocess.run(
        [sys.executable, "manage.py", "demo_staff"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    return f"\n{runs}\n\n{staff.stdout}"


def environment(folder: Path, address: str) -> dict[str, str]:
    """Return the settings of the demo; makes its secret key on the first run."""
    return {
        "INTAKT_DEMO": "1",
        "INTAKT_VAR": str(folder),
        "INTAKT_SECRET_KEY_FILE": str(secret_key(folder / "secret-key")),
        "INTAKT_SITE_URL": address,
        # Who tries it as root need not read of it at every start.
        "PYTHONWARNINGS": "ignore:You're running the worker",
    }


def secret_key(path: Path) -> Path:
    """Make a file with a random key that only its owner can read, if not there."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64))
    return path


def clear_half_made(folder: Path) -> None:
    """Remove what an interrupted first run left; a complete demo stays."""
    if folder.exists() and not (folder / SEEDED).exists():
        shutil.rmtree(folder)


def seed(folder: Path) -> None:
    """Invent the practice and its people, once."""
    if (folder / SEEDED).exists() or not SEED.exists():
        return
    say("Inventing a practice and its people …")
    supervisor.manage("seed_demo")
    (folder / SEEDED).touch()


if __name__ == "__main__":
    supervisor.run(main)
