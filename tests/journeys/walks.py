"""The ways through the portal that journeys are made of."""

import re
from pathlib import Path

from django.conf import settings
from django.test import Client

from accounts.models import TOTPDevice
from accounts.models.second_factor import current_code
from outbox.delivery import demo_mails
from outbox.tasks import drain
from tests.journeys.conftest import Member
from tests.journeys.filler import Filler
from tests.journeys.visitor import Visitor
from tests.staff import PASSWORD, signed_in

ADDRESS = "maria@example.org"
WORDS = "Ik kan al weken niet slapen van de pijn."


def sign_in(visitor: Visitor, member: Member, password: str = PASSWORD) -> None:
    """Give a password, and the code that the app shows now."""
    visitor.open("/inloggen/")
    visitor.type("E-mailadres", member.email)
    visitor.type("Wachtwoord", password)
    visitor.press("Inloggen")
    visitor.page.get_by_label("Code").first.fill(_code(member))
    visitor.press("Verder")


def forget_password(visitor: Visitor, member: Member, password: str) -> None:
    """Prove with a mailed code and the app who they are, and choose another."""
    visitor.open("/inloggen/")
    visitor.follow("Wachtwoord vergeten?")
    visitor.type("E-mailadres", member.email)
    visitor.press("Verder")
    visitor.type("Code uit de e-mail", newest_code())
    visitor.press("Verder")
    visitor.page.locator("input[type=password]").fill(password)
    visitor.page.get_by_label("Code", exact=True).fill(_code(member))
    visitor.press("Verder")
    assert visitor.heading == "Inloggen"


def _code(member: Member) -> str:
    """Return a code of the app; each works once, so half a minute goes by first."""
    TOTPDevice.objects.filter(pk=member.app.pk).update(last_t=-1)
    return current_code(member.app.opened_seed())


def let_in(visitor: Visitor, member: Member) -> None:
    """Have a session with both factors, without walking the pages again."""
    browser = signed_in(Client(), member.account, member.role, device=member.app)
    value: str = browser.cookies[settings.SESSION_COOKIE_NAME].value
    visitor.page.context.add_cookies(
        [{"name": "session", "value": value, "url": visitor.home}]
    )


def import_file(owner: Visitor, path: Path) -> None:
    """Choose a file, read the report, keep it and put it to use."""
    owner.open("/beheer/vragenlijsten/")
    owner.follow("Vragenlijst importeren")
    owner.page.get_by_label("Bestand", exact=True).set_input_files(path)
    owner.press("Bekijk wat wij overnemen")
    assert owner.page.get_by_text("Er is nog niets bewaard.").count() == 1
    owner.page.get_by_label("Ik heb gelezen wat de maker toestaat").check()
    owner.press("Bewaar vragenlijst")
    owner.press("Neem in gebruik")
    assert owner.page.get_by_text("De vragenlijst is in gebruik.").count() == 1


def sign_up(maria: Visitor) -> None:
    """From the start page to the confirmed address (P1–P10)."""
    maria.open("/")
    maria.follow("Begin met aanmelden")
    maria.choose("Voor mijzelf")
    maria.press("Verder")
    for label, typed in (("Dag", "1"), ("Maand", "mei"), ("Jaar", "1980")):
        maria.type(label, typed)
    maria.press("Verder")
    maria.type("Voornaam of voorletters", "Maria")
    maria.type("Achternaam", "Linden")
    maria.press("Verder")
    maria.type("E-mailadres", ADDRESS)
    maria.type("Telefoonnummer", "06 12345678")
    maria.choose("Per e-mail")
    maria.press("Verder")
    maria.choose("Mijn rug")
    maria.page.get_by_label("Wilt u er iets over vertellen?").fill(WORDS)
    maria.press("Verder")
    maria.choose("Maandag ochtend")
    maria.press("Verder")
    maria.press("Verder")
    assert maria.heading == "Controleer uw aanmelding"
    for said in ("Maria Linden", "1 mei 1980", ADDRESS, WORDS):
        assert maria.page.get_by_text(said).count() == 1
    send = maria.page.get_by_role("button", name="Verstuur mijn aanmelding")
    maria.go(send, twice=True)
    maria.type("Code uit de e-mail", newest_code())
    maria.press("Bevestig mijn e-mailadres")
    assert maria.page.get_by_text("Uw e-mailadres is bevestigd.").count() == 1


