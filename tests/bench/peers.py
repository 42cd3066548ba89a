"""Five sealed fields a row, beside the Django packages that encrypt fields.

The reference is the least that could be done: a field that puts a nonce before raw
AES-256-GCM under one key for the whole table. Ours has a data key per person,
bound to its row, committed, looked up and unwrapped anew for every load. A peer that is
not installed here is named as such and never counted as beaten.
"""

import os
import secrets
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final, NamedTuple

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connections, models, transaction

from crypto import keyring
from crypto.fields import SealedField
from crypto.opening import keys_for
from deploy import guards
from tests.bench.measuring import Row

ALIAS: Final = "peers"
FIELDS: Final = ("one", "two", "three", "four", "five")
ROWS_A_PERSON: Final = 20
COLD: Final = AESGCM(AESGCM.generate_key(256))
NONCE_BYTES: Final = 12


class Size(NamedTuple):
    """How large a value is, and how many rows hold it."""

    name: str
    bytes: int
    rows: int
    rounds: int
    load_goal: float | None = None


SIZES: Final = (
    Size("32 B", 32, 1000, 9),
    Size("200 B", 200, 1000, 15, load_goal=1.5),
    Size("1 KB", 1024, 1000, 15, load_goal=1.5),
    Size("16 KB", 16 * 1024, 200, 9),
    Size("1 MB", 1024 * 1024, 5, 9),
)


class RawField(models.BinaryField):  # type: ignore[type-arg]
    """The reference: nonce, AES-256-GCM, text back at loading."""

    def get_prep_value(self, value: Any) -> bytes:
        """Encrypt."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + COLD.encrypt(nonce, value.encode(), None)

    def from_db_value(self, value: bytes, *_: Any) -> str:
        """Decrypt."""
        return COLD.decrypt(value[:NONCE_BYTES], value[NONCE_BYTES:], None).decode()


class Contender(NamedTuple):
    """A model with five fields of one make, and how its rows are saved and read."""

    name: str
    model: type[models.Model]
    save: Callable[[list[str]], None]
    load: Callable[[], int]


def peer_rows() -> Iterator[Row]:
    """Save, and load and open, at every size; ours against each of the others."""
    with _database():
        raw = _plain_contender("raw AES-256-GCM field", RawField)
        ours = _ours()
        peers = [_plain_contender(name, field) for name, field in _installed_peers()]
        for each in (raw, ours, *peers):
            with connections[ALIAS].schema_editor() as editor:
                editor.create_model(each.model)
        for size in SIZES:
            yield from _rows_of(size, ours, raw, peers)


def missing_peers() -> list[str]:
    """Name the packages that are not installed here."""
    return [name for name, module, _ in PEERS if find_spec(module) is None]


def _rows_of(
    size: Size, ours: Contender, raw: Contender, peers: list[Contender]
) -> Iterator[Row]:
    texts = [_text(size.bytes) for _ in range(size.rows)]
    for each in (ours, raw, *peers):
        each.model._default_manager.using(ALIAS).all().delete()
        each.save(texts)
    for other, goals in ((raw, (None, size.load_goal)), *((p, (1, 1)) for p in peers)):
        common: dict[str, Any] = {"reference": other.name, "rounds": size.rounds}
        yield Row(
            name=f"saving {size.rows} rows of 5 × {size.name}",
            ours=partial(_saved_again, ours, texts),
            theirs=partial(_saved_again, other, texts),
            goal=goals[0],
            **common,
        )
        yield Row(
            name=f"loading and opening {size.rows} rows of 5 × {size.name}",
            ours=ours.load,
            theirs=other.load,
            goal=goals[1],
            **common,
        )


def _saved_again(contender: Contender, texts: list[str]) -> None:
    """Save the rows, in a transaction that is then undone: the table stays as it is."""
    with transaction.atomic(using=ALIAS):
        contender.save(texts)
        transaction.set_rollback(True, using=ALIAS)


def _text(size: int) -> str:
    # Letters of one byte each, and not the same in two rows.
    return secrets.token_hex(size // 2)


PEERS: Final = (
    (
        "django-fernet-encrypted-fields",
        "encrypted_fields",
        lambda: import_module("encrypted_fields.fields").EncryptedTextField,
    ),
    (
        "django-cryptography-5",
        "django_cryptography",
        lambda: partial(_encrypted_text, import_module("django_cryptography.fields")),
    ),
)


def _encrypted_text(package: Any) -> Any:
    return package.encrypt(models.TextField())


def _installed_peers() -> Iterator[tuple[str, Callable[[], Any]]]:
    settings.SALT_KEY = ["only-for-measuring"]
    for name, module, field in PEERS:
        if find_spec(module) is not None:
            yield name, field()


def _plain_contender(name: str, field: Callable[[], Any]) -> Contender:
    model = _model(name, {each: field() for each in FIELDS})

    def save(texts: list[str]) -> None:
        model._default_manager.using(ALIAS).bulk_create(
            model(person_id=uuid.uuid4(), **dict.fromkeys(FIELDS, text))
            for text in texts
        )

    def load() -> int:
        rows = model._default_manager.using(ALIAS).all()
        return sum(len(getattr(row, each)) for row in rows for each in FIELDS)

    return Contender(name, model, save, load)


def _ours() -> Contender:
    fields = {
        each: SealedField("text", compartment="contact", kind="A") for each in FIELDS
    }
    model = _model("ours", fields)
    people = [uuid.uuid4() for _ in range(max(size.rows for size in SIZES))]

    def save(texts: list[str]) -> None:
        rows = []
        for start in range(0, len(texts), ROWS_A_PERSON):
            person_id = people[start // ROWS_A_PERSON]
            key = keyring.for_writing(person_id, "contact")
            for text in texts[start : start + ROWS_A_PERSON]:
                row = model(person_id=person_id)
                key.seal(row, **dict.fromkeys(FIELDS, text))
                rows.append(row)
        model._default_manager.using(ALIAS).bulk_create(rows)

    def load() -> int:
        rows = list(model._default_manager.using(ALIAS).all())
        keys = keys_for({row.person_id for row in rows}, ["contact"])
        opened = sum(
            len(keys.open(getattr(row, each))) for row in rows for each in FIELDS
        )
        keys.close()
        return opened

    return Contender("ours", model, save, load)


def _model(name: str, fields: dict[str, Any]) -> Any:
    label = "".join(each for each in name.title() if each.isalnum())
    meta = type("Meta", (), {"app_label": "bench"})
    return type(
        label,
        (models.Model,),
        {
            "__module__": __name__,
            "Meta": meta,
            "id": models.UUIDField(primary_key=True, default=uuid.uuid4),
            "person_id": models.UUIDField(),
            **fields,
        },
    )


@contextmanager
def _database() -> Iterator[None]:
    """Open a database for these tables alone, without guards."""
    path = settings.VAR / "peers.sqlite3"
    own = {**connections.databases["default"], "NAME": path}
    connections.databases[ALIAS] = own
    guards.remove(ALIAS)
    try:
        yield
    finally:
        connections[ALIAS].close()
