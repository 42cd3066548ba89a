"""The waitlist: in which order, filtered how, and at what cost."""

import re
from datetime import date, timedelta
from itertools import combinations_with_replacement

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from intake.invitations.verbs import invite
from intake.responses.models import Submission
from intake.responses.verbs import start
from intake.waitlist.models import (
    LADDER,
    Departure,
    Status,
    Urgency,
    WaitlistEntry,
)
from intake.waitlist.verbs import take_off, triage
from tests.desk.conftest import Member
from tests.factories import PORTAL, make_entry, make_location, make_version

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
URL = "/werk/wachtlijst/"


def names(member: Member, query: str = "") -> list[str]:
    """The names on the list, in order."""
    page = member.browser.get(URL + query)
    assert page.status_code == 200
    return re.findall(r'<a href="/werk/[^"]+" translate="no">([^<]+)</a>', page.text)


def sign_up(name: str, *, days_ago: int, **facts: object) -> WaitlistEntry:
    entry = make_entry(name, **facts)  # type: ignore[arg-type]
    then = timezone.now() - timedelta(days=days_ago)
    WaitlistEntry.objects.filter(id=entry.id).update(registered_at=then)
    return entry


def judge(entry: WaitlistEntry, urgency: Urgency, noor: Member, by: Member) -> None:
    triage(entry.id, urgency=urgency, therapist=noor.account, by=by.actor)


def test_the_urgent_come_first_and_then_who_waits_longest(
    esra: Member, noor: Member
) -> None:
    judge(sign_up("Anna Vos", days_ago=30), Urgency.NORMAL, noor, noor)
    judge(sign_up("Bram Smit", days_ago=2), Urgency.URGENT, noor, noor)
    judge(sign_up("Carmen Bos", days_ago=9), Urgency.NORMAL, noor, noor)
    sign_up("Dirk Mol", days_ago=60)
    assert names(esra) == ["Bram Smit", "Anna Vos", "Carmen Bos", "Dirk Mol"]
    assert names(esra, "?sort=-wacht")[0] == "Dirk Mol"
    assert names(esra, "?sort=wacht")[0] == "Bram Smit"


def test_the_sorted_column_says_so_and_turns_around(esra: Member) -> None:
    sign_up("Anna Vos", days_ago=1)
    page = esra.browser.get(URL).text
    assert page.count('aria-sort="descending"') == 1
    assert '<a href="?sort=-wacht">Wacht</a>' in page
    page = esra.browser.get(URL + "?sort=-wacht").text
    assert (
        '<th scope="col" aria-sort="descending"><a href="?sort=wacht">Wacht</a>' in page
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Anna Vos", "Bram Smit", "Carmen Bos"}),
        ("?status=nieuw", {"Anna Vos"}),
        ("?status=wachtend", {"Bram Smit"}),
        ("?status=uitgenodigd", {"Carmen Bos"}),
        ("?status=weg", {"Dirk Mol"}),
        ("?status=alles", {"Anna Vos", "Bram Smit", "Carmen Bos", "Dirk Mol"}),
        ("?status=nonsense", {"Anna Vos", "Bram Smit", "Carmen Bos"}),
        ("?urgency=1", {"Bram Smit"}),
        ("?urgency=99", {"Anna Vos", "Bram Smit", "Carmen Bos"}),
        ("?age=12_15", {"Anna Vos"}),
        ("?email=no", {"Bram Smit"}),
        ("?day=tue", {"Anna Vos", "Carmen Bos"}),
        ("?day=mon&email=yes", {"Carmen Bos"}),
        ("?page=99", {"Anna Vos", "Bram Smit", "Carmen Bos"}),
    ],
)
def test_filters_are_in_the_address(
    query: str, found: set[str], esra: Member, noor: Member
) -> None:
    make_entry("Anna Vos", born=date(2012, 1, 1), availability=("tue_evening",))
    bram = make_entry("Bram Smit", is_confirmed=False)
    carmen = make_entry("Carmen Bos", availability=("any",))
    dirk = make_entry("Dirk Mol")
    judge(bram, Urgency.PRIORITY, noor, noor)
    judge(carmen, Urgency.NORMAL, noor, noor)
    invite(carmen.id, make_version(), by=esra.actor)
    take_off(dirk.id, Departure.Reason.WITHDRAWN, by=esra.actor)
    assert set(names(esra, query)) == found


