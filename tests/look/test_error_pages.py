"""Error pages stand when nothing else does."""

import pytest
from django.template.loader import render_to_string


@pytest.mark.parametrize("name", ["400", "403", "404", "429", "500", "csrf"])
def test_noor_reads_what_to_do_even_without_frame_or_request(name: str) -> None:
    page = render_to_string(f"errors/{name}.html")
    assert "<h1>" in page
    assert "Bel de praktijk" in page
    assert name not in page.partition("<body>")[2]


def test_a_forbidden_page_looks_like_a_wrong_address_to_a_visitor() -> None:
    assert render_to_string("errors/403.html") == render_to_string("errors/404.html")
