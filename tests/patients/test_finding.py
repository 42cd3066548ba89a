"""Esra finds whom she looks for, nobody finds whom they may not know."""

import uuid
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.roles import Role
from audit.actions import Action
from audit.actors import Actor
from audit.models import Event
from patients.finding import MOST, find, sharing_email
from patients.indexing import NAME_BITS
from patients.models import CareRelation, Person, SearchToken
from patients.queries import TooVague
from patients.registration import PersonalDetails, register_person
from tests.factories import PORTAL, make_person
from tests.patients.dutch_names import PEOPLE, Named, searched
from tests.staff import make_staff

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

ESRA = Actor.staff(uuid.uuid4(), Role.FRONT_DESK)
EMAIL, PHONE = "maria@example.org", "06 12345678"


@pytest.fixture
def maria() -> Person:
    """Maria Linden, and somebody who is nothing like her."""
    make_person("Bram Smit", born=date(1979, 1, 5), phone="030 123 45 67")
    return make_person("Maria Linden", born=date(1980, 5, 1), email=EMAIL, phone=PHONE)


def found(typed: str, by: Actor = ESRA) -> list[Person]:
    return find(typed, by=by).people


@pytest.mark.parametrize(
    "typed",
    [
        *("maria@example.org", " Maria@Example.ORG ", "ｍaria@example.org"),
        *("06 12345678", "0612345678", "06-12 34 56 78", "+31 6 12345678"),
        *("0031612345678", "(06) 12345678"),
        *("1-5-1980", "01-05-1980", "1/5/1980", "1 mei 1980", "1980-05-01"),
        *("Linden", "lind", "mar", "Maria Linden", "LINDEN, Maria", "m linden"),
        *("van der Linden", "Lïndén"),
    ],
)
def test_esra_finds_maria_as_she_happens_to_type(typed: str, maria: Person) -> None:
    assert found(typed) == [maria]


@pytest.mark.parametrize(
    "typed",
    [
        *("maria@example.com", "0612345679", "2-5-1980", "5-1-1980"),
        *("Lindenberg", "inden", "Smit Maria", "mari smit", "x linden"),
    ],
)
def test_what_is_nearly_maria_finds_nobody(typed: str, maria: Person) -> None:
    assert found(typed) == []


@pytest.mark.parametrize(
    "typed",
    ["", "  ", "li", "m l", "123", "31-02-1980", "1-5-80", "123456782", "012345672"],
)
def test_too_little_or_a_bsn_is_not_looked_for(typed: str, maria: Person) -> None:
    before = Event.objects.count()
    with pytest.raises(TooVague):
        find(typed, by=ESRA)
    assert Event.objects.count() == before


def test_every_way_of_typing_a_dutch_name_finds_who_a_plain_search_finds() -> None:
    known = {
        register_person(
            PersonalDetails(
                given_name=name.given,
                infix=name.infix,
                family_name=name.family,
                preferred_name=name.preferred,
            ),
            by=PORTAL,
        ).id: name
        for name in PEOPLE
    }

    @settings(max_examples=150)
    @given(typed_names())
    def agrees(typed: str) -> None:
        try:
            people = find(typed, by=ESRA).people
        except TooVague:
            return
        assert {known[each.id] for each in people} == searched(typed)

    agrees()


@st.composite
def typed_names(draw: st.DrawFn) -> str:
    """Words of somebody's name, in some order, some cut short or shouted."""
    name: Named = draw(st.sampled_from(PEOPLE))
    all_words = " ".join(name).replace("-", draw(st.sampled_from("- "))).split()
    words = draw(st.lists(st.sampled_from(all_words), min_size=1, max_size=3))
    cut = [word[: draw(st.integers(1, len(word)))] for word in words]
    typed = " ".join(draw(st.sampled_from([cut, words])))
    return draw(st.sampled_from([typed, typed.lower(), typed.title()]))


def test_the_first_fifty_are_shown_and_it_says_when_there_are_more() -> None:
    for number in range(MOST + 1):
        make_person(f"Jan Janssen{number}", email="", is_confirmed=False)
    result = find("janss", by=ESRA)
    assert (len(result.people), result.has_more) == (MOST, True)
    assert not find("janssen17", by=ESRA).has_more


