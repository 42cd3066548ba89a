"""What a line says, and what it cannot be made to say."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audit.actions import Action
from audit.actors import Actor, ActorKind
from audit.lines import line_mac
from audit.models import Event
from audit.trail import Line, LogUnavailable, NotLoggable, Outcome, record, record_lines

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

Run = Callable[[str], None]


def test_a_line_says_who_did_what_when_to_whom_and_what_for(
    therapist: Actor, maria: UUID
) -> None:
    record(
        Action.RECORD_READ,
        by=replace(therapist, on_behalf_of="responsible"),
        person=maria,
        thing="response",
        thing_id="42",
        kind="EF",
        purpose="treatment",
        relation="assigned",
        protocol="ACC-03",
        checks="otp",
        access_point="f3a9",
        detail={"pages": 2},
    )

    line = Event.objects.about(maria).get()
    assert (line.action, line.action_code) == ("record.read", "R")
    assert (line.actor_kind, line.actor_id) == ("staff", therapist.id)
    assert (line.actor_role, line.on_behalf_of) == ("therapist", "responsible")
    assert (line.thing, line.thing_id, line.kind) == ("response", "42", "EF")
    assert (line.purpose, line.relation) == ("treatment", "assigned")
    assert (line.protocol, line.checks, line.access_point) == ("ACC-03", "otp", "f3a9")
    assert (line.outcome, line.detail) == (Outcome.SUCCESS, {"pages": 2})
    assert (line.source, line.site) == ("intakt", "localhost")
    assert timezone.now() - line.at < timedelta(minutes=1)
    assert line.at.microsecond % 1000 == 0


def test_every_action_has_a_code_of_nen_7513_and_a_name_in_the_past_tense() -> None:
    for action in Action:
        assert action.code in set("CRUDE"), action
        assert action.value.count(".") == 1, action
    assert Action.ENTRY_REGISTERED.code == "C"
    assert Action.ROLE_REVOKED.code == "U"
    assert Action.MESSAGE_DELIVERED.code == "E"


def test_actors_are_named_without_their_names(maria: UUID) -> None:
    assert Actor.person(maria) == Actor(ActorKind.PERSON, str(maria))
    assert Actor.anonymous() == Actor(ActorKind.ANONYMOUS)
    assert Actor.service("outbox.delivery").id == "outbox.delivery"


@pytest.mark.parametrize(
    "facts",
    [
        {"detail": {"answer": "I feel low"}},
        {"detail": {"answer": "a" * 65}},
        {"detail": {"Maria Jansen": 1}},
        {"detail": {"mail": "maria@example.nl"}},
        {"detail": {"bsn": "123456782"}},
        {"detail": {"bsn": 123456782}},
        {"detail": {"phone": "0612345678"}},
        {"detail": {"answers": ["one", "two"]}},
        {"detail": {"answer": None}},
        {"detail": {"answer": True}},
        {"detail": {"weight": 71.5}},
        {"thing": "a response"},
        {"thing_id": "\N{LATIN SMALL LETTER E WITH ACUTE}"},
        {"purpose": "because I wanted to"},
        {"relation": "\n"},
        {"checks": "otp, password"},
        {"kind": "Z"},
    ],
)
def test_a_line_cannot_hold_content(therapist: Actor, facts: dict[str, Any]) -> None:
    with pytest.raises(NotLoggable) as refusal:
        Line(action=Action.RECORD_READ, by=therapist, **facts)

    assert "123456782" not in str(refusal.value)
    assert "Maria" not in str(refusal.value)


def test_an_actor_cannot_be_named_by_their_name() -> None:
    with pytest.raises(NotLoggable):
        Line(action=Action.RECORD_READ, by=Actor.staff("Noor Osei", "therapist"))


def test_fifty_lines_are_one_insert(
    therapist: Actor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    record(Action.RECORD_READ, by=therapist)
    lines = [Line(action=Action.RECORD_READ, by=therapist)] * 50

    with django_assert_num_queries(1):
        record_lines(lines)

    assert Event.objects.values("event_id").distinct().count() == 51


def test_every_field_of_a_line_is_authenticated(
    write: Callable[[int], list[Event]],
) -> None:
    [line] = write(1)
    assert line_mac(line) == bytes(line.mac)

    bound_otherwise = {"id", "mac"}  # the number by the chain
    for field in Event._meta.concrete_fields:
        if field.name not in bound_otherwise:
            forged = Event.objects.get(id=line.id)
            setattr(forged, field.name, _other(getattr(forged, field.name)))
            assert line_mac(forged) != bytes(line.mac), field.name


def test_moving_a_letter_to_the_next_field_changes_the_mac(
    write: Callable[[int], list[Event]],
) -> None:
    [line] = write(1)
    line.thing, line.thing_id = "ab", "c"
    one = line_mac(line)
    line.thing, line.thing_id = "a", "bc"

    assert line_mac(line) != one


def test_what_cannot_be_logged_must_not_happen(
    therapist: Actor, as_superuser: Run
) -> None:
    as_superuser("ALTER TABLE audit_event RENAME TO gone")

    with pytest.raises(LogUnavailable), transaction.atomic():
        record(Action.RECORD_READ, by=therapist)

    as_superuser("ALTER TABLE gone RENAME TO audit_event")


def _other(value: Any) -> Any:
    if isinstance(value, str):
        return value + "x"
    if isinstance(value, int):
        return value + 1
    if isinstance(value, UUID):
        return UUID(int=value.int ^ 1)
    if isinstance(value, datetime):
        return datetime(2020, 1, 1, tzinfo=UTC)
    return {"other": 1}
