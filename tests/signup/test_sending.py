"""Sent once, however often the button is pressed; confirmed by whoever sent it."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import DatabaseError, connections
from django.test import Client

from accounts.models import SignInCode
from crypto.models import DataKey
from intake.waitlist.models import WaitlistEntry
from outbox.delivery import demo_mails
from outbox.models import Message
from outbox.tasks import drain
from patients.models import EmailConfirmation, Person
from tests.signup.conftest import BY_MAIL, Visitor

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

CHECK = "/aanmelden/controleren/"
DONE = "/aanmelden/verstuurd/"


@pytest.fixture
def anna(visitor: Visitor) -> Visitor:
    """Anna answered everything and sees her answers."""
    visitor.sign_up_as_anna()
    visitor.see()
    visitor.take_time()
    return visitor


def test_the_check_page_shows_every_answer_and_the_way_to_change_it(
    anna: Visitor,
) -> None:
    page = anna.see().content.decode()
    for shown in (
        "Voor mijzelf",
        "Anna de Vries",
        "anna@voorbeeld.nl",
        "Mijn rug",
        "Sinds de verhuizing.",
        "Maandag: ochtend<br>Donderdag: avond",
        "Niet ingevuld",
        "U bent pas aangemeld na deze knop",
    ):
        assert shown in page
    assert not WaitlistEntry.objects.exists()


def test_pressing_twice_makes_one_entry_and_shows_the_same_number(
    anna: Visitor,
) -> None:
    first = anna.post(CHECK, follow=True).content.decode()
    second = anna.post(CHECK, follow=True).content.decode()
    reference = WaitlistEntry.objects.get().reference
    assert reference in first
    assert reference in second
    assert Person.objects.count() == 1
    assert Message.objects.filter(template="signup_received").count() == 1


@pytest.mark.django_db(databases=["default", "keys"], transaction=True)
def test_two_presses_at_the_same_instant_make_one_entry(anna: Visitor) -> None:
    together = threading.Barrier(2)

    def press(browser: Client) -> str:
        together.wait()
        try:
            return browser.post(CHECK, follow=True).content.decode()
        finally:
            connections.close_all()

    twin = Client()
    twin.cookies = anna.client.cookies
    with ThreadPoolExecutor(2) as pool:
        pages = list(pool.map(press, [anna.client, twin]))
    reference = WaitlistEntry.objects.get().reference
    assert all(reference in page for page in pages)
    assert Person.objects.count() == 1


def test_what_was_typed_is_kept_by_no_cache(anna: Visitor) -> None:
    assert anna.see().headers["Cache-Control"] == "no-store"
    assert anna.see("naam").headers["Cache-Control"] == "no-store"


def test_a_session_that_was_not_saved_does_not_make_two(anna: Visitor) -> None:
    """As after a crash between the rows and the session: the draft is still there."""
    draft = anna.client.session["signup"]
    anna.post(CHECK)
    session = anna.client.session
    session["signup"] = draft
    del session["signup_receipt"]
    session.save()
    page = anna.post(CHECK, follow=True).content.decode()
    assert WaitlistEntry.objects.get().reference in page
    assert Person.objects.count() == 1


def test_when_one_row_fails_none_is_left_and_nothing_is_lost(
    anna: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise DatabaseError

    monkeypatch.setattr("intake.signup.submission.post", fail)
    anna.client.raise_request_exception = False
    assert anna.post(CHECK).status_code == 500
    assert not WaitlistEntry.objects.exists()
    assert not Person.objects.exists()
    assert DataKey.objects.exists()  # keys come first; unused ones may go later
    monkeypatch.undo()
    anna.client.raise_request_exception = True
    assert anna.post(CHECK, follow=True).status_code == 200
    assert WaitlistEntry.objects.count() == 1


def test_after_sending_the_browsers_back_button_explains(anna: Visitor) -> None:
    anna.post(CHECK)
    assert anna.see().url == DONE
    assert anna.see("reden").url == DONE
    # Somebody else in the house can still be signed up.
    assert anna.see("voor-wie").status_code == 200


def test_the_confirmation_stays_for_this_browser_and_nobody_else(
    anna: Visitor,
) -> None:
    anna.post(CHECK)
    reference = WaitlistEntry.objects.get().reference
    assert reference in anna.client.get(DONE).content.decode()
    stranger = Client().get(DONE)
    assert stranger.status_code == 200
    assert reference not in stranger.content.decode()


def test_a_machine_that_fills_in_everything_is_refused_in_words(
    anna: Visitor,
) -> None:
    response = anna.post(CHECK, {"website": "https://spam.example"})
    assert response.status_code == 422
    assert "Bel ons, dan helpen wij u." in response.content.decode()
    assert not WaitlistEntry.objects.exists()


def test_a_machine_is_too_fast(visitor: Visitor) -> None:
    with time_machine.travel("2026-10-16T10:00:00+02:00", tick=False) as now:
        visitor.sign_up_as_anna()
        response = visitor.post(CHECK)
        assert response.status_code == 422
        assert "Dat ging heel snel." in response.content.decode()
        now.shift(60)
        assert visitor.post(CHECK).url == DONE


def test_an_address_gets_five_mails_a_day_and_every_entry_counts(
    visitor: Visitor, centre: object
) -> None:
    for _each in range(7):
        visitor.sign_up_as_anna()
        visitor.submit()
    assert WaitlistEntry.objects.count() == 7
    assert Message.objects.filter(template="signup_received").count() == 5


@pytest.fixture
def code(anna: Visitor, settings: object) -> str:
    """The code that came with Anna's mail."""
    anna.post(CHECK)
    return mailed_code()


