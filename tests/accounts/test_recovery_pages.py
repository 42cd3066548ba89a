"""The owner makes, tries and uses the recovery sheet in the browser."""

import io
import re
from collections import Counter
from datetime import timedelta
from typing import Any

import pypdf
import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from accounts.going_live import is_live
from accounts.models import Account, Practice
from accounts.recovery import ceremony
from accounts.recovery.pdf import pdf_of
from accounts.recovery.sheet import printed
from accounts.roles import Role
from accounts.tasks import remind_of_drill
from audit.actions import Action
from audit.models import Event
from crypto import kek, members, recovery, shares, team
from crypto.key_file import Entry
from crypto.recovery import Sheet
from outbox.models import Message
from tests import keys
from tests.factories import PORTAL, make_practice
from tests.staff import PASSWORD, make_staff, signed_in

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

MAY_COINCIDE = 2
NOT_LIVE = "De praktijk kan nog niet open"


@pytest.fixture
def practice() -> Practice:
    return make_practice()


@pytest.fixture
def ruth(practice: Practice) -> Account:
    return make_staff("Ruth van Leeuwen", Role.OWNER)


@pytest.fixture
def browser(client: Client, ruth: Account) -> Client:
    """The owner's browser, signed in with both factors and an unlocked key."""
    return signed_in(client, ruth, Role.OWNER)


@pytest.fixture
def new_practice() -> None:
    """Before the first sheet: no care team, nobody let in."""
    keys.forget_team()


def words_on(page: bytes) -> list[str]:
    """The three shares as the page shows them."""
    lists = re.findall(r'<ol class="secret".*?</ol>', page.decode(), re.DOTALL)
    return [" ".join(re.findall(r"<li>(\w+)</li>", each)) for each in lists]


def shown(browser: Client, **typed: str) -> list[str]:
    """Make a sheet on the screen; return its shares."""
    return words_on(browser.post(reverse("accounts:recovery_screen"), typed).content)


def tried(browser: Client, first: str, second: str) -> tuple[int, str]:
    """Type two shares over; the status and the page."""
    answer = browser.post(
        reverse("accounts:recovery_test"), {"first": first, "second": second}
    )
    return answer.status_code, answer.content.decode()


def logged(action: Action) -> list[Event]:
    return list(Event.objects.filter(action=action).order_by("id"))


def text_of(page: pypdf.PageObject) -> str:
    return page.extract_text()


# --- The first sheet --------------------------------------------------------


@pytest.mark.usefixtures("new_practice")
def test_an_owner_opens_the_practice_with_a_sheet_that_was_typed_back(
    browser: Client, ruth: Account
) -> None:
    board = browser.get(reverse("accounts:staff")).content.decode()
    assert f"{NOT_LIVE}: maak en test" in board
    # On the page it leads to, it would lead nowhere.
    page = browser.get(reverse("accounts:recovery")).content.decode()
    assert NOT_LIVE not in page
    one, two, three = shown(browser)
    assert team.members() == {ruth.id}
    assert not is_live()
    assert f"{NOT_LIVE}: typ eerst" in browser.get("/werk/").content.decode()
    assert tried(browser, two, three)[0] == 302
    assert is_live()
    assert NOT_LIVE not in browser.get("/werk/").content.decode()
    page = browser.get(reverse("accounts:recovery_tested")).content.decode()
    assert "De praktijk kan open" in page
    (founded,) = logged(Action.TEAM_KEY_FOUNDED)
    (made,) = logged(Action.RECOVERY_SHEET_MADE)
    assert founded.actor_id == made.actor_id == str(ruth.id)
    assert founded.detail["fingerprint"] != made.detail["fingerprint"]
    assert made.detail["fingerprint"] in page
    (was_tested,) = logged(Action.RECOVERY_TESTED)
    assert was_tested.detail == made.detail
    # One or two are words of ours as well, such as "owner"; a share is 33.
    log = str(list(Event.objects.values()))
    assert sum(f"'{word}'" in log for word in one.split()) <= MAY_COINCIDE


