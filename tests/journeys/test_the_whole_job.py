"""The job the portal is for, on real input: from the import to the reading."""

from pathlib import Path

import pytest

from audit.actions import Action
from audit.models import Event
from audit.trail import Outcome
from intake.models import Response, Submission, WaitlistEntry
from tests.journeys import walks
from tests.journeys.conftest import Clinic, Visit
from tests.journeys.filler import Filler
from tests.journeys.visitor import Visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(
        databases=["default", "keys"], transaction=True, serialized_rollback=False
    ),
]

HOUSE = Path(__file__).parents[2]
SHARED = HOUSE.parent / "shared/questionnaires/22-stanford-ortho-intake.json"
OF_THE_SAME_SHAPE = HOUSE / "tests/questionnaires/fixtures/shoulder-intake.json"
BACK = HOUSE / "intake/questionnaires/shipped/rugklachten.json"
SHOULDER = SHARED if SHARED.exists() else OF_THE_SAME_SHAPE


@pytest.mark.parametrize(
    "questionnaire",
    [
        pytest.param(BACK, id="back"),
        pytest.param(SHOULDER, id="shoulder", marks=pytest.mark.long),
    ],
)
def test_maria_signs_up_answers_everything_and_only_noor_reads_it(
    questionnaire: Path, clinic: Clinic, on_a_phone: Visit, at_the_desk: Visit
) -> None:
    ruth, esra, noor = at_the_desk(), at_the_desk(), at_the_desk()
    walks.sign_in(ruth, clinic.ruth)
    walks.import_file(ruth, questionnaire)
    maria = on_a_phone()
    walks.sign_up(maria)
    assert WaitlistEntry.objects.count() == 1
    walks.sign_in(noor, clinic.noor)
    walks.judge(noor)
    walks.sign_in(esra, clinic.esra)
    walks.invite(esra)

    filler = Filler()
    walks.open_invitation(maria)
    walks.answer_pages(maria, filler, most=12)
    walks.leave(maria)
    maria.open("/intake/")
    assert maria.path == "/uitgelogd/"
    tablet = on_a_phone(viewport={"width": 820, "height": 1180})
    walks.open_invitation(tablet)
    walks.answer_pages(tablet, filler)
    walks.send(tablet)
    assert Submission.objects.count() == 1

    address = f"/werk/intakes/{Response.objects.get().id}/"
    noor.open("/werk/intakes/")
    noor.follow("Maria Linden")
    assert noor.path == address
    read = lines_of(noor)
    assert len(filler.given) > 40
    missing = [given for given in filler.given if not is_read(given, read)]
    assert missing == []
    nobody_else_reads(address, clinic, at_the_desk, esra, ruth)


def lines_of(noor: Visitor) -> list[tuple[str, str]]:
    """Every question on the page, with what stands beside it."""
    rows = noor.page.locator(".summary-list > div")
    return [
        (row["question"], row["answer"])
        for row in rows.evaluate_all(
            """rows => rows.map(row => ({
                question: row.querySelector("dt").innerText.trim(),
                answer: row.querySelector("dd").innerText.trim(),
            }))"""
        )
    ]


def is_read(given: tuple[str, str], lines: list[tuple[str, str]]) -> bool:
    """Tell whether an answer stands beside its question."""
    label, answer = given
    return any(label.startswith(asked) and answer in said for asked, said in lines)


def nobody_else_reads(
    address: str, clinic: Clinic, at_the_desk: Visit, esra: Visitor, ruth: Visitor
) -> None:
    """The front desk, another therapist, owner and officer are refused and logged."""
    daan, priya, stranger = at_the_desk(), at_the_desk(), at_the_desk()
    walks.let_in(daan, clinic.daan)
    walks.let_in(priya, clinic.priya)
    refused = [(esra, 403), (daan, 404), (ruth, 403), (priya, 404)]
    for member, status in refused:
        assert member.open(address) == status
        assert member.page.locator(".summary-list").count() == 0
    stranger.open(address)
    assert stranger.path == "/inloggen/"
    lines = Event.objects.filter(
        action=Action.ACCESS_REFUSED, outcome=Outcome.REFUSED, thing="response"
    )
    assert lines.count() == len(refused)