def test_the_list_is_filtered_by_place_and_therapist(
    esra: Member, noor: Member, daan: Member
) -> None:
    bilt = make_location("De Bilt", judge=noor.account)
    anna, bram = make_entry("Anna Vos", location=bilt), make_entry("Bram Smit")
    for entry, member in ((anna, noor), (bram, daan)):
        triage(
            entry.id, urgency=Urgency.NORMAL, therapist=member.account, by=noor.actor
        )
    assert names(esra, f"?location={bilt.id}") == ["Anna Vos"]
    assert names(esra, f"?therapist={daan.account.id}") == ["Bram Smit"]
    page = esra.browser.get(f"{URL}?therapist={daan.account.id}").text
    assert "Behandelaar: Daan Bakker" in page
    assert names(noor) == ["Anna Vos"]
    assert names(daan) == ["Bram Smit"]


def test_a_chip_takes_one_filter_away_and_keeps_the_rest(esra: Member) -> None:
    make_entry("Anna Vos")
    page = esra.browser.get(f"{URL}?status=nieuw&email=yes&age=adult&sort=wacht").text
    assert 'class="chip" href="?status=nieuw&amp;age=adult&amp;sort=wacht"' in page
    assert '<p class="chips-count" role="status">1 aanmelding</p>' in page


def test_asking_for_a_status_finds_who_has_it(
    esra: Member, noor: Member, daan: Member
) -> None:
    version = make_version()
    entries = [make_entry(f"Anna {number}") for number in range(6)]
    for entry in entries[1:]:
        judge(entry, Urgency.NORMAL, noor, noor)
    for entry in entries[2:]:
        invitation, _message = invite(entry.id, version, by=esra.actor)
        if entry in entries[3:5]:
            start(invitation, language="nl", by=PORTAL)
        if entry == entries[4]:
            Submission.objects.create(response=invitation.response)
    take_off(entries[5].id, Departure.Reason.WITHDRAWN, by=esra.actor)
    stands = {entry.id: entry.status for entry in WaitlistEntry.objects.with_status()}
    assert [stands[entry.id] for entry in entries] == list(Status)
    for first, last in combinations_with_replacement(LADDER, 2):
        between = set(LADDER[LADDER.index(first) : LADDER.index(last) + 1])
        found = WaitlistEntry.objects.between(first, last)
        assert {stands[entry.id] for entry in found} == between
    assert [entry.id for entry in WaitlistEntry.objects.departed()] == [entries[5].id]


def test_an_empty_list_says_what_will_come(esra: Member) -> None:
    page = esra.browser.get(URL).text
    assert "Nog niemand op de wachtlijst" in page
    assert "<table" not in page


def test_no_result_offers_the_way_out(esra: Member) -> None:
    make_entry("Anna Vos")
    page = esra.browser.get(f"{URL}?urgency=2").text
    assert "Niemand past bij deze filters" in page
    assert "Wis alle filters" in page


def test_fifty_people_are_a_page(esra: Member) -> None:
    for number in range(51):
        make_entry(f"Anna {number:02}")
    assert len(names(esra)) == 50
    assert len(names(esra, "?page=2")) == 1


def test_a_list_of_many_costs_as_much_as_a_list_of_one(
    esra: Member, noor: Member, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    version = make_version()

    def sign_up_and_invite(name: str) -> None:
        entry = make_entry(name)
        judge(entry, Urgency.NORMAL, noor, noor)
        invite(entry.id, version, by=esra.actor)

    sign_up_and_invite("Anna Vos")
    names(esra)
    with django_assert_num_queries(PAGE_QUERIES):
        names(esra)
    with django_assert_num_queries(1, using="keys"):
        names(esra)
    for name in ("Bram Smit", "Carmen Bos", "Dirk Mol"):
        sign_up_and_invite(name)
    with django_assert_num_queries(PAGE_QUERIES):
        assert len(names(esra)) == 4


# Who is asking: session, account, factor, role (4). The list: therapists,
# locations, count, ids, rows, invitations (6). The door: its log line between two
# savepoints that outside a test are one transaction (3). The frame: the practice.
PAGE_QUERIES = 14


def test_what_was_typed_in_a_filter_is_never_a_link(esra: Member) -> None:
    make_entry("Anna Vos")
    page = esra.browser.get(URL, {"email": '"><script>', "sort": "javascript:"}).text
    assert "script:" not in page
    assert '"><script>' not in page
    assert reverse("intake:waitlist") == URL
