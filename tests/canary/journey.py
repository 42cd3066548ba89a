"""Everybody's work from an empty portal to a read intake, with values one can find.

Stops after each stage, so that what rests for a while only (a draft in a session, a
message that waits) can be looked for while it rests.
"""

import base64
import json
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from django_otp.oath import TOTP

from intake.signup.forms.sending import FASTEST
from tests.canary.browser import Browser, Page
from tests.canary.portal import Portal
from tests.canary.search import Canary, canary

MAILBOX = "/demo/mail/"
OWNER = {
    "email": "ruthvleugel5@praktijk.example",
    "name": "Ruthelinde Vleugelkwast",
    "password": "blauwe kwartelfietsen 4417",
}
NOOR = ("Noorquist Oseivlam", "noorvlam9@praktijk.example", "groene dwarsfluit 8182")
ESRA = ("Esradonk Yılmazwei", "esrawei8@praktijk.example", "paarse klapstoel 7391")
CANDIDATE = ("Tomvlinder Visserquak", "tomquak6@praktijk.example")
WORDS = "Kruipwezelpijn onder in de rug"
NAME = ("Zeldaquil", "van derKwex", "Ørkvandrel-Wyx", "Roepzwalu")
EMAIL, PHONE, BORN = "zqmaria7h3@voorbeeld.nl", "06 83917462", ("17", "3", "1951")
ANSWERS = ("Heupkwartel links", "Sinds de brug:\nzwaluwkramp & <pijn>")
SINCE, STEPS, REMEDY = ("23", "11", "1987"), "48213977", "Vlierkwastsiroop"


