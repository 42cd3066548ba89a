"""What a browser can be tricked into, tried on every page there is."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from accounts.models import Account, Practice
from crypto import system_secret
from tests.access import world as worlds
from tests.access.pages import PAGES, VISITORS
from tests.access.world import World, build
from tests.factories import make_entry

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

HOSTILE = "<script>alert('x')</script>\"'><img src=x onerror=alert(1)>"


def address(world: World, name: str) -> str:
    return reverse(name, args=world.arguments.get(name.rpartition(":")[2], []))


def seen(world: World) -> Iterator[tuple[str, str, HttpResponseBase]]:
    """Every page, opened by the first and the last who may see it."""
    for name, row in PAGES.items():
        who = [
            each for each, letter in zip(VISITORS, row, strict=True) if letter == "2"
        ]
        for visitor in dict.fromkeys([*who[:1], *who[-1:]]):
            response = world.visitors[visitor].get(address(world, name))
            yield name, visitor, response


def test_no_page_accepts_a_form_that_another_site_sent() -> None:
    """ASVS 5.0 3.5.1: no token, or a token from another origin, is refused."""
    world = build()
    stranger, lured = (Client(enforce_csrf_checks=True) for _each in range(2))
    lured.get(reverse("accounts:sign_in"))
    token = lured.cookies["csrftoken"].value
    for name in PAGES:
        bare = stranger.post(address(world, name))
        foreign = lured.post(
            address(world, name),
            {"csrfmiddlewaretoken": token},
            headers={"Origin": "https://evil.example"},
        )
        for response in (bare, foreign):
            assert response.status_code == HTTPStatus.FORBIDDEN, name
            assert response.templates[0].name == "errors/csrf.html", name


def test_no_page_can_be_framed_guessed_at_or_read_from_elsewhere() -> None:
    """ASVS 5.0 3.4.2 to 3.4.6 and 14.3.2: headers, and nothing private is kept."""
    for name, visitor, response in seen(build()):
        policy = response["Content-Security-Policy"]
        for rule in ("frame-ancestors", "base-uri", "object-src", "default-src"):
            assert f"{rule} 'none'" in policy, name
        assert "unsafe" not in policy
        assert response["X-Frame-Options"] == "DENY"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Referrer-Policy"] == "same-origin"
        assert "Access-Control-Allow-Origin" not in response
        if visitor != "anonymous":
            assert "no-store" in response["Cache-Control"], name


def test_what_somebody_wrote_is_never_code_on_any_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """ASVS 5.0 1.2.1: names, answers, questionnaires and the practice are text."""
    world = hostile_world(monkeypatch)
    escaped = set()
    for name, visitor, response in seen(world):
        # A file that is downloaded is no page.
        if "attachment" in response.get("Content-Disposition", ""):
            continue
        page = b"".join(response).decode()
        assert "<script>alert" not in page, (name, visitor)
        assert "<img src=x" not in page, (name, visitor)
        escaped |= {name} if "&lt;script&gt;" in page else set()
    written = {"entry", "reading", "page", "check", "own_answers", "triage", "waitlist"}
    assert {f"intake:{name}" for name in written} <= escaped


def hostile_world(monkeypatch: pytest.MonkeyPatch) -> World:
    """The same practice, in which everybody wrote code wherever one can write."""

    def entered(_name: str, **facts: Any) -> Any:
        return make_entry(f"{HOSTILE} {HOSTILE}", **facts)

    monkeypatch.setattr("tests.access.world.make_entry", entered)
    for words in ("WORDS", "ANSWER"):
        monkeypatch.setattr(worlds, words, HOSTILE)
    asked: dict[str, Any] = worlds.QUESTIONNAIRE
    items = [{**item, "text": HOSTILE} for item in asked["item"]]
    hostile = {**asked, "title": HOSTILE, "item": items}
    monkeypatch.setattr(worlds, "QUESTIONNAIRE", hostile)
    world = build()
    Practice.objects.update(name=HOSTILE, phone=HOSTILE[:32], hours=HOSTILE[:60])
    for account in Account.objects.all():
        system_secret.seal(account, name=HOSTILE)
        account.save(update_fields=["name"])
    return world
