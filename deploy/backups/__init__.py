"""Backups: made, restored, and restored every night to prove that they can be.

Data and keys lie in two archives apart (`crypto.archives`), because destroying a
key is only true if its backups go soon. A restore takes the newest keys, also
under older data, and destroys again what the ledger says was destroyed.
"""

from importlib import import_module
from types import ModuleType
from typing import Final

from django.db import connections

from audit.actors import Actor

BY: Final = Actor.service("deploy.backups")


def backend(alias: str) -> ModuleType:
    """Return how one database is copied out and put back."""
    # By name: psycopg is installed only where there is a PostgreSQL.
    return import_module(f"deploy.backups.{connections[alias].vendor}")
