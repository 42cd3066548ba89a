"""The invented practice: everybody in every state, sealed like real people."""

from collections import Counter
from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client
from pytest_django import Settings

from accounts import demo
from accounts.models import Account, Practice, RecoverySet, TOTPDevice
from accounts.models.second_factor import current_code
from accounts.roles import Role
from audit.actors import Actor
from audit.models import Event
from consent.models import Text
from crypto import recovery, team
from deploy.demo_practice import people
from deploy.demo_practice.staff import STAFF
from intake.responses.models import Reading, Response
from intake.waitlist.models import Departure, Status, Urgency, WaitlistEntry
from outbox.models import Message, State
from patients.dates import AgeBand
from patients.door import open_records
from patients.kinds import Kind, Purpose
from patients.models import CareRelation, EmailConfirmation, Person
from tests import keys

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def seeded(settings: Settings) -> None:
    settings.DEMO = True
    keys.forget_team()
    call_command("seed_demo", verbosity=0)


def test_outside_a_demo_nobody_is_invented(settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError):
        call_command("seed_demo")
    with pytest.raises(CommandError):
        call_command("demo_staff")
    assert not Practice.objects.exists()


def test_the_demo_shows_every_state_and_hides_every_name(
    seeded: None, client: Client
) -> None:
    everybody_is_somewhere()
    everything_is_varied()
    five_can_sign_in(client)
    only_therapists_hold_the_key()
    nothing_is_readable()
    a_second_run_changes_nothing()


def everybody_is_somewhere() -> None:
    entries = list(WaitlistEntry.objects.with_status())
    assert Counter(entry.status for entry in entries) == {
        Status.NEW: 12,
        Status.WAITING: 15,
        Status.INVITED: 7,
        Status.FILLING: 6,
        Status.SUBMITTED: 13,
        Status.LEFT: 7,
    }
    waiting = [entry for entry in entries if entry.status == Status.WAITING]
    assert {entry.urgency for entry in waiting} == set(Urgency.values)
    reasons = Departure.objects.values_list("reason", flat=True)
    assert set(reasons) == set(Departure.Reason.values)
    assert Response.objects.submitted().count() - Reading.objects.count() == 7


def everything_is_varied() -> None:
    entries = WaitlistEntry.objects.all()
    assert set(entries.values_list("age_band", flat=True)) == set(AgeBand)
    assert set(entries.values_list("route", flat=True)) == set(
        WaitlistEntry.Route.values
    )
    assert entries.values("location").distinct().count() == 2
    days = entries.dates("registered_at", "day")
    assert (max(days) - min(days)).days > 80
    unreachable = entries.filter(person__email__isnull=True, route="self")
    assert unreachable.exists()
    assert 20 < EmailConfirmation.objects.count() < Person.objects.count()
    assert {each.state for each in Message.objects.all()} == {State.HELD, State.SENT}
    assert set(Text.objects.values_list("language", flat=True)) == {"nl", "en"}


def five_can_sign_in(client: Client) -> None:
    assert [player.name for player in demo.cast()] == [each.name for each in STAFF]
    assert RecoverySet.objects.filter(confirmed=True).count() == 5
    page = client.get("/inloggen/").content.decode()
    for member in STAFF:
        account = Account.objects.with_email(member.email).get()
        assert account.roles() == [Role(member.role)]
        assert account.check_password(member.password)
        seed = TOTPDevice.objects.get(user=account).opened_seed()
        assert seed == member.seed
        assert member.password in page
        assert len(current_code(seed)) == 6


def only_therapists_hold_the_key() -> None:
    """The team's key is real and tried: it opens with an invented password alone."""
    therapists = {
        Account.objects.with_email(member.email).get().id: member
        for member in STAFF
        if member.role is Role.THERAPIST
    }
    assert team.members() == set(therapists)
    assert recovery.is_tested()
    response = Response.objects.submitted().first()
    assert response
    treats = CareRelation.objects.active().get(person=response.person_id)
    account = Account.objects.get(id=treats.account_id)
    with open_records(
        [response.person_id],
        kinds={Kind.HEALTH},
        by=Actor.staff(account.id, Role.THERAPIST),
        purpose=Purpose.TREATMENT,
        holding=keys.key_of(account, therapists[account.id].password),
    ) as records:
        for section in response.sections.all():
            assert records.read(section.content)["answers"]


def nothing_is_readable() -> None:
    stored = everything_stored()
    reference = WaitlistEntry.objects.values_list("reference", flat=True)[0]
    assert reference.encode() in stored, "the search finds what lies in the clear"
    # The statement names its officer: the one name a practice publishes.
    members = [each for each in STAFF if each.role != Role.PRIVACY_OFFICER]
    secrets = [text for each in members for text in (each.name, each.email)]
    for who in people.sixty(Random(2026)):  # noqa: S311 - as the seed does
        secrets += [who.family_name, who.email, who.phone, who.words]
    found = [text for text in secrets if text and text.encode() in stored]
    assert not found


def everything_stored() -> bytes:
    """Every value in every table of both databases."""
    values = []
    for alias in ("default", "keys"):
        with connections[alias].cursor() as cursor:
            for table in connections[alias].introspection.table_names(cursor):
                cursor.execute(f'SELECT * FROM "{table}"')
                values += [value for row in cursor.fetchall() for value in row]
    return b"\n".join(
        bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
        for value in values
    )


def a_second_run_changes_nothing() -> None:
    before = Event.objects.count()
    said = StringIO()
    call_command("seed_demo", stdout=said)
    assert "nothing was invented" in said.getvalue()
    assert Event.objects.count() == before
    assert WaitlistEntry.objects.count() == 60