def test_a_search_stands_in_the_log_without_its_text(maria: Person) -> None:
    find("Linden", by=ESRA)
    read, searched_for = Event.objects.order_by("-id")[:2][::-1]
    assert (read.action, read.person_id) == (Action.RECORD_READ, maria.id)
    assert searched_for.action == Action.PEOPLE_SEARCHED
    assert (searched_for.action_code, searched_for.person_id) == ("R", None)
    assert searched_for.detail.pop("hash") != ""
    assert searched_for.detail == {"by": "name", "found": 1}


def test_an_exact_search_opens_nobody(maria: Person) -> None:
    find(EMAIL, by=ESRA)
    assert not Event.objects.filter(action=Action.RECORD_READ).exists()


@pytest.mark.parametrize("typed", ["Linden", EMAIL, PHONE, "1-5-1980"])
@pytest.mark.parametrize(
    "stranger",
    [
        Actor.staff(uuid.uuid4(), Role.THERAPIST),
        Actor.staff(uuid.uuid4(), Role.PRIVACY_OFFICER),
        Actor.staff(uuid.uuid4(), Role.ADMINISTRATOR),
        Actor.person(uuid.uuid4()),
        Actor.service("patients.indexes"),
        Actor.anonymous(),
    ],
    ids=lambda actor: actor.role or actor.kind,
)
def test_who_may_not_know_maria_finds_nothing_and_gets_no_hint(
    typed: str, stranger: Actor, maria: Person
) -> None:
    make_person("Maria Lindeman")
    result = find(typed, by=stranger)
    assert (result.people, result.has_more) == ([], False)
    # Nobody was opened, and nobody refused: it is as if she did not exist.
    lines = Event.objects.filter(actor_kind=stranger.kind, actor_id=stranger.id)
    assert [line.action for line in lines] == [Action.PEOPLE_SEARCHED]
    assert lines[0].detail["found"] == 0


def test_a_therapist_finds_her_own_patients_and_no_namesake(maria: Person) -> None:
    namesake = make_person("Maria Linden", email="")
    noor = make_staff("Noor Osei", Role.THERAPIST)
    CareRelation.start(maria, noor.id, CareRelation.Kind.ASSIGNED, by=PORTAL)
    actor = Actor.staff(noor.id, Role.THERAPIST)
    assert found("Maria Linden", actor) == [maria]
    assert not Event.objects.filter(
        action=Action.RECORD_READ, person_id=namesake.id
    ).exists()


def test_a_search_stays_within_what_it_is_asked_for(maria: Person) -> None:
    nobody = Person.objects.exclude(id=maria.id)
    assert find("Linden", by=ESRA, within=nobody).people == []


def test_parents_who_share_an_address_with_a_child_are_known_by_it() -> None:
    child, parent = make_person("Bo Mol"), make_person("Ko Mol", email="bo@example.org")
    other = make_person("An Mol")
    assert set(sharing_email(child)) == {child, parent}
    assert set(sharing_email(other)) == {other}
    assert not sharing_email(make_person("Ed Mol", email="")).exists()


def test_only_these_four_are_ever_indexed() -> None:
    # No BSN, no health (RULES BSN-06, DESIGN §4): a fifth needs a reason here.
    assert set(SearchToken.Purpose.values) == {"email", "phone", "born", "name"}


def test_the_table_without_its_key_says_which_are_equal_and_no_more(
    maria: Person,
) -> None:
    SearchToken.objects.all()._raw_delete("default")
    people = [make_person(name, email="") for name in ("Anna Vos", "Anna Bos")]
    others = [make_person("Karel Kok", email="", born=date(1999, 9, 9))]
    tokens = {
        person.id: set(person.search_tokens.values_list("purpose", "token"))
        for person in [*people, *others]
    }
    anna, second, karel = tokens.values()
    assert anna & second >= {each for each in anna if each[0] == "born"}
    assert len(anna & second) >= 3  # the birth date, "ann" and "anna"
    assert not {each for each in anna & karel if each[0] == "born"}
    names = {token for purpose, token in anna if purpose == "name"}
    assert all(len(each) * 4 == NAME_BITS for each in names)


def test_a_dictionary_without_the_key_recognises_nobody(maria: Person) -> None:
    import hashlib  # noqa: PLC0415
    import hmac  # noqa: PLC0415

    stored = set(SearchToken.objects.values_list("token", flat=True))
    guesses = ["maria@example.org", "+31612345678", "1980-05-01"]
    digests = {hashlib.sha256(each.encode()).hexdigest()[:32] for each in guesses} | {
        hmac.digest(key, each.encode(), "sha256").hex()[:32]
        for each in guesses
        for key in (b"", bytes(32), b"person.email/1", b"blind-index/1")
    }
    assert not digests & stored
