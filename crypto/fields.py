"""Model fields whose attribute is the sealed value, never the text."""

import functools
import uuid
from typing import Any

from django.core import checks
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from crypto.encoding import VALUE_TYPES, ValueType
from crypto.errors import NotSealed, NotSearchable
from crypto.models import PERSONAL, Compartment
from crypto.sealing import Place, Sealed, Slot


class SealedAttribute(DeferredAttribute):
    """Gives the row's sealed value, bound to where it now stands."""

    field: "SealedBinaryField"

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        """Return the Sealed of this row, or None where nothing is stored."""
        if instance is None:
            return self
        stored = super().__get__(instance, cls)
        if stored is None:
            return None
        # The slot is computed anew: bytes carried to another row stay bound to
        # the row they came from, and do not open here.
        return Sealed(stored.blob, self.field.slot_of(instance)[0])

    def __set__(self, instance: Any, value: Any) -> None:
        """Accept a Sealed or None; raise NotSealed for anything readable."""
        if value is not None and not isinstance(value, Sealed):
            message = f"{self.field.name} takes only sealed values."
            raise NotSealed(message)
        instance.__dict__[self.field.attname] = value


class SealedBinaryField(models.BinaryField):  # type: ignore[type-arg]
    """What sealed fields share: bytes in the table, silence everywhere else."""

    descriptor_class = SealedAttribute
    # A new row holds None until something is sealed, not an empty text.
    empty_strings_allowed = False

    def __init__(self, value_type: ValueType, **options: Any) -> None:
        """Declare the exact type of the value."""
        self.value_type = value_type
        super().__init__(**options)

    def slot_of(self, instance: models.Model) -> tuple[Slot, uuid.UUID]:
        """Return the slot of a row's value and the document it belongs to."""
        raise NotImplementedError

    def check(self, **options: Any) -> list[checks.CheckMessage]:
        """Refuse an unknown type and a row whose id is not known before saving."""
        found = super().check(**options)
        if self.value_type not in VALUE_TYPES:
            found.append(checks.Error(f"{self} has an unknown type.", id="crypto.E001"))
        if not isinstance(self.model._meta.pk, models.UUIDField):
            message = f"{self} is bound to its row's id, which must be a UUID."
            found.append(checks.Error(message, id="crypto.E002"))
        return found

    def from_db_value(self, value: Any, *_: Any) -> Sealed | None:
        """Turn stored bytes into a Sealed."""
        return None if value is None else Sealed(bytes(value))

    def get_prep_value(self, value: Any) -> Any:
        """Turn a Sealed into bytes; raise NotSealed for anything readable."""
        if isinstance(value, Sealed):
            return value.blob
        if value is None:
            return None
        message = f"{self.name} takes only sealed values."
        raise NotSealed(message)

    def get_db_prep_value(
        self,
        value: Any,
        connection: Any,
        prepared: bool = False,  # noqa: FBT001, FBT002
    ) -> Any:
        """Hand the bytes to the database driver."""
        blob = value if prepared else self.get_prep_value(value)
        return super().get_db_prep_value(blob, connection, prepared=True)

    def get_lookup(self, lookup_name: str) -> Any:
        """Allow `isnull` alone."""
        if lookup_name != "isnull":
            message = f"{self.name} is sealed: it cannot be searched or compared."
            raise NotSearchable(message)
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        """Allow no part of a sealed value to be taken."""
        message = f"{self.name} is sealed: it has no {lookup_name!r}."
        raise NotSearchable(message)

    def get_default(self) -> None:
        """Start a new row without a value: empty bytes would not be sealed."""

    def value_to_string(self, obj: models.Model) -> str:
        """Serialise to nothing."""
        return ""

    def deconstruct(self) -> Any:
        """Describe the field to migrations."""
        name, path, arguments, options = super().deconstruct()
        return name, path, [self.value_type, *arguments], options


class SealedField(SealedBinaryField):
    """One value about one person, sealed under a data key (DESIGN §4).

    `kind` is the row of RULES ACC-03 that says who may read it. `person` and
    `document` name the attributes of the row that hold the two ids.
    """

    def __init__(
        self,
        value_type: ValueType,
        *,
        compartment: str,
        kind: str,
        person: str = "person_id",
        document: str = "id",
        crypto_name: str = "",
        **options: Any,
    ) -> None:
        """Declare what the value is, whose, and under which key."""
        self.compartment = Compartment(compartment)
        self.kind = kind
        self.person = person
        self.document = document
        # A stable name: renaming a model or column must not lose its data.
        self.crypto_name = crypto_name
        super().__init__(value_type, **options)

    @functools.cached_property
    def place(self) -> Place:
        """Return what all rows of this field share."""
        model, field = (
            self.crypto_name.split(".")
            if self.crypto_name
            else (self.model._meta.label_lower.replace(".", "_"), self.name)
        )
        return Place(model, field, str(self.compartment), self.value_type, self.kind)

    @functools.cached_property
    def place_bound(self) -> bytes:
        """Return the place's associated data, computed once."""
        return self.place.bound()

    def slot_of(self, instance: models.Model) -> tuple[Slot, uuid.UUID]:
        """Return the slot of a row's value and the document it belongs to."""
        person_id = getattr(instance, self.person)
        slot = Slot(self.place, self.place_bound, instance.pk, person_id)
        if self.compartment in PERSONAL:
            return slot, person_id
        return slot, getattr(instance, self.document)

    def deconstruct(self) -> Any:
        """Describe the field to migrations."""
        name, path, arguments, options = super().deconstruct()
        options |= {"compartment": str(self.compartment), "kind": self.kind}
        for option, default in (
            ("person", "person_id"),
            ("document", "id"),
            ("crypto_name", ""),
        ):
            if getattr(self, option) != default:
                options[option] = getattr(self, option)
        return name, path, arguments, options


class SecretField(SealedBinaryField):
    """A secret of the system itself (TOTP seed, staff name), under the KEK.

    Only `accounts` and `outbox` may open one, with `crypto.system_secret`.
    """

    @functools.cached_property
    def place(self) -> Place:
        """Return what all rows of this field share."""
        model = self.model._meta.label_lower.replace(".", "_")
        return Place(model, self.name, "system", self.value_type, "")

    @functools.cached_property
    def place_bound(self) -> bytes:
        """Return the place's associated data, computed once."""
        return self.place.bound()

    def slot_of(self, instance: models.Model) -> tuple[Slot, uuid.UUID]:
        """Return the slot of a row's secret; the row stands for the person."""
        return Slot(self.place, self.place_bound, instance.pk, instance.pk), instance.pk
