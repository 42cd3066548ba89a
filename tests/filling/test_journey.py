"""Maria fills in her intake: by link and code, in pieces, once."""

from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from audit.actions import Action
from audit.models import Event
from intake.invitations.verbs import withdraw
from intake.models import Response, Submission
from intake.waitlist.models import Departure
from intake.waitlist.verbs import take_off
from tests.filling.conftest import Invited, let_in, newest_code

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def fields_of(response: object) -> list[str]:
    return list(response.context["form"].fields)  # type: ignore[attr-defined]


def answer(browser: Client, address: str, *values: str) -> object:
    """Answer the questions of a page in order, whatever the fields are called."""
    page = browser.get(f"/intake/{address}/")
    names = fields_of(page)
    return browser.post(
        f"/intake/{address}/", dict(zip(names, values, strict=False)), follow=True
    )


def say_where(browser: Client, where: str) -> None:
    answer(browser, "1-1", "yes")
    answer(browser, "1-2", where)


def test_opening_the_link_sends_nothing_and_leaves_the_address(
    maria: Invited, client: Client
) -> None:
    response = client.get(maria.link, follow=True)
    assert response.redirect_chain == [("/intake/welkom/", 302)]
    assert "Maria" not in response.content.decode()
    assert not Event.objects.filter(action=Action.CODE_SENT).exists()


def test_a_link_opens_nothing_without_its_code(maria: Invited, client: Client) -> None:
    client.get(maria.link)
    assert client.get("/intake/").status_code in {302, 403, 404}
    assert not Response.objects.exists()


def test_a_code_asked_for_in_one_browser_does_not_work_in_another(
    maria: Invited, client: Client
) -> None:
    client.get(maria.link)
    client.post("/intake/code/sturen/")
    other = Client()
    other.get(maria.link)
    response = other.post("/intake/code/", {"code": newest_code()})
    assert response.status_code == 422
    assert "ander apparaat" in response.content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Vul de code in"),
        ("12345", "De code heeft 6 cijfers"),
        ("abcdef", "De code heeft 6 cijfers"),
        ("१२३४५६", "De code heeft 6 cijfers"),
        ("\x00", ""),
        ("1" * 100_000, "De code heeft 6 cijfers"),
    ],
)
def test_what_cannot_be_a_code_gets_a_sentence(
    maria: Invited, client: Client, typed: str, said: str
) -> None:
    client.get(maria.link)
    client.post("/intake/code/sturen/")
    response = client.post("/intake/code/", {"code": typed})
    assert response.status_code == 422
    assert said in response.content.decode()


def test_a_code_may_be_typed_with_a_space(maria: Invited, client: Client) -> None:
    client.get(maria.link)
    client.post("/intake/code/sturen/")
    code = newest_code()
    response = client.post("/intake/code/", {"code": f" {code[:3]} {code[3:]} "})
    assert response.status_code == 302


