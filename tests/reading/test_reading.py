"""Who reads an intake, what they see, and what the log says of it."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from accounts.roles import Role
from audit.actions import Action
from audit.models import Event
from audit.trail import Outcome
from intake.responses.models import Response
from tests.reading.conftest import address, in_role

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def lines_of(html: str) -> list[tuple[str, str]]:
    """Every question with what stands beside it."""
    pairs = re.findall(r"<dt[^>]*>(.*?)</dt>\s*<dd[^>]*>(.*?)</dd>", html, re.DOTALL)
    return [(label, re.sub(r"</?em>", "", value)) for label, value in pairs]


def refusals(response: Response) -> int:
    return Event.objects.filter(
        action=Action.ACCESS_REFUSED,
        person_id=response.person_id,
        thing="response",
        outcome=Outcome.REFUSED,
    ).count()


def test_the_therapist_reads_questions_and_answers_as_maria_saw_them(
    noors_browser: Client, marias_intake: Response
) -> None:
    html = noors_browser.get(address(marias_intake)).content.decode()

    lines = lines_of(html)
    with translation.override("en"):
        her_no = gettext("Nee")
    start = lines.index(
        (
            "What do you hope for?",
            "Weer kunnen tuinieren &amp; &lt;b&gt;dansen&lt;/b&gt;",
        )
    )
    assert lines[start + 1 : start + 5] == [
        ("Did you fall?", her_no),
        ("How did you fall?", "Niet gevraagd"),
        ("Do you sleep well?", "Weet ik niet"),
        ("What is your work?", "Niet ingevuld"),
    ]
    assert lines[start + 5 : start + 9] == [
        ("Name", "Vlierbes"),
        ("How often?", "2"),
        ("Name", "Kamille"),
        ("How often?", "Niet ingevuld"),
    ]
    assert "Your health (2)" in html


def test_the_page_says_who_when_and_which_version(
    noors_browser: Client, marias_intake: Response
) -> None:
    html = noors_browser.get(address(marias_intake)).content.decode()

    assert "Maria Linden" in html
    assert "1 mei 1980" in html
    assert marias_intake.version.content_hash[:12] in html
    assert 'href="#deel-2"' in html


def test_a_reading_stands_in_the_log_with_its_purpose(
    noors_browser: Client, marias_intake: Response
) -> None:
    noors_browser.get(address(marias_intake))

    line = Event.objects.get(action=Action.RECORD_READ, kind="E")
    assert (line.person_id, line.thing_id) == (
        marias_intake.person_id,
        str(marias_intake.id),
    )
    assert (line.purpose, line.relation) == ("treatment", "assigned")


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.OWNER])
@pytest.mark.parametrize("intake", ["begun", "marias_intake"])
def test_who_may_know_maria_but_not_her_answers_is_told_so(
    role: Role, intake: str, request: pytest.FixtureRequest
) -> None:
    response: Response = request.getfixturevalue(intake)

    answer = in_role(role).get(address(response))

    assert answer.status_code == 403
    assert "Vlierbes" not in answer.content.decode()
    assert refusals(response) == 1


@pytest.mark.parametrize(
    "role", [Role.THERAPIST, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR]
)
@pytest.mark.parametrize("intake", ["begun", "marias_intake"])
def test_who_may_not_know_maria_finds_nothing(
    role: Role, intake: str, request: pytest.FixtureRequest
) -> None:
    response: Response = request.getfixturevalue(intake)

    assert in_role(role).get(address(response)).status_code == 404

    assert refusals(response) == 1


def test_a_visitor_is_sent_to_sign_in(client: Client, marias_intake: Response) -> None:
    answer = client.get(address(marias_intake))

    assert answer.status_code == 302
    assert "/inloggen/" in answer.headers["Location"]


def test_answers_stay_marias_own_until_she_sends_them(
    noors_browser: Client, begun: Response
) -> None:
    html = noors_browser.get(address(begun)).content.decode()

    assert "De patiënt is nog bezig: 1 van 2 delen." in html
    assert "tuinieren" not in html
    assert not Event.objects.filter(action=Action.RECORD_READ, kind="E").exists()


def test_one_changed_byte_is_refused_and_the_log_says_so(
    noors_browser: Client, marias_intake: Response
) -> None:
    section = marias_intake.sections.get(key="2")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT content FROM intake_section WHERE id = %s", [section.id.hex]
        )
        stored = bytearray(cursor.fetchone()[0])
        stored[-1] ^= 1
        cursor.execute(
            "UPDATE intake_section SET content = %s WHERE id = %s",
            [bytes(stored), section.id.hex],
        )
    noors_browser.raise_request_exception = False

    answer = noors_browser.get(address(marias_intake))

    assert answer.status_code == 500
    html = answer.content.decode()
    assert "Er gaat iets mis bij ons" in html
    assert "tuinieren" not in html
    line = Event.objects.get(action=Action.RECORD_DAMAGED)
    assert line.person_id == marias_intake.person_id
    assert line.outcome == Outcome.FAILED
