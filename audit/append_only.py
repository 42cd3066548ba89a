"""Rows that are written once; the triggers of deploy.guards say the same in SQL."""

from typing import Any, NoReturn, TypeVar

from django.db import models


class NeverChanged(Exception):
    """Somebody tried to change or delete a row that says what happened."""


ModelT_co = TypeVar("ModelT_co", bound=models.Model, covariant=True)


class AppendOnlyQuerySet(models.QuerySet[ModelT_co]):
    """Rows that can be added and read, and nothing else."""

    def update(self, **_: Any) -> NoReturn:
        """Refuse; `bulk_update` comes through here too."""
        raise NeverChanged

    def delete(self) -> NoReturn:
        """Refuse."""
        raise NeverChanged

    # Model.save() on a row that exists and Django's collector come this way.
    def _update(self, _: Any) -> NoReturn:
        raise NeverChanged

    def _raw_delete(self, _: str | None) -> NoReturn:
        raise NeverChanged


class AppendOnly(models.Model):
    """A row that says what happened; its manager is an AppendOnlyQuerySet."""

    class Meta:
        abstract = True
        # Model.save() goes through the base manager: it must refuse as well.
        base_manager_name = "objects"

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse."""
        raise NeverChanged