def judge(noor: Visitor) -> None:
    """Read why Maria comes, and decide who treats her."""
    noor.open("/werk/")
    noor.go(noor.page.get_by_role("link", name="Maria Linden").first)
    assert noor.page.get_by_text(WORDS).count() == 1
    noor.choose("Normaal")
    noor.page.get_by_label("Noor Osei").check()
    noor.press("Opslaan en volgende")


def invite(esra: Visitor) -> None:
    """Invite Maria, who waits; the mail leaves when Esra says so."""
    esra.open("/werk/wachtlijst/")
    esra.go(esra.page.get_by_role("link", name="Maria Linden", exact=True))
    assert esra.page.get_by_text(WORDS).count() == 0
    esra.go(esra.page.locator("main .actions a.primary"))
    esra.press("Nodig uit")
    esra.open("/werk/berichten/")
    esra.go(esra.page.get_by_role("button", name=re.compile("^Nu versturen")))
    drain()


def open_invitation(maria: Visitor) -> None:
    """Follow the link in the mailbox, and prove with a code that it is her own."""
    maria.open("/demo/mail/")
    link = maria.page.locator("a[href*='/uitnodiging/']").first
    address = link.get_attribute("href")
    assert address
    maria.open(address)
    maria.press("Stuur mij een code")
    maria.type("Code uit de e-mail", newest_code())
    maria.press("Verder")
    assert maria.path == "/intake/"


def answer_pages(maria: Visitor, filler: Filler, *, most: int = 1000) -> int:
    """Answer page after page; return how many, at most so many."""
    answered = 0
    while answered < most and (there := _next_task(maria)):
        maria.open(there)
        while answered < most and maria.path != "/intake/":
            answer_page(maria, filler)
            answered += 1
    return answered


def answer_page(maria: Visitor, filler: Filler) -> None:
    """Answer one page, and a row of its list where there is one."""
    if maria.page.get_by_text("toevoegen?").count():
        if filler.wants_another(maria.page):
            maria.press("Verder")
            _answer(maria, filler)
        else:
            maria.press("Verder")
    else:
        _answer(maria, filler)


def _answer(maria: Visitor, filler: Filler) -> None:
    filler.answer(maria.page)
    maria.press("Verder")
    if maria.page.locator(".error-summary").count():
        filler.heed(maria.page)
        maria.press("Verder")
        assert maria.page.locator(".error-summary").count() == 0, maria.path


def _next_task(maria: Visitor) -> str:
    """Return where to go on from the task list, nothing when all is answered."""
    maria.open("/intake/")
    open_tasks = maria.page.locator(".task-list li:has(.task-todo, .task-busy) a")
    addresses = [task.get_attribute("href") or "" for task in open_tasks.all()]
    return next((each for each in addresses if "controleren" not in each), "")


def leave(maria: Visitor) -> None:
    """Stop halfway; the next page wants a new code."""
    maria.follow("Stoppen en later verder")
    maria.press("Stoppen")
    assert maria.heading == "Uw antwoorden zijn bewaard"


def send(maria: Visitor) -> None:
    """Check the answers and send them, pressing twice."""
    maria.go(maria.page.get_by_role("link", name="Controleren en versturen").first)
    button = maria.page.get_by_role("button", name=re.compile("^Verstuur naar"))
    maria.go(button, twice=True)
    assert maria.path == "/intake/verstuurd/"
    assert maria.heading == "Uw intake is verstuurd"


def newest_code() -> str:
    """Let the worker send, and read the code in the newest mail that has one."""
    drain()
    codes = (re.search(r"\b\d{6}\b", mail.body) for mail in demo_mails())
    return next(code[0] for code in codes if code)
