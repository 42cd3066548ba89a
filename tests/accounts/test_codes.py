"""Codes by mail: for one browser, one subject, fifteen minutes and five tries."""

import datetime as dt
import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
import time_machine
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import translation

from accounts import codes
from accounts.models import SignInCode
from accounts.sessions import SessionStore
from audit.actions import Action
from audit.models import Event
from crypto import system_secret
from outbox.models import Message
from outbox.recipients import Recipient

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

START = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
MARIA = Recipient("person", str(uuid4()))
SUBJECT = f"invitation:{uuid4()}"


@pytest.fixture(autouse=True)
def _nine_o_clock(practice: object) -> Iterator[None]:
    with time_machine.travel(START, tick=False):
        yield


def browser() -> HttpRequest:
    request = RequestFactory().get("/")
    request.session = SessionStore()
    return request


def ask(request: HttpRequest, subject: str = SUBJECT) -> str:
    """Ask for a code, and read it from the message on its way."""
    before = set(Message.objects.values_list("id", flat=True))
    codes.send_code(request, subject=subject, recipient=MARIA)
    message = Message.objects.exclude(id__in=before).get()
    return str(system_secret.open(message, "variables")["code"])


def other(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_maria_types_her_code_as_people_do() -> None:
    here = browser()
    code = ask(here)
    assert re.fullmatch(r"\d{6}", code)
    codes.redeem(here, subject=SUBJECT, typed=f" {code[:3]}-{code[3:]}\u200b ")
    assert Event.objects.filter(action=Action.CODE_REDEEMED).count() == 1


def test_a_code_works_once() -> None:
    here = browser()
    code = ask(here)
    codes.redeem(here, subject=SUBJECT, typed=code)
    with pytest.raises(codes.CodeUsed):
        codes.redeem(here, subject=SUBJECT, typed=code)


def test_a_code_works_only_in_the_browser_that_asked() -> None:
    code = ask(browser())
    with pytest.raises(codes.CodeElsewhere):
        codes.redeem(browser(), subject=SUBJECT, typed=code)


def test_a_code_opens_only_what_it_was_asked_for() -> None:
    here = browser()
    code = ask(here)
    with pytest.raises(codes.CodeElsewhere):
        codes.redeem(here, subject=f"invitation:{uuid4()}", typed=code)


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "12345a", "١٢٣٤٥٦", "½½½½½½"]
)
def test_what_cannot_be_a_code_costs_no_try(typed: str) -> None:
    here = browser()
    ask(here)
    with pytest.raises(codes.CodeMalformed) as refused:
        codes.redeem(here, subject=SUBJECT, typed=typed)
    assert str(refused.value.message) == "De code heeft 6 cijfers"
    assert SignInCode.objects.get().tries == 0


def test_five_wrong_tries_end_the_round() -> None:
    here = browser()
    code = ask(here)
    for left in (4, 3, 2, 1):
        with pytest.raises(codes.CodeWrong) as refused:
            codes.redeem(here, subject=SUBJECT, typed=other(code))
        assert refused.value.tries_left == left
    assert "nog 1 keer" in str(refused.value.message)
    for _ in range(2):
        with pytest.raises(codes.TooManyTries):
            codes.redeem(here, subject=SUBJECT, typed=other(code))
    with pytest.raises(codes.TooManyTries):
        codes.redeem(here, subject=SUBJECT, typed=code)


def test_the_sentence_of_a_wrong_code_follows_the_language() -> None:
    with translation.override("nl"):
        assert str(codes.CodeWrong(3).message) == (
            "Deze code klopt niet. U kunt het nog 3 keer proberen"
        )


def test_a_newer_code_leaves_the_older_one_valid_in_its_time() -> None:
    here = browser()
    older = ask(here)
    with time_machine.travel(START + dt.timedelta(minutes=10), tick=False):
        ask(here)
        codes.redeem(here, subject=SUBJECT, typed=older)


def test_after_a_quarter_of_an_hour_a_code_is_over() -> None:
    here = browser()
    code = ask(here)
    late = START + dt.timedelta(minutes=15)
    with (
        time_machine.travel(late, tick=False),
        pytest.raises(codes.CodeExpired) as refused,
    ):
        codes.redeem(here, subject=SUBJECT, typed=code)
    assert "verlopen" in str(refused.value.message)


def test_five_codes_an_hour_is_all() -> None:
    for _ in range(5):
        ask(browser())
    with pytest.raises(codes.TooManyCodes):
        ask(browser())
    with time_machine.travel(START + dt.timedelta(minutes=61), tick=False):
        ask(browser())


def test_a_code_survives_a_new_session_key() -> None:
    here = browser()
    code = ask(here)
    here.session.cycle_key()
    codes.redeem(here, subject=SUBJECT, typed=code)


def test_equal_codes_do_not_look_equal_and_none_is_readable() -> None:
    here = browser()
    code = ask(here)
    row = SignInCode.objects.get()
    assert code.encode() not in bytes(row.code_mac)
    assert codes._code_mac(row, code) != codes._code_mac(SignInCode(), code)
