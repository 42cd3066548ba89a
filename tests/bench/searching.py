"""What it costs to find somebody among a thousand people, and a hundred thousand."""

import secrets
import uuid
from collections.abc import Iterator
from functools import partial
from typing import Any, ClassVar, Final, Self

from django.apps.registry import Apps
from django.db import connection, models, transaction
from django.utils import timezone

from accounts.models import Account
from accounts.roles import Role
from crypto.blind_index import INDEX_LENGTH
from crypto.fields import SealedBinaryField
from deploy.guards import sqlite
from patients.finding import find, indexed
from patients.indexing import NAME_BITS, token
from patients.models import IndexVersion, Person
from patients.queries import understand
from patients.registration import PersonalDetails, register_person
from tests.bench.measuring import Act, Row
from tests.factories import PORTAL, as_staff

SIZES: Final = (1_000, 100_000)
SOUGHT: Final = 20
TOKENS: Final = 10  # of a name of two parts, about
EMAIL: Final = "hendrik0@example.org"
SEALED: Final = [
    field.attname
    for field in Person._meta.concrete_fields
    if isinstance(field, SealedBinaryField)
]


class PlainPerson(models.Model):
    """The same row, by an address and a family name anybody can read."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    given_name = models.BinaryField()
    infix = models.BinaryField()
    preferred_name = models.BinaryField()
    birth_date = models.BinaryField()
    phone = models.BinaryField()
    family_name = models.CharField(max_length=100, db_index=True)
    email = models.CharField(max_length=254, db_index=True)
    channel = models.CharField(max_length=5)
    language = models.CharField(max_length=2)
    created_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        app_label = "bench"
        # Beside the portal's own models, which it must not disturb.
        apps: ClassVar[Any] = Apps()


def search_rows(esra: Account) -> Iterator[Row]:
    """Look somebody up among more and more people."""
    by = as_staff(esra, Role.FRONT_DESK)
    _make_plain_table()
    _register_the_sought()
    for size in SIZES:
        _fill_up(size)
        plainly = PlainPerson.objects.filter(email=EMAIL)
        often: dict[str, Any] = {"rounds": 101, "times": 20}
        yield Row(
            name=f"finding one of {size:,} people by blind index, its MAC included",
            reference="by an indexed column of plain text, the statement alone",
            ours=_by_blind_index(),
            theirs=_statement(plainly),
            goal=1.5,
            **often,
        )
        yield Row(
            name=f"finding one of {size:,} people, composed by Django",
            reference="by an indexed column of plain text, composed by Django",
            ours=lambda: list(indexed(understand(EMAIL), Person.objects.all())),
            theirs=lambda: list(PlainPerson.objects.filter(email=EMAIL)),
            **often,
        )
        yield Row(
            name=f"finding {SOUGHT} of {size:,} people by name, opened and logged",
            reference="by an indexed column of plain text, unlogged",
            ours=partial(_by_name, by),
            theirs=_plainly_by_name,
            rounds=101,
        )


def _by_blind_index() -> Act:
    """Compute the index anew each time and send the portal's own statement."""
    query = understand(EMAIL)
    version = IndexVersion.objects.in_use()
    sent = _statement(indexed(query, Person.objects.all()))

    def look_up() -> None:
        token(query.purpose, EMAIL, version=version)
        sent()

    return look_up


def _statement(found: models.QuerySet[Any]) -> Act:
    """Return what sends the statement of a query that Django composed once."""
    sql, parameters = found.query.sql_with_params()

    def send() -> None:
        with connection.cursor() as cursor:
            [_row] = cursor.execute(sql, parameters).fetchall()

    return send


def _make_plain_table() -> None:
    # The bench runs on SQLite, whose connections of ours change no tables.
    sqlite.lift(connection)
    with connection.schema_editor() as editor:
        editor.create_model(PlainPerson)
    sqlite.lower(connection)


def _by_name(by: Any) -> list[Person]:
    found = find("Janssens", by=by).people
    assert len(found) == SOUGHT
    return found


def _plainly_by_name() -> list[PlainPerson]:
    found = PlainPerson.objects.filter(
        family_name__gte="janssens", family_name__lt="janssent"
    )
    return list(found.order_by("-created_at", "id"))


def _register_the_sought() -> None:
    for number in range(SOUGHT):
        email = f"hendrik{number}@example.org"
        details = PersonalDetails(
            given_name="Hendrik", family_name="Janssens", email=email
        )
        register_person(details, by=PORTAL)
        _insert_plain([uuid.uuid4()], family_name="janssens", email=email)


@transaction.atomic
def _fill_up(size: int) -> None:
    """Add strangers: none is opened, so all carry the bytes of one of the sought."""
    like = Person.objects.latest("created_at")
    ids = [uuid.uuid4() for _ in range(size - Person.objects.count())]
    Person.objects.bulk_create(
        (
            Person(
                id=each,
                channel=like.channel,
                language=like.language,
                **{name: getattr(like, name) for name in SEALED},
            )
            for each in ids
        ),
        batch_size=500,
    )
    _insert_plain(ids, family_name="", email="")
    _insert_tokens(ids)


def _insert_plain(ids: list[uuid.UUID], *, family_name: str, email: str) -> None:
    sealed = dict.fromkeys(
        ("given_name", "infix", "preferred_name", "birth_date", "phone"), bytes(95)
    )
    PlainPerson.objects.bulk_create(
        (
            PlainPerson(
                id=each,
                family_name=family_name or secrets.token_hex(5),
                email=email or secrets.token_hex(10),
                channel="email",
                language="nl",
                created_at=timezone.now(),
                **sealed,
            )
            for each in ids
        ),
        batch_size=500,
    )


def _insert_tokens(ids: list[uuid.UUID]) -> None:
    """Give strangers as many indexes as people have, by hand: a million rows.

    Some are like those of the sought by chance, all of one name's never.
    """
    version = IndexVersion.objects.in_use()
    rows = [
        (_as_stored(each), purpose, version, chosen)
        for each in ids
        for purpose, chosen in _invented_tokens()
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO patients_searchtoken"
            " (person_id, purpose, version_id, token) VALUES (%s, %s, %s, %s)",
            rows,
        )


def _invented_tokens() -> set[tuple[str, str]]:
    names = {("name", f"{secrets.randbits(NAME_BITS):03x}") for _ in range(TOKENS)}
    return names | {("email", secrets.token_hex(INDEX_LENGTH // 2))}


def _as_stored(each: uuid.UUID) -> Any:
    return each if connection.features.has_native_uuid_field else each.hex