@pytest.mark.usefixtures("new_practice")
def test_the_words_are_shown_once_and_kept_nowhere(browser: Client) -> None:
    answer = browser.post(reverse("accounts:recovery_screen"))
    assert answer["Cache-Control"] == "no-store"
    assert len(words_on(answer.content)) == 3
    again = browser.get(reverse("accounts:recovery"))
    assert words_on(again.content) == []
    assert browser.get(reverse("accounts:recovery_screen")).status_code == 405
    # Nothing of it in the session either.
    word = words_on(answer.content)[0].split()[5]
    assert word not in str(dict(browser.session))


@pytest.mark.usefixtures("new_practice")
def test_a_second_sheet_before_the_test_replaces_the_first(browser: Client) -> None:
    first, second = shown(browser), shown(browser)
    status, page = tried(browser, first[0], first[1])
    assert status == 422
    assert "Dit blad is vervangen" in page
    assert tried(browser, second[0], second[2])[0] == 302
    assert len(logged(Action.TEAM_KEY_FOUNDED)) == 1


def test_the_test_waits_for_a_sheet(browser: Client) -> None:
    keys.forget_team()
    for name in ("recovery_test", "recovery_tested"):
        assert browser.get(reverse(f"accounts:{name}")).url == reverse(  # type: ignore[attr-defined]  # a redirect has one
            "accounts:recovery"
        )


def test_a_session_without_a_key_is_led_to_where_it_is_unlocked(
    client: Client, ruth: Account
) -> None:
    signed_in(client, ruth, Role.OWNER)
    session = client.session
    del session["key"]
    session.save()
    answer = client.post(reverse("accounts:recovery_pdf"))
    assert answer.status_code == 302
    assert reverse("accounts:unlock") in answer["Location"]


# --- What is typed ----------------------------------------------------------


SLIPS = {
    "the same share": "twee keer hetzelfde deel",
    "a share typed twice in one field": "Hier staan er 66",
    "a Dutch word": "Woord 7 staat niet",
    "a share of another sheet": "van twee bladen",
    "another practice's sheet": "hoort niet bij deze praktijk",
    "a sheet that opens too little": "opent niet alles",
}


def with_slip(slip: str, one: str, two: str) -> tuple[str, str]:
    elsewhere = shares.split(bytes(32))
    words = two.split()
    return {
        "the same share": (one, one),
        "a share typed twice in one field": (one, f"{two} {two}"),
        "a Dutch word": (one, " ".join([*words[:6], "fietsen", *words[7:]])),
        "a share of another sheet": (one, elsewhere[1]),
        "another practice's sheet": (elsewhere[0], elsewhere[1]),
        "a sheet that opens too little": (one, two),
    }[slip]


@pytest.mark.parametrize(("slip", "sentence"), SLIPS.items())
def test_each_slip_gets_a_sentence_and_a_line_in_the_log(
    browser: Client, slip: str, sentence: str
) -> None:
    in_force = recovery.current()
    assert in_force
    sheet = recovery.make(keys.founder())
    if slip == "a sheet that opens too little":
        team.succeed(by=keys.founder(), sheets=[in_force])
    status, page = tried(browser, *with_slip(slip, sheet.shares[0], sheet.shares[1]))
    assert status == 422
    assert sentence in page
    assert recovery.current() == in_force
    (failure,) = logged(Action.RECOVERY_TEST_FAILED)
    assert set(failure.detail) == {"reason"}


def test_an_empty_field_says_what_to_do(browser: Client) -> None:
    status, page = tried(browser, "", "")
    assert status == 422
    assert "Typ de woorden van een deel over" in page
    assert not logged(Action.RECOVERY_TEST_FAILED)


def test_a_slip_leaves_what_was_typed_to_be_mended(browser: Client) -> None:
    sheet = recovery.make(keys.founder())
    words = sheet.shares[0].split()
    _status, page = tried(browser, " ".join(words[:-1]), sheet.shares[1])
    assert " ".join(words[:-1]) in page


# --- An owner who is not on the team ----------------------------------------


