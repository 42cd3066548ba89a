"""Nobody is let in before the recovery sheet was typed back."""

from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Location, Practice
from consent.models import Text
from intake.invitations.models import Invitation
from intake.questionnaires.models import QuestionnaireVersion
from intake.signup.opening import is_open
from intake.waitlist.models import WaitlistEntry
from outbox.models import Message
from tests import keys
from tests.desk.conftest import Member, esra, maria, noor, waiting_maria  # noqa: F401 - fixtures
from tests.factories import PORTAL, make_location, make_practice, make_version

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

CLOSED = "U kunt zich nu niet online aanmelden"
SENTENCE = "Eerst wordt het herstelblad getest"


@pytest.fixture
def practice() -> Practice:
    return make_practice()


@pytest.fixture
def version() -> QuestionnaireVersion:
    return make_version()


@pytest.fixture
def centre(practice: Practice) -> Location:
    return make_location()


@pytest.fixture
def statement() -> Text:
    return Text.publish(
        "privacy", "nl", title="Privacy", body="Wij bewaren.", by=PORTAL
    )


@pytest.mark.usefixtures("centre", "statement")
def test_sign_up_is_closed_until_the_sheet_was_tried(client: Client) -> None:
    assert is_open()
    keys.forget_sheet_was_tried()
    assert CLOSED in client.get("/").content.decode()
    first = client.get(reverse("intake:signup_for_whom"))
    assert first.status_code == HTTPStatus.FOUND
    assert (
        client.post(reverse("intake:signup_for_whom"), {}).status_code
        == HTTPStatus.FOUND
    )


def test_nobody_is_invited_until_the_sheet_was_tried(
    esra: Member,  # noqa: F811 - a fixture
    waiting_maria: WaitlistEntry,  # noqa: F811 - a fixture
    version: QuestionnaireVersion,
) -> None:
    keys.forget_sheet_was_tried()
    address = reverse("intake:invite", args=[waiting_maria.id])
    page = esra.browser.get(address).content.decode()
    assert SENTENCE in page
    assert "Nodig uit" not in page
    answer = esra.browser.post(address, {"version": str(version.id), "instead_of": ""})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert SENTENCE in answer.content.decode()
    assert not Invitation.objects.exists()
    assert not Message.objects.exists()
