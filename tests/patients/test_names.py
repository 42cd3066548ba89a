"""The words of a name: however it is written, it is found as it is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients import names


def parts_of(family: str, given_name: str = "") -> set[str]:
    return names.parts(given_name=given_name, preferred_name="", family_name=family)


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("van der Linden", {"linden"}),
        ("Jansen-de Vries", {"jansen", "vries"}),
        ("in 't Veld", {"veld"}),
        ("in ’t Veld", {"veld"}),
        ("’s-Gravesande", {"gravesande"}),
        ("O'Brien", {"obrien", "o", "brien"}),
        ("D’Hondt", {"dhondt", "hondt"}),
        ("Dĳkstra", {"dijkstra"}),
        ("IJzerman", {"ijzerman"}),
        ("Yılmaz", {"yilmaz"}),
        ("ŉkosi", {"nkosi"}),
        ("YILMAZ", {"yilmaz"}),
        ("İnce", {"ince"}),
        ("Ørsted", {"orsted"}),
        ("Groß", {"gross"}),
        ("Wójcik", {"wojcik"}),
        ("Ze\u0301", {"ze"}),
        ("Van", {"van"}),
        ("de", {"de"}),
        ("López García", {"lopez", "garcia"}),
        ("–", set()),
    ],
)
def test_a_name_gives_bare_words_without_its_infixes(
    written: str, parts: set[str]
) -> None:
    assert parts_of(written) == parts


def test_a_given_name_keeps_the_words_that_are_infixes_elsewhere() -> None:
    assert parts_of("Bos", "Al") == {"al", "bos"}


def test_a_word_is_indexed_by_its_first_three_to_six_letters() -> None:
    assert names.prefixes("linden") == {"lin", "lind", "linde", "linden"}
    assert names.prefixes("janssens") == {"jan", "jans", "janss", "jansse"}
    assert names.prefixes("bos") == {"bos"}
    assert names.prefixes("li") == {"li"}


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_whatever_a_name_holds_the_index_suggests(
    given_name: str, family_name: str, typed: str
) -> None:
    name = parts_of(family_name, given_name)
    asked = names.without_infixes(names.words(typed))
    indexed = set().union(*map(names.prefixes, name))
    if names.holds(name, asked):
        assert names.beginnings(asked) <= indexed


LETTERS = st.text(st.characters(categories=["L", "M"]), min_size=3, max_size=9)


@given(st.lists(LETTERS, min_size=1), st.sampled_from(" -'"), st.integers(0))
def test_a_name_is_found_by_the_beginnings_of_its_own_words(
    written: list[str], between: str, cut: int
) -> None:
    name = parts_of(between.join(written))
    indexed = set().union(*map(names.prefixes, name))
    for part in name:
        if len(part) >= names.SHORTEST:
            size = names.SHORTEST + cut % (len(part) - names.SHORTEST + 1)
            asked = names.words(part[:size])
            assert names.holds(name, asked)
            assert names.beginnings(asked) <= indexed
