"""The patient's pages: signing up, and filling in an intake."""

from playwright.sync_api import Browser, Page

from tests.screenshots.camera import Camera
from tests.screenshots.hands import (
    fill_in,
    go_on,
    mailed,
    press,
    visit,
)

MOST_PAGES = 80
# What a page asks, by the first thing found on it.
SORTS = {
    ".scale": "schaal",
    "input[type=checkbox]": "meer-keuzes",
    "input[inputmode=decimal]": "maat",
    "input[type=radio]": "keuze",
    "input[inputmode=numeric]": "datum-of-getal",
    "textarea": "eigen-woorden",
    "input[type=text]": "tekst",
}


def sign_up(browser: Browser, address: str, camera: Camera) -> None:
    """Walk the sign-up from its first page to its last."""
    page = visit(browser, address)
    page.goto("/")
    camera.shoot(page, "start")
    page.goto("/aanmelden/")
    while "/controleren/" not in page.url and "/verstuurd/" not in page.url:
        slug = page.url.rstrip("/").rpartition("/")[2].replace("aanmelden", "voor-wie")
        if slug == "geboortedatum":
            go_on(page)
            camera.shoot(page, "aanmelden-geboortedatum-fout")
        camera.shoot(page, f"aanmelden-{slug}")
        fill_in(page)
        go_on(page)
    camera.shoot(page, "aanmelden-controleren")
    page.wait_for_timeout(3000)  # a robot would be quicker than the portal trusts
    go_on(page)
    camera.shoot(page, "aanmelden-verstuurd")


def read_first(browser: Browser, address: str, camera: Camera) -> None:
    """Read what anybody can read."""
    page = visit(browser, address)
    for name, path in (
        ("privacy", "/privacy/"),
        ("toegankelijkheid", "/toegankelijkheid/"),
        ("wachtwoord-vergeten", "/inloggen/vergeten/"),
        ("uitgelogd", "/uitgelogd/"),
        ("niet-gevonden", "/bestaat-niet/"),
        ("uitnodiging-werkt-niet", "/uitnodiging/onbekend/"),
        ("demo-mail", "/demo/mail/"),
    ):
        page.goto(path)
        camera.shoot(page, name)


def fill_in_an_intake(browser: Browser, address: str, camera: Camera) -> None:
    """Follow the newest invitation, answer everything and send it."""
    mailbox = visit(browser, address)
    link = mailed(mailbox, r"https?://[^/\s]+(/uitnodiging/\S+)")
    page = visit(browser, address)
    page.goto(link)
    camera.shoot(page, "intake-welkom")
    press(page, "Stuur mij een code")
    camera.shoot(page, "intake-code")
    page.locator("input[name=code]").fill("12345")
    go_on(page)
    camera.shoot(page, "intake-code-fout")
    page.locator("input[name=code]").fill(mailed(mailbox, r"\b(\d{6})\b"))
    go_on(page)
    for _ in range(MOST_PAGES):
        answer_one(page, camera)
        if page.url.endswith("/controleren/"):
            break
    camera.shoot(page, "intake-controleren")
    go_on(page)
    camera.shoot(page, "intake-verstuurd")
    page.goto("/intake/antwoorden/")
    camera.shoot(page, "intake-eigen-antwoorden")


def answer_one(page: Page, camera: Camera) -> None:
    """Answer the page that is open; from the list of parts, open the next."""
    if page.url.endswith("/intake/"):
        _open_next_part(page, camera)
        return
    sort = _sort(page)
    camera.shoot(page, f"intake-vraag-{sort}")
    if sort == "schaal" and "intake-vraag-fout" not in camera.taken:
        go_on(page)
        camera.shoot(page, "intake-vraag-fout")
        here = page.url
        page.goto("/intake/stoppen/")
        camera.shoot(page, "intake-stoppen")
        page.goto(here)
    if sort == "lijst":
        _add_one(page, camera)
    fill_in(page)
    go_on(page)


def _open_next_part(page: Page, camera: Camera) -> None:
    parts = page.locator("main .task-list li")
    done = parts.filter(has_text="Klaar").count()
    stage = "bezig" if done else "begin"
    camera.shoot(page, f"intake-overzicht-{stage}")
    if done == parts.count() - 1:  # all but sending it
        camera.shoot(page, "intake-overzicht-klaar")
    parts.filter(has_not_text="Klaar").locator("a").first.click()


def _add_one(page: Page, camera: Camera) -> None:
    """Add the first thing to an empty list: a medicine, an operation."""
    main = page.locator("main")
    if main.locator(".row-list").count():
        main.locator("input[type=radio]").last.check(force=True)
        return
    main.locator("input[type=radio]").first.check(force=True)
    go_on(page)
    camera.shoot(page, "intake-vraag-rij")
    fill_in(page)
    go_on(page)
    camera.shoot(page, "intake-vraag-lijst-gevuld")
    main.locator("input[type=radio]").last.check(force=True)


def _sort(page: Page) -> str:
    main = page.locator("main")
    if main.locator(".row-list, h1 ~ p.quiet-text").count():
        return "lijst"
    return next((name for css, name in SORTS.items() if main.locator(css).count()), "")