@pytest.mark.parametrize("path", ["/uitnodiging/verzonnen/", "/uitnodiging/%00/"])
def test_a_link_that_is_not_ours_says_nothing(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "Deze link werkt niet" in response.content.decode()


def test_an_ended_invitation_looks_like_a_link_that_never_was(
    maria: Invited, client: Client
) -> None:
    link = maria.link
    withdraw(maria.invitation, by=maria.desk)
    ended = client.get(link, follow=True)
    never = Client().get("/uitnodiging/verzonnen/")
    assert ended.status_code == never.status_code == 404
    assert "Deze link werkt niet" in ended.content.decode()


def test_maria_answers_leaves_and_goes_on_in_another_browser(
    maria: Invited, marias_browser: Client
) -> None:
    say_where(marias_browser, "Onderrug")
    marias_browser.post("/intake/stoppen/")
    assert marias_browser.get("/intake/").status_code in {302, 403, 404}

    telephone = Client()
    let_in(telephone, maria)
    page = telephone.get("/intake/")
    assert "Verder waar u was" in page.content.decode()
    assert "Onderrug" in telephone.get("/intake/controleren/").content.decode()


def test_two_devices_at_once_lose_nothing_of_each_other(
    maria: Invited, marias_browser: Client
) -> None:
    telephone = Client()
    let_in(telephone, maria)
    say_where(marias_browser, "Onderrug")
    answer(telephone, "2-2", "Weer fietsen")
    shown = marias_browser.get("/intake/controleren/").content.decode()
    assert "Onderrug" in shown
    assert "Weer fietsen" in shown


def test_what_stands_behind_a_closed_branch_is_not_sent(
    maria: Invited, marias_browser: Client
) -> None:
    say_where(marias_browser, "Onderrug")
    answer(marias_browser, "1-1", "no")
    marias_browser.post("/intake/controleren/")
    sent = marias_browser.get("/intake/antwoorden/").content.decode()
    assert "Nee" in sent
    assert "Onderrug" not in sent


def test_a_required_answer_is_asked_for_before_sending(
    maria: Invited, marias_browser: Client
) -> None:
    response = marias_browser.post("/intake/controleren/")
    assert response.status_code == 422
    assert "Heeft u nu pijn?" in response.content.decode()
    assert not Submission.objects.exists()


def test_maria_adds_changes_and_removes_a_medicine(
    maria: Invited, marias_browser: Client
) -> None:
    page = marias_browser.post("/intake/2-1/", {"another": "yes"})
    row = page.headers["Location"]
    names = fields_of(marias_browser.get(row))
    marias_browser.post(row, dict(zip(names, ["Paracetamol", "2"], strict=True)))
    assert "Paracetamol" in marias_browser.get("/intake/2-1/").content.decode()
    marias_browser.post(row, dict(zip(names, ["Ibuprofen", "1"], strict=True)))
    shown = marias_browser.get("/intake/2-1/").content.decode()
    assert "Ibuprofen" in shown
    assert "Paracetamol" not in shown
    marias_browser.post(f"{row}verwijderen/")
    assert "Ibuprofen" not in marias_browser.get("/intake/2-1/").content.decode()


def test_an_intake_is_sent_once_however_often_the_button_is_pressed(
    maria: Invited, marias_browser: Client
) -> None:
    answer(marias_browser, "1-1", "no")
    for _ in range(3):
        response = marias_browser.post("/intake/controleren/", follow=True)
        assert maria.entry.reference in response.content.decode()
    assert Submission.objects.count() == 1
    lines = Event.objects.filter(action=Action.RESPONSE_SUBMITTED)
    assert [line.person_id for line in lines] == [maria.person.id]


def test_after_sending_nothing_is_changed(
    maria: Invited, marias_browser: Client
) -> None:
    say_where(marias_browser, "Onderrug")
    marias_browser.post("/intake/controleren/")
    response = marias_browser.post("/intake/1-1/", {"x": "y"})
    assert response.headers["Location"] == "/intake/verstuurd/"
    assert "Onderrug" in marias_browser.get("/intake/antwoorden/").content.decode()


def test_somebody_taken_off_the_list_meanwhile_cannot_go_on(
    maria: Invited, marias_browser: Client
) -> None:
    take_off(maria.entry.id, Departure.Reason.WITHDRAWN, by=maria.desk)
    assert marias_browser.get("/intake/1-1/").status_code == 404


@pytest.mark.parametrize("value", ["a\x00b", "x" * 100_000])
def test_what_cannot_be_saved_gets_a_sentence_and_loses_nothing(
    maria: Invited, marias_browser: Client, value: str
) -> None:
    answer(marias_browser, "2-2", "Weer fietsen")
    (name,) = fields_of(marias_browser.get("/intake/2-2/"))
    response = marias_browser.post(
        "/intake/2-2/",
        f"{name}={quote(value)}",
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code == 422
    assert "Fout:" in response.content.decode()
    assert "Weer fietsen" in marias_browser.get("/intake/controleren/").content.decode()


@pytest.mark.parametrize(
    "path",
    ["/intake/9-9/", "/intake/x/", "/intake/1-1/rij/", "/intake/2-1/" + "a" * 99],
)
def test_a_page_that_is_not_there_is_not_found(
    maria: Invited, marias_browser: Client, path: str
) -> None:
    assert marias_browser.get(path, follow=True).status_code == 404


def test_every_page_maria_reads_stands_in_the_log(
    maria: Invited, marias_browser: Client
) -> None:
    before = timezone.now()
    marias_browser.get("/intake/1-1/")
    line = Event.objects.filter(action=Action.RECORD_READ, at__gte=before).get()
    assert (line.actor_kind, line.purpose, line.kind) == ("person", "own_data", "E")
