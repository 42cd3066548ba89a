"""Every page, tried by everybody; a page that nobody declared fails."""

import itertools
import re
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from audit.actions import Action
from audit.models import Event
from tests.access.pages import NEVER_200, PAGES, VISITORS
from tests.access.world import ANSWER, WORDS, World, build

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

LETTERS = {200: "2", 302: "3", 403: "F", 404: "N", 405: "M"}


@pytest.fixture
def world() -> World:
    return build()


def addresses(
    found: list[URLPattern | URLResolver] | None = None, app: str = ""
) -> Iterator[str]:
    """Every named address of the portal, from the resolver."""
    for each in found or get_resolver().url_patterns:
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, f"{each.app_name}:")
        else:
            assert each.name, f"{each.pattern} has no name"
            yield f"{app}{each.name}"


def test_every_page_says_who_may_come_in() -> None:
    assert set(addresses()) == set(PAGES)


def test_every_page_can_be_had_by_somebody_or_is_an_act() -> None:
    unseen = {name for name, row in PAGES.items() if "2" not in row and "M" not in row}
    assert unseen == set(NEVER_200)


def test_everybody_gets_of_every_page_what_the_table_says_and_no_word_more(
    world: World,
) -> None:
    statuses: dict[str, str] = dict.fromkeys(PAGES, "")
    readers = set()
    for name, visitor in itertools.product(PAGES, VISITORS):
        address = reverse(name, args=world.arguments.get(name.rpartition(":")[2], []))
        response = world.visitors[visitor].get(address)
        statuses[name] += LETTERS.get(response.status_code, str(response.status_code))
        page = b"".join(response).decode("utf-8", "replace")
        readers |= {(visitor, word) for word in (ANSWER, WORDS) if word in page}
    assert statuses == PAGES
    # One's own answers, the therapist's reading, and the words before triage.
    assert readers == {
        ("filling", ANSWER),
        ("sent", ANSWER),
        ("therapist", ANSWER),
        ("therapist", WORDS),
    }


@pytest.mark.parametrize(
    ("visitor", "status"),
    [
        ("front_desk", 403),
        ("owner", 403),
        ("other_therapist", 404),
        ("privacy_officer", 404),
        ("administrator", 404),
    ],
)
def test_who_may_not_read_an_intake_is_refused_and_it_stands_in_the_log(
    world: World, visitor: str, status: int
) -> None:
    before = Event.objects.filter(action=Action.ACCESS_REFUSED).count()
    address = reverse("intake:reading", args=world.arguments["reading"])
    assert world.visitors[visitor].get(address).status_code == status
    assert Event.objects.filter(action=Action.ACCESS_REFUSED).count() == before + 1


def test_a_person_one_may_not_know_looks_like_one_who_is_not_there(
    world: World,
) -> None:
    daan = world.visitors["other_therapist"]
    hidden = daan.get(reverse("intake:entry", args=world.arguments["entry"]))
    nobody = daan.get(f"/werk/wachtlijst/{'0' * 8}-0000-4000-8000-{'0' * 12}/")
    assert hidden.status_code == nobody.status_code == 404

    def without_tokens(html: bytes) -> str:
        return re.sub(r'value="[^"]{16,}"', "", html.decode())

    assert without_tokens(hidden.content) == without_tokens(nobody.content)
