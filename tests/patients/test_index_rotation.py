"""New keys for the indexes: everybody is found before, during and after."""

import itertools
import os
import signal
import uuid
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from accounts.models import Account
from accounts.roles import Role
from audit.actions import Action
from audit.actors import Actor
from audit.models import Event
from patients import index_rotation
from patients.finding import find
from patients.index_rotation import rotate
from patients.models import IndexVersion, Person, SearchToken
from tests.crash.steps import dying_before
from tests.factories import make_person
from tests.staff import make_staff

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
ESRA = Actor.staff(uuid.uuid4(), Role.FRONT_DESK)
FEWEST_STEPS = 15


def found(typed: str) -> list[Person]:
    return find(typed, by=ESRA).people


def tokens(person: Person) -> set[tuple[str, str]]:
    return set(person.search_tokens.values_list("purpose", "token"))


def test_maria_is_found_under_the_new_keys_and_has_no_old_index() -> None:
    maria = make_person(phone="0612345678")
    before = tokens(maria)
    assert rotate() == 1
    assert [each.number for each in IndexVersion.objects.all()] == [2]
    after = tokens(maria)
    # The same kinds of index; of twelve bits some may happen to be equal.
    assert {each for each, _ in after} == {each for each, _ in before}
    assert not {each for each in before & after if each[0] != "name"}
    for typed in ("linden", "maria@example.org", "1-5-1980", "+31 6 12345678"):
        assert found(typed) == [maria]


def test_each_rotation_has_keys_of_its_own() -> None:
    maria = make_person()
    seen = set()
    for number in (2, 3, 4):
        rotate()
        email = maria.search_tokens.get(purpose="email")
        assert email.version_id == number
        seen.add(email.token)
    assert len(seen) == 3


def test_who_comes_in_meanwhile_is_indexed_under_both_and_never_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_person()
    index = index_rotation._index
    came_in: list[Person] = []

    def index_while_somebody_signs_up(people: list[Person], version: int) -> None:
        index(people, version)
        if not came_in:
            came_in.append(make_person("Bram Smit"))
            versions = came_in[0].search_tokens.values_list("version", flat=True)
            assert set(versions) == {1, 2}
            assert found("smit") == came_in

    monkeypatch.setattr(index_rotation, "_index", index_while_somebody_signs_up)
    rotate()
    assert found("smit") == came_in
    assert set(SearchToken.objects.values_list("version", flat=True)) == {2}


def test_who_was_indexed_under_the_old_keys_at_the_last_moment_is_not_left_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_person()
    bram = make_person("Bram Smit")
    old = list(bram.search_tokens.values("purpose", "token"))
    remove = index_rotation._remove_replaced
    late: list[bool] = []

    def remove_and_be_surprised(versions: index_rotation.Versions) -> None:
        remove(versions)
        if not late:
            late.append(True)
            bram.search_tokens.all()._raw_delete("default")
            SearchToken.objects.bulk_create(
                SearchToken(person=bram, version_id=versions.old, **each)
                for each in old
            )

    monkeypatch.setattr(index_rotation, "_remove_replaced", remove_and_be_surprised)
    assert rotate() == 3
    assert found("smit") == [bram]


def test_reading_for_the_indexes_stands_in_the_log_as_a_service() -> None:
    maria = make_person()
    rotate()
    line = Event.objects.get(action=Action.RECORD_READ)
    assert (line.actor_id, line.person_id) == ("patients.indexes", maria.id)
    assert (line.purpose, line.kind) == ("planning", "A")


def test_a_person_without_an_index_is_left_alone() -> None:
    gone = make_person("Bram Smit")
    gone.search_tokens.all()._raw_delete("default")
    assert rotate() == 0
    assert not gone.search_tokens.exists()
    assert not Event.objects.filter(person_id=gone.id, action=Action.RECORD_READ)


def test_somebody_whose_name_has_no_letter_does_not_keep_it_going() -> None:
    make_person("… …", email="")
    assert rotate() == 1


def test_the_indexes_by_which_staff_sign_in_stay() -> None:
    noor = make_staff("Noor Osei", Role.THERAPIST)
    rotate()
    assert Account.objects.with_email("noor@praktijk.example").get() == noor


def test_the_command_says_what_it_did_and_whose_record_is_damaged() -> None:
    maria, bram = make_person(), make_person("Bram Smit")
    said = StringIO()
    call_command("rotate_indexes", stdout=said)
    assert said.getvalue().startswith("2 people were indexed; version 2")
    Person.objects.filter(id=bram.id).update(given_name=maria.given_name)
    with pytest.raises(CommandError, match=f"person {bram.id} does not open"):
        call_command("rotate_indexes")
    assert found("maria@example.org") == [maria]


@pytest.mark.crash
@pytest.mark.django_db(databases=["default", "keys"], transaction=True)
def test_killed_at_any_step_it_goes_on_and_everybody_is_found_all_the_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(index_rotation, "BATCH", 2)
    monkeypatch.setattr(index_rotation, "REMOVED_AT_ONCE", 5)
    known = [
        make_person(f"Jan Mol{number}", email=f"m{number}@x.nl") for number in range(3)
    ]
    for step in itertools.count():
        lived = rotate_and_die(step)
        newest = make_person("Jan Molenaar", email=f"n{step}@x.nl")
        assert {*found("jan mol")} >= {*known, newest}
        rotate()
        assert found(f"n{step}@x.nl") == [newest]
        assert {*found("jan mol")} >= {*known, newest}
        assert IndexVersion.objects.count() == 1
        newest.search_tokens.all()._raw_delete("default")
        if lived:
            break
    assert step > FEWEST_STEPS


def rotate_and_die(step: int) -> bool:
    """Rotate in a process of its own, killed at a step; tell whether it lived."""
    connections.close_all()
    child = os.fork()
    if not child:
        with dying_before(step):
            rotate()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert status in {0, signal.SIGKILL}
    return status == 0