@dataclass
class Journey:
    """Who does what, and what they have typed so far."""

    portal: Portal
    canaries: list[Canary] = field(default_factory=list)

    def stages(self) -> Iterator[str]:
        """Do everything, pausing where something new came to rest."""
        ruth = self.set_up_with_an_owner()
        self.make_the_sheet(ruth)
        noor = self.join(ruth, "therapist", NOOR)
        esra = self.join(ruth, "front_desk", ESRA)
        self.invite_staff(ruth, "therapist", CANDIDATE)
        self.portal.manage("-m", "tests.canary.practice", "duty")
        yield "the staff have their accounts"
        maria = self.browser()
        check = self.sign_up(maria)
        yield "a sign-up is on its way"
        time.sleep(FASTEST.total_seconds())
        assert maria.send(check).address.endswith("/verstuurd/")
        self.code_from_mail("code that confirms the address")
        yield "the sign-up was sent"
        self.judge(noor)
        self.invite(esra)
        yield "the invitation waits"
        self.follow_the_link(esra, maria)
        yield "the code was typed"
        self.fill_in(maria)
        yield "the intake is half done"
        maria.send(maria.get("/intake/controleren/"))
        self.read(noor)
        self.make_mistakes()
        yield "the intake was read"

    def browser(self) -> Browser:
        """Open a fresh browser."""
        return Browser(self.portal.address)

    def typed(self, name: str, *texts: str, raw: bytes = b"") -> str:
        """Remember a value; return it as it is typed."""
        self.canaries.append(canary(name, *texts, raw=raw))
        return texts[0]

    def never_written(self, name: str, text: str) -> str:
        """Remember what no portal would write, not even an unsealed one."""
        self.canaries.append(Canary(name, (text,), is_transient=True))
        return text

    def set_up_with_an_owner(self) -> Browser:
        """Ruth signs in for the first time."""
        self.portal.manage("-m", "tests.canary.practice", json.dumps(OWNER))
        for name, text in OWNER.items():
            self.typed(f"the owner's {name}", text)
        ruth = self.browser()
        page = ruth.get("/inloggen/")
        page = ruth.send(page, email=OWNER["email"], password=OWNER["password"])
        self.take_factors(ruth, page, "the owner's")
        return ruth

    def take_factors(self, browser: Browser, page: Page, whose: str) -> None:
        """Connect an app and keep the recovery codes."""
        key = page.find(r"[?&;]secret=([A-Z2-7]+)")
        seed = base64.b32decode(key)
        self.typed(f"{whose} app's seed", key, seed.hex(), raw=seed)
        code = f"{TOTP(seed).token():06}"
        page = browser.send(page, code=code)
        codes = re.findall(r"<li>([a-z2-7-]{19})</li>", page.html)
        assert len(codes) == 10, page.address
        for number, each in enumerate(codes):
            self.typed(f"{whose} recovery code {number}", each, each.replace("-", ""))
        assert browser.send(page, code=codes[0]).status == 200

    def make_the_sheet(self, ruth: Browser) -> None:
        """Ruth makes the team's key with its recovery sheet, and types shares back."""
        sheet = "/beheer/sleutels/herstelblad/"
        page = ruth.send(ruth.get(sheet), button=f"{sheet}scherm/")
        lists = re.findall(r'<ol class="secret".*?</ol>', page.html, re.DOTALL)
        shares = [" ".join(re.findall(r"<li>(\w+)</li>", each)) for each in lists]
        assert len(shares) == 3, page.address
        for number, words in enumerate(shares):
            self.never_written(f"share {number} of the sheet", words)
        first, _second, third = shares
        page = ruth.send(ruth.get(f"{sheet}test/"), first=first, second=third)
        assert page.address.endswith("/getest/"), page.address

    def join(self, ruth: Browser, role: str, who: tuple[str, str, str]) -> Browser:
        """Be invited by Ruth, and come."""
        name, email, password = who
        self.invite_staff(ruth, role, (name, email))
        link = self.mailed(r"(/medewerker/[^/\s\"<]+/)", to=email)
        self.typed(f"{name}'s link", link.split("/")[2])
        browser = self.browser()
        page = browser.get(link)
        self.typed(f"{name}'s password", password)
        page = browser.send(page, password=password)
        self.take_factors(browser, page, name)
        return browser

    def invite_staff(self, ruth: Browser, role: str, who: tuple[str, str]) -> None:
        """Ruth types a name and an address."""
        name, email = who
        self.typed(f"staff name {name}", name)
        self.typed(f"staff address {email}", email)
        form = ruth.get("/beheer/medewerkers/uitnodigen/")
        ruth.send(form, name=name, email=email, role=role)

    def sign_up(self, maria: Browser) -> Page:
        """Maria answers everything, and has not sent it yet."""
        given, infix, family, preferred = NAME
        day, month, year = BORN
        page = maria.send(maria.get("/aanmelden/"), route="self")
        page = maria.answer(page, BORN)
        self.typed("birth date", f"{year}-{month:0>2}-{day}", f"{day}-{month}-{year}")
        page = maria.send(
            page,
            given_name=self.typed("given name", given),
            infix=self.typed("infix", infix),
            family_name=self.typed("family name", family),
            preferred_name=self.typed("preferred name", preferred),
        )
        page = maria.send(
            page,
            email=self.typed("e-mail", EMAIL),
            phone=self.typed("telephone", PHONE, PHONE.replace(" ", ""), "683917462"),
            channel="email",
        )
        page = maria.send(page, reason="back", words=self.typed("words", WORDS))
        page = maria.send(page, moments="thu_evening")
        page = maria.send(page)
        assert page.address.endswith("/controleren/"), page.address
        return page

    def judge(self, noor: Browser) -> None:
        """Noor reads the words and takes Maria."""
        page = noor.get(noor.get("/werk/").find(r"(/werk/wachtlijst/[0-9a-f-]+/)"))
        page = noor.get(f"{urlsplit(page.address).path}beoordelen/")
        assert WORDS in page.html
        values = [each for each in page.form().controls if each.name == "therapist"]
        noor.send(page, urgency="1", therapist=values[0].value)

    def invite(self, esra: Browser) -> None:
        """Esra invites Maria; the mail waits its five minutes."""
        entry = esra.get("/werk/wachtlijst/").find(r"(/werk/wachtlijst/[0-9a-f-]+/)")
        assert esra.send(esra.get(f"{entry}uitnodigen/")).status == 200

    def follow_the_link(self, esra: Browser, maria: Browser) -> None:
        """Esra sends it now; Maria opens it and types her code."""
        self.send_what_waits(esra)
        link = self.mailed(r"(/uitnodiging/[^/\s\"<]+/)", to=EMAIL)
        self.typed("the secret of Maria's link", link.split("/")[2])
        page = maria.send(maria.get(link), action="sturen")
        code = self.code_from_mail("code to come in")
        assert maria.send(page, code=code).address.endswith("/intake/")

    def fill_in(self, maria: Browser) -> None:
        """Maria answers; section by section it is on disk."""
        where, story = ANSWERS
        day, month, year = SINCE
        page = maria.get("/intake/1-1/")
        typed = {
            "Waar?": [self.typed("answer in words", where)],
            "Vertel": [self.typed("story", *story.split("\n")[::-1], story)],
            "Sinds?": list(SINCE),
            "Stappen?": [self.typed("number", STEPS)],
        }
        self.typed("date answered", f"{year}-{month}-{day}", f"{day}-{month}-{year}")
        typed["Vertel"] = [story]
        while "/intake/1-" in page.address:
            asked = [words for words in typed if words in page.html]
            page = maria.answer(page, [text for each in asked for text in typed[each]])
        page = maria.send(maria.get("/intake/2-1/"), another="yes")
        maria.answer(page, [self.typed("answer in a row", REMEDY)])

    def read(self, noor: Browser) -> None:
        """Noor reads what Maria sent."""
        address = noor.get("/werk/intakes/").find(r"(/werk/intakes/[0-9a-f-]+/)")
        page = noor.get(address)
        assert ANSWERS[0] in page.html
        assert REMEDY in page.html

    def make_mistakes(self) -> None:
        """Somebody guesses, mistypes, and opens addresses that are not there."""
        stranger = self.browser()
        password = self.never_written("a wrong password", "kwijtgeraakte wafelbot 55")
        email = self.never_written("a wrong address", "nietbekend44@voorbeeld.nl")
        for each in (email, NOOR[1]):
            stranger.send(stranger.get("/inloggen/"), email=each, password=password)
        secret = self.never_written("a wrong link", secrets.token_urlsafe(32))
        stranger.get(f"/uitnodiging/{secret}/")
        lost = self.never_written("an address that is not there", "Zoekgeraaktepad")
        stranger.get(f"/werk/{quote(lost)}/?q={quote(lost)}")
        stranger.send(stranger.get("/aanmelden/"), route=lost)

    def send_what_waits(self, browser: Browser) -> None:
        """Send every message that waits, instead of waiting five minutes."""
        page = browser.get("/werk/berichten/")
        waiting = [each.action for each in page.forms() if "nu-" in each.action]
        assert waiting, page.html
        for action in waiting:
            assert browser.send(page, action=action).status == 200

    def code_from_mail(self, name: str) -> str:
        """Wait for a code that was not seen yet."""
        return self.typed(name, self.mailed(r"\b(\d{6})\b", to=EMAIL))

    def mailed(self, pattern: str, *, to: str) -> str:
        """Wait for a mail to somebody that says something not seen yet."""
        seen = {text for each in self.canaries for text in each.texts}
        for _ in range(150):
            for mail in self.browser().get(MAILBOX).html.split("<article")[1:]:
                found = re.search(pattern, mail.partition("<h2")[2])
                if to in mail and found and found[1] not in seen:
                    return found[1]
            time.sleep(0.2)
        raise AssertionError(f"no mail with {pattern}")
