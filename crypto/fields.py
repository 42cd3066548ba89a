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
        field = self.field
        stored = instance.__dict__.get(field.attname)
        if stored is None:
            # None is stored, or the column was deferred and is fetched now.
            stored = super().__get__(instance, cls)
            if stored is None:
                return None
        # The slot is computed anew: bytes carried to another row stay bound to
        # the row they came from, and do not open here.
        return Sealed(stored.blob, field.place, *field.ids_of(instance))

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

    @functools.cached_property
    def place(self) -> Place:
        """Return what all rows of this field share."""
        raise NotImplementedError

    def ids_of(self, instance: models.Model) -> tuple[uuid.UUID, uuid.UUID]:
        """Return the ids of a row and of the person it is about."""
        raise NotImplementedError

    def slot_of(self, instance: models.Model) -> Slot:
        """Return where a row's value belongs."""
        return Slot(self.place, *self.ids_of(instance))

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
        if value is None:
            return None
        return Sealed(value if type(value) is bytes else bytes(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001
        """Hand over what the row holds; where it belongs is in the bytes."""
        return model_instance.__dict__.get(self.attname)

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
    def row_id(self) -> str:
        """Return the attribute that holds the row's own id."""
        return str(self.model._meta.pk.attname)

    @functools.cached_property
    def place(self) -> Place:
        """Return what all rows of this field share."""
        model, field = (
            self.crypto_name.split(".")
            if self.crypto_name
            else (self.model._meta.label_lower.replace(".", "_"), self.name)
        )
        return Place(model, field, str(self.compartment), self.value_type, self.kind)

    def ids_of(self, instance: models.Model) -> tuple[uuid.UUID, uuid.UUID]:
        """Return the ids of a row and of the person it is about."""
        return getattr(instance, self.row_id), getattr(instance, self.person)

    def document_of(self, instance: models.Model) -> uuid.UUID:
        """Return the document whose key seals a row's value; else the person."""
        is_personal = self.compartment in PERSONAL
        found: uuid.UUID = getattr(
            instance, self.person if is_personal else self.document
        )
        return found

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
    """A secret of the system itself (TOTP seed, staff name), under a root key.

    Only `accounts` and `outbox` may open one, with `crypto.system_secret`.
    """

    @functools.cached_property
    def place(self) -> Place:
        """Return what all rows of this field share."""
        model = self.model._meta.label_lower.replace(".", "_")
        return Place(model, self.name, "system", self.value_type, "")

    def ids_of(self, instance: models.Model) -> tuple[uuid.UUID, uuid.UUID]:
        """Return the row's id twice: it stands for the person as well."""
        return instance.pk, instance.pk
