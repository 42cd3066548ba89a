"""The care team's key in people's hands: lost and given back, made and tried."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from intake.responses.verbs import submit
from tests import keys
from tests.access.world import ANSWER, begun, key_to, triaged
from tests.factories import PORTAL, make_entry
from tests.journeys import walks
from tests.journeys.conftest import Clinic, Member, Visit
from tests.journeys.visitor import Visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(
        databases=["default", "keys"], transaction=True, serialized_rollback=False
    ),
]

NEW_PASSWORD = "acht gele zeilboten drijven"


def sent_to(member: Member) -> str:
    """Where this therapist reads what a patient sent."""
    response = begun(triaged(make_entry("Klare Persoon"), member.account))
    answers = {"1": {"answers": {"waar": ANSWER}, "seen": ["1-1"]}}
    submit(response.id, answers, read={}, by=PORTAL, holding=key_to(response))
    return reverse("intake:reading", args=[response.id])


def test_daan_forgets_his_password_and_noor_lets_him_in_again(
    clinic: Clinic, at_the_desk: Visit
) -> None:
    intake = sent_to(clinic.daan)
    daan, noor = at_the_desk(), at_the_desk()
    walks.forget_password(daan, clinic.daan, NEW_PASSWORD)
    walks.sign_in(daan, clinic.daan, NEW_PASSWORD)
    assert daan.page.get_by_text("U kunt nog geen intakes lezen").count() == 1
    daan.open(intake)
    assert daan.heading == "U kunt deze gegevens nog niet lezen"
    assert daan.page.get_by_text("Noor Osei").count() == 1

    walks.sign_in(noor, clinic.noor)
    noor.follow("Toelaten Daan Bakker")
    assert noor.page.get_by_text(clinic.daan.email).count() == 1
    noor.press("Ja, laat toe")
    assert noor.page.get_by_text("Uw collega is toegelaten").count() == 1

    daan.open(intake)
    assert daan.page.get_by_text(ANSWER).count() == 1


def test_ruth_makes_the_recovery_sheet_types_it_back_and_sign_up_opens(
    clinic: Clinic, at_the_desk: Visit, on_a_phone: Visit
) -> None:
    keys.forget_team()
    ruth, maria = at_the_desk(java_script_enabled=False), on_a_phone()
    maria.open("/")
    assert maria.page.get_by_text("U kunt zich nu niet online aanmelden").count() == 1

    walks.sign_in(ruth, clinic.ruth)
    ruth.follow("Naar het herstelblad")
    assert downloaded(ruth, "Download het herstelblad (PDF)").startswith(b"%PDF")
    ruth.press("Toon op het scherm")
    parts = [words(each) for each in ruth.page.locator("ol.secret").all_inner_texts()]
    assert [len(part.split()) for part in parts] == [33, 33, 33]
    ruth.follow("Ik heb het blad: typ twee delen over")
    type_back(ruth, parts[0], parts[0])
    assert "Dit is twee keer hetzelfde deel" in ruth.page.inner_text(".error-summary")
    type_back(ruth, parts[2], parts[0])
    assert ruth.heading == "Het herstelblad werkt"
    maria.open("/")
    maria.follow("Begin met aanmelden")

    ruth.follow("Naar ‘Sleutels’")
    ruth.follow("Toelaten Noor Osei")
    ruth.press("Ja, laat toe")
    assert team_shown(ruth) == ["Noor Osei"]


def downloaded(visitor: Visitor, button: str) -> bytes:
    """Press a button that gives a file; return what is in it."""
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("button", name=button, exact=True).click()
    return Path(download.value.path()).read_bytes()


def words(shown: str) -> str:
    """The words of a part, as somebody types them over from a numbered list."""
    return " ".join(re.findall("[a-z]+", shown))


def type_back(visitor: Visitor, first: str, second: str) -> None:
    """Type two parts over."""
    visitor.type("De woorden van een deel", first)
    visitor.type("De woorden van een ander deel", second)
    visitor.press("Test het herstelblad")


def team_shown(visitor: Visitor) -> list[str]:
    """Who is on the care team, by the page of keys."""
    heading = visitor.page.get_by_role("heading", name="Behandelteam")
    return heading.locator("+ ul > li").all_inner_texts()