def test_an_owner_outside_the_team_makes_a_sheet_with_two_shares_of_the_former(
    browser: Client, ruth: Account
) -> None:
    former = recovery.make(keys.founder())
    recovery.test(former.shares[:2], tested_by="tests")
    page = browser.get(reverse("accounts:recovery")).content.decode()
    assert "eerst twee delen van het huidige blad" in page
    refused = browser.post(
        reverse("accounts:recovery_pdf"), {"first": "", "second": ""}
    )
    assert refused.status_code == 422
    wrong = {"first": former.shares[0], "second": former.shares[0]}
    assert browser.post(reverse("accounts:recovery_pdf"), wrong).status_code == 422
    assert recovery.standing() == [former.key]
    typed = {"first": former.shares[0], "second": former.shares[2]}
    newer = shown(browser, **typed)
    assert tried(browser, newer[0], newer[1])[0] == 302
    assert recovery.current() != former.key
    assert ruth.id not in team.members()


def test_what_only_the_former_sheet_holds_moves_to_a_new_one_with_its_words(
    client: Client, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys.forget_team()
    noor = make_staff("Noor Osei", Role.OWNER)
    browser = signed_in(client, noor, Role.OWNER)
    former = shown(browser)
    assert tried(browser, former[0], former[1])[0] == 302
    recovery.seal_kek("cd" * 8, bytes(range(32)))
    in_hsm = kek.TokenKey(Entry(bytes.fromhex("cd" * 8), label="intakt"))
    file_key = kek.current()
    monkeypatch.setattr(kek, "live", lambda: (in_hsm, file_key))
    page = browser.get(reverse("accounts:recovery")).content.decode()
    assert "de sleutel uit de sleutelkluis (HSM)" in page
    without = shown(browser, first="", second="")
    assert list(recovery.recovered_keks(without[:2])) == [file_key.id.hex()]
    newer = shown(browser, first=former[0], second=former[2])
    assert recovery.recovered_keks(newer[:2])["cd" * 8] == bytes(range(32))


# --- Letting a therapist back in --------------------------------------------


def test_a_therapist_whom_nobody_can_admit_is_put_back_with_the_sheet(
    browser: Client,
) -> None:
    noor = make_staff("Noor Osei", Role.THERAPIST)
    sheet = recovery.make(keys.founder())
    recovery.test(sheet.shares[:2], tested_by="tests")
    members.make(noor.id, "een nieuwe zin over oude fietsen")
    assert noor.id not in team.members()
    address = reverse("accounts:recovery_put_back")
    assert "Noor Osei" in browser.get(address).content.decode()
    typed = {"account": str(noor.id), "first": sheet.shares[0]}
    same = browser.post(address, {**typed, "second": sheet.shares[0]})
    assert same.status_code == 422
    assert noor.id not in team.members()
    assert (
        browser.post(address, {**typed, "second": sheet.shares[1]}).status_code == 302
    )
    assert noor.id in team.members()
    (used,) = logged(Action.RECOVERY_USED)
    assert used.thing_id == str(noor.id)
    assert used.detail == {"fingerprint": sheet.fingerprint}


def test_nobody_but_a_therapist_without_the_key_is_put_back(
    browser: Client, ruth: Account
) -> None:
    sheet = recovery.make(keys.founder())
    typed = {"first": sheet.shares[0], "second": sheet.shares[1]}
    address = reverse("accounts:recovery_put_back")
    assert "geen behandelaar" in browser.get(address).content.decode()
    answer = browser.post(address, {**typed, "account": str(ruth.id)})
    assert answer.status_code == 422
    with pytest.raises(ceremony.NotOutside):
        ceremony.put_back(ruth, sheet.shares[:2], by=PORTAL)
    assert ruth.id not in team.members()


# --- On paper ---------------------------------------------------------------


@pytest.fixture
def sheet(practice: Practice) -> Sheet:
    return recovery.make(keys.founder())


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_pdf_is_for_keeping_and_for_everybody(sheet: Sheet, language: str) -> None:
    with translation.override(language):
        raw = pdf_of(printed(sheet))
    found = pypdf.PdfReader(io.BytesIO(raw))
    root: Any = found.root_object
    assert "/StructTreeRoot" in root
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith(language)
    assert "/OutputIntents" in root
    assert found.metadata is not None
    assert found.metadata.title
    about = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in about
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in about
    assert "<pdfuaid:part>1</pdfuaid:part>" in about
    pages: list[Any] = list(found.pages)
    fonts = [
        font.get_object()["/BaseFont"]
        for page in pages
        for font in page["/Resources"]["/Font"].values()
    ]
    assert all("Libertinus" in each or "DejaVu" in each for each in fonts)


def test_each_keepers_page_has_their_words_once_and_nobody_elses(sheet: Sheet) -> None:
    pages = pypdf.PdfReader(io.BytesIO(pdf_of(printed(sheet)))).pages
    assert len(pages) == 4
    for page, share in zip(pages, sheet.shares, strict=False):
        numbered = re.findall(r"^(\d+)\. ([a-z]+)$", text_of(page), re.MULTILINE)
        assert [word for _number, word in numbered] == share.split()
        assert [int(number) for number, _word in numbered] == list(range(1, 34))
        rest = Counter(re.findall(r"[a-z]{4,}", text_of(page)))
        assert all(rest[word] == n for word, n in Counter(share.split()).items())
        assert sheet.fingerprint in text_of(page)
        assert "Rugpraktijk De Linde" in text_of(page)
    assert not re.findall(r"^\d+\. [a-z]+$", text_of(pages[3]), re.MULTILINE)


def test_a_practice_with_any_name_gets_its_sheet(sheet: Sheet) -> None:
    Practice.objects.update(name="背痛 #read('/etc/passwd') 🙂 Łódź")
    raw = pdf_of(printed(sheet))
    text = text_of(pypdf.PdfReader(io.BytesIO(raw)).pages[0])
    assert "#read('/etc/passwd')" in text
    assert "Łódź" in text


def test_the_download_is_a_pdf_that_no_cache_keeps(browser: Client) -> None:
    keys.forget_team()
    answer = browser.post(reverse("accounts:recovery_pdf"))
    assert answer.content.startswith(b"%PDF-")
    assert answer["Cache-Control"] == "no-store"
    made = recovery.current()
    assert made
    assert re.search(r'"herstelblad-[0-9a-f-]{19}\.pdf"', answer["Content-Disposition"])


# --- Every year -------------------------------------------------------------


def test_a_year_after_the_test_owners_are_reminded_once(
    browser: Client, ruth: Account
) -> None:
    remind_of_drill()
    assert not Message.objects.filter(template="recovery_drill").exists()
    test = recovery.last_test()
    assert test
    with time_machine.travel(test.at + timedelta(days=366), tick=False):
        for _day in range(2):
            remind_of_drill()
        (mail,) = Message.objects.filter(template="recovery_drill")
        assert mail.recipient_id == str(ruth.id)
        signed_in(browser, ruth, Role.OWNER)
        page = browser.get(reverse("accounts:staff")).content.decode()
        assert "Oefen opnieuw" in page
        sheet = recovery.make(keys.founder())
        assert tried(browser, sheet.shares[0], sheet.shares[1])[0] == 302
        page = browser.get(reverse("accounts:staff")).content.decode()
        assert "Oefen opnieuw" not in page
        remind_of_drill()
        assert Message.objects.filter(template="recovery_drill").count() == 1
    with time_machine.travel(timezone.now() + timedelta(days=800), tick=False):
        remind_of_drill()
    assert Message.objects.filter(template="recovery_drill").count() == 2


def test_whoever_holds_the_key_alone_is_told_so_at_the_start(
    client: Client, practice: Practice
) -> None:
    keys.forget_team()
    noor = make_staff("Noor Osei", Role.OWNER)
    noor.grant(Role.THERAPIST, by=PORTAL)
    key = keys.key_of(noor, PASSWORD)
    sheet = recovery.make(key)
    team.found(by=key, recovery=sheet.key)
    recovery.test(sheet.shares[:2], tested_by="tests")
    signed_in(client, noor, Role.THERAPIST)
    assert "Alleen u kunt" in client.get("/werk/").content.decode()
