"""The privacy statement can be read by everybody, in a language that says its own."""

import pytest
from django.conf import settings
from django.test import Client

from consent.models import Text
from tests.factories import PORTAL

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def english(client: Client) -> Client:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def publish(language: str, title: str) -> None:
    Text.publish("privacy", language, title=title, body="Tekst.", by=PORTAL)


def test_without_an_english_statement_an_english_reader_gets_the_dutch(
    english: Client,
) -> None:
    publish("nl", "Wij en uw gegevens")
    page = english.get("/privacy/").content.decode()
    assert '<article lang="nl">' in page
    assert "Wij en uw gegevens" in page


def test_an_english_statement_goes_before_a_newer_dutch_one(english: Client) -> None:
    publish("en", "We and your data")
    publish("nl", "Wij en uw gegevens")
    assert "We and your data" in english.get("/privacy/").content.decode()


def test_before_anything_is_published_the_page_says_whom_to_ask(
    english: Client,
) -> None:
    page = english.get("/privacy/").content.decode()
    assert "<h1>Privacy statement</h1>" in page
    assert "Phone us" in page
