"""Who chose English reads no Dutch: on no page, in no error, in no mail."""

from collections.abc import Iterator
from typing import Final

import pytest
from django.conf import settings
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from outbox.rendering import render
from outbox.templates import MAILS, MailTemplate
from tests.access.pages import PAGES, VISITORS
from tests.access.world import ANSWER, WORDS, World, build
from tests.i18n.reading import Forms, Reader, dutch_in

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

# What people wrote themselves stays as it is: the practice's name, a patient's
# name and words, and the title of the test's own questionnaire.
OWN_WORDS: Final = (
    *("Rugpraktijk De Linde", "Anna de Vries", "Sinds de verhuizing."),
    *("Rugklachten", WORDS, ANSWER),
)
VARIABLES: Final = {
    "practice_name": "Rugpraktijk De Linde",
    "contact": "030 123 45 67",
    "link": "https://linde.example/x",
    "deadline_text": "Friday 16 October 2026",
    "code": "123456",
}


@pytest.fixture
def world() -> World:
    made = build()
    for visitor in made.visitors.values():
        visitor.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return made


def answers(world: World, letters: str) -> Iterator[tuple[str, Client, str, str]]:
    """Every page that answers one of these: to whom, where, and what it says."""
    for name, row in PAGES.items():
        address = reverse(name, args=world.arguments.get(name.rpartition(":")[2], []))
        for visitor, letter in zip(VISITORS, row, strict=True):
            if letter in letters:
                client = world.visitors[visitor]
                html = html_of(client.get(address))
                yield f"{name} for {visitor}", client, address, html


def html_of(response: HttpResponseBase) -> str:
    is_page = response.headers["Content-Type"].startswith("text/html")
    return b"".join(response).decode() if is_page else ""


def dutch_on(html: str) -> list[str]:
    text = Reader(html).text
    for own in OWN_WORDS:
        text = text.replace(own, "")
    return dutch_in(text)


def test_no_page_shows_dutch_to_who_chose_english(world: World) -> None:
    found = {name: dutch_on(html) for name, _, _, html in answers(world, "2FN")}
    assert {name: dutch for name, dutch in found.items() if dutch} == {}


def test_a_form_sent_empty_is_answered_in_english(world: World) -> None:
    told = {
        name: html_of(client.post(address, data))
        for name, client, address, html in answers(world, "2")
        for data in Forms(html).untouched
    }
    wrong = {name: html for name, html in told.items() if "Error:" in html}
    assert len(wrong) > len(VISITORS)
    found = {name: dutch_on(html) for name, html in wrong.items()}
    assert {name: dutch for name, dutch in found.items() if dutch} == {}


@pytest.mark.parametrize("mail", MAILS.values(), ids=list(MAILS))
def test_a_mail_is_in_the_language_of_who_gets_it(mail: MailTemplate) -> None:
    variables = {name: VARIABLES[name] for name in mail.variables}
    english = render(mail.name, variables, language="en")
    text = f"{english.subject} {english.body}".replace("Rugpraktijk De Linde", "")
    assert dutch_in(text) == []
    assert dutch_in(render(mail.name, variables, language="nl").body)
