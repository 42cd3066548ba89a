"""The real questionnaires beside the checkout import, or are refused by name."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse

from intake.questionnaires.forms import page_form, row_form
from intake.questionnaires.journey import is_asked
from intake.questionnaires.logic import look
from intake.questionnaires.pages import PageKind, lay_out
from intake.questionnaires.parsing import parse
from intake.questionnaires.problems import ImportRefused
from intake.questionnaires.responses import to_response

pytestmark = pytest.mark.shared
FOLDER = Path(__file__).parents[3] / "shared" / "questionnaires"
FILES = sorted(FOLDER.glob("*.json"))
# Looked at one by one: each reason stands in the file.
REFUSED = {
    "34-questionnairetest.json": "WrongShape",  # answerBoolean: "Sad"
    "44-q.json": "IsABundle",
    "45-hso-pakjenning-v2.0.7.json": "IsABundle",
    "50-questionnaire-ancb9.json": "NoOptions",  # items 63 and 91
    "51-questionnaire-outbreak.json": "DuplicateLinkId",  # telephone
    "52-screener-questionnaire.json": "NoOptions",  # 1.5.1
    "53-layout-paginated.json": "DuplicateLinkId",  # 10.1
    "77-bundle-with-duplicate-ids.json": "IsABundle",
}


def test_the_set_is_there() -> None:
    assert FILES


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_real_questionnaire_imports_or_is_refused_by_name(file: Path) -> None:
    try:
        parse(file.read_bytes())
    except ImportRefused as refused:
        names = {type(problem).__name__ for problem in refused.problems}
        assert names == {REFUSED.get(file.name)}
    else:
        assert file.name not in REFUSED


@pytest.mark.parametrize(
    "file", [f for f in FILES if f.name not in REFUSED], ids=lambda file: file.name
)
def test_every_page_of_a_real_questionnaire_can_be_shown_and_left(file: Path) -> None:
    asked = parse(file.read_bytes()).questionnaire
    layout = lay_out(asked)
    for page in layout.pages:
        if not is_asked(page, look(asked, {})):
            continue
        if page.kind == PageKind.QUESTIONS:
            assert str(page_form(asked, page, {}, language="nl"))
        elif page.kind == PageKind.LIST:
            assert str(row_form(asked, page, {}, "r", language="nl"))
    numbers = [each for page in layout.pages for each in page.asked_on]
    assert sorted(e.number for e in numbers) == sorted(
        e.number for e in asked.walk() if e.is_question
    )
    assert look(asked, {}).visible_answers() == {}
    sent = to_response(asked, {}, authored=datetime.now(UTC), language="en")
    QuestionnaireResponse.model_validate(sent)
