"""The judge of pages is judged: what is wrong on purpose is found."""

import pytest
from playwright.sync_api import Page

from tests.journeys.judging import faults, faults_of_the_title

pytestmark = pytest.mark.browser

GOOD = """<!DOCTYPE html><html lang="nl"><head><title>{title}</title></head>
<body><main><h1>Kop</h1>{body}</main></body></html>"""
WRONG = {
    "no name": "<form><input type='text'></form>",
    "placeholder": "<label>Naam <input placeholder='Anna'></label>",
    "number": "<label>Leeftijd <input type='number'></label>",
    "tabindex": "<button tabindex='3'>Verder</button>",
    "sideways": "<p style='width: 2000px'>Breed</p>",
    "contrast": "<p style='color: #ccc; background: #fff'>Licht</p>",
    "target": "<a href='#a' style='font-size: 6px'>a</a><a href='#b'>b</a>",
    "summary": "<div class='error-summary'><a href='#nergens'>Vul in</a></div>",
}


def test_a_plain_page_is_fine(page: Page) -> None:
    page.set_content(GOOD.format(title="Kop", body="<p>Tekst</p>"))
    assert faults(page) == []


def test_a_title_that_is_not_the_heading_is_found(page: Page) -> None:
    page.set_content(GOOD.format(title="Fout: Stap 1 van 2: Kop – De Linde", body=""))
    assert faults_of_the_title(page) == []
    page.set_content(GOOD.format(title="Step(text='') Kop", body=""))
    assert faults_of_the_title(page) != []


@pytest.mark.parametrize("what", WRONG)
def test_what_keeps_people_out_is_found(page: Page, what: str) -> None:
    page.set_content(GOOD.format(title="Kop", body=WRONG[what]))
    assert faults(page) != []
