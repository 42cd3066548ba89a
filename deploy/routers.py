"""Which database a model lives in (DESIGN §4: keys apart from data)."""

from typing import Any

from django.db.models import Model

KEYS_APP = "crypto"
KEYS = "keys"
DATA = "default"


class KeysApart:
    """Sends data keys and wraps to `keys`, everything else to `default`."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        """Name the database of a model."""
        return KEYS if model._meta.app_label == KEYS_APP else DATA

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        """Name the database of a model."""
        return self.db_for_read(model)

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        """Allow a relation only inside one database."""
        # request.user is a lazy object: its class is not its type.
        return self.db_for_read(one.__class__) == self.db_for_read(other.__class__)

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Keep each app's tables in its own database."""
        return (app_label == KEYS_APP) == (db == KEYS)