def mailed_code(address: str = BY_MAIL["email"]) -> str:
    """Look into somebody's mailbox."""
    drain()
    mails = [mail for mail in demo_mails() if mail.to == address]
    codes = re.findall(r"Uw code is: (\d{6})", "\n".join(m.body for m in mails))
    return str(codes[0])


def test_anna_confirms_her_address(anna: Visitor, code: str) -> None:
    spaced = f"{code[:3]} {code[3:]}"
    page = anna.post(f"{DONE}code/", {"code": spaced}, follow=True)
    assert "Uw e-mailadres is bevestigd." in page.content.decode()
    assert "Klopt uw e-mailadres?" not in page.content.decode()
    assert EmailConfirmation.objects.get().person == Person.objects.get()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Vul de code uit de e-mail in"),
        ("12", "De code heeft 6 cijfers"),
        ("x" * 100_000, "De code heeft 6 cijfers"),
        ("\0\0\0\0\0\0", "De code heeft 6 cijfers"),
    ],
)
def test_what_cannot_be_a_code(
    anna: Visitor, code: str, typed: str, sentence: str
) -> None:
    response = anna.post(f"{DONE}code/", {"code": typed})
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert WaitlistEntry.objects.get().reference in response.content.decode()


def test_a_wrong_code_says_how_many_tries_are_left(anna: Visitor, code: str) -> None:
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    response = anna.post(f"{DONE}code/", {"code": wrong})
    assert response.status_code == 422
    assert "U kunt het nog 4 keer proberen" in response.content.decode()
    assert not EmailConfirmation.objects.exists()


def test_an_expired_code_is_replaced(anna: Visitor) -> None:
    anna.post(CHECK)
    code = mailed_code()
    SignInCode.objects.update(sent_at="2020-01-01T00:00:00Z")
    response = anna.post(f"{DONE}code/", {"code": code})
    assert "Wij hebben een nieuwe gestuurd" in response.content.decode()
    assert Message.objects.filter(template="email_confirmation").count() == 2


def test_anna_asks_for_another_code(anna: Visitor, code: str) -> None:
    page = anna.post(f"{DONE}nieuwe-code/", follow=True)
    assert "Wij hebben u een nieuwe code gestuurd." in page.content.decode()


def test_a_code_without_a_sign_up_leads_nowhere(visitor: Visitor) -> None:
    assert visitor.post(f"{DONE}code/", {"code": "123456"}).url == DONE
    assert visitor.post(f"{DONE}nieuwe-code/").url == DONE
