"""The pages of staff, each role in a browser of its own."""

import base64
import json
from contextlib import suppress
from pathlib import Path

from django_otp.oath import totp
from playwright.sync_api import Browser, FilePayload, Locator, Page
from playwright.sync_api import Error as BrowserError

from tests.screenshots.camera import Camera
from tests.screenshots.hands import fill_in, go_on, mailed, press, visit

ROOT = Path(__file__).resolve().parent.parent.parent
INTAKE = ROOT / "intake" / "questionnaires" / "shipped" / "rugklachten.json"
NEW_PASSWORD = "negen-groene-tuinslangen"


def sign_in(browser: Browser, address: str, name: str, camera: Camera) -> Page:
    """Sign in with what the sign-in page of the demo shows."""
    page = visit(browser, address)
    page.goto("/inloggen/")
    camera.shoot(page, "inloggen")
    line = line_of(page, name)
    email, password = (line.locator("td code").nth(at).inner_text() for at in (0, 1))
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=password]").fill("niet-dit-wachtwoord")
    if "inloggen-fout" not in camera.taken:
        go_on(page)
        camera.shoot(page, "inloggen-fout")
    page.locator("input[name=password]").fill(password)
    go_on(page)
    camera.shoot(page, "inloggen-code")
    code = line_of(page, name).locator("td code").nth(2)
    page.locator("main input[type=text]").first.fill(code.inner_text())
    go_on(page)
    return page


def line_of(page: Page, name: str) -> Locator:
    """Find somebody in the table of the demo's sign-in page."""
    return page.locator("table tr", has_text=name)


def at_the_desk(browser: Browser, address: str, camera: Camera) -> None:
    """Esra plans: the list, an invitation that leaves at once, the messages."""
    page = sign_in(browser, address, "Esra", camera)
    for name, path in (
        ("balie-taken", "/werk/"),
        ("balie-wachtlijst", "/werk/wachtlijst/"),
        ("balie-wachtlijst-leeg", "/werk/wachtlijst/?status=nieuw&urgency=2"),
    ):
        page.goto(path)
        camera.shoot(page, name)
    for name, typed in (("balie-zoeken", "Windekind"), ("balie-zoeken-fout", "W")):
        page.goto("/werk/wachtlijst/")
        page.locator("form[role=search] input[name=query]").fill(typed)
        press(page, "Zoek")
        camera.shoot(page, name)
    entry = _first_entry(page, "wachtend", "Uitnodigen")
    page.goto(entry)
    camera.shoot(page, "balie-aanmelding")
    page.goto(f"{entry}van-de-lijst/")
    camera.shoot(page, "balie-van-de-lijst")
    page.goto(f"{entry}uitnodigen/")
    camera.shoot(page, "balie-uitnodigen")
    go_on(page)
    camera.shoot(page, "balie-uitgenodigd")
    page.goto("/werk/berichten/")
    camera.shoot(page, "balie-berichten")
    for button in page.get_by_role("button", name="Nu versturen").all():
        with suppress(BrowserError):
            button.click(timeout=2000)


def as_a_therapist(browser: Browser, address: str, camera: Camera) -> None:
    """Noor judges who is new and reads what came in."""
    page = sign_in(browser, address, "Noor", camera)
    page.goto("/werk/")
    camera.shoot(page, "behandelaar-taken")
    entry = _first_entry(page, "nieuw", "")
    page.goto(entry)
    camera.shoot(page, "behandelaar-aanmelding")
    page.goto(f"{entry}beoordelen/")
    camera.shoot(page, "behandelaar-beoordelen")
    page.goto("/werk/intakes/")
    camera.shoot(page, "behandelaar-intakes")
    tables = page.locator("table")
    busy = tables.nth(1).locator("th a").first.get_attribute("href") or ""
    tables.first.locator("th a").first.click()
    camera.shoot(page, "behandelaar-intake-lezen")
    intake = page.url
    press(page, "Markeer als gelezen")
    camera.shoot(page, "behandelaar-intakes-gelezen")
    page.goto(busy)
    camera.shoot(page, "behandelaar-intake-nog-bezig")
    _refused(browser, address, camera, intake)


def _refused(browser: Browser, address: str, camera: Camera, intake: str) -> None:
    page = sign_in(browser, address, "Priya", camera)
    page.goto("/werk/")
    camera.shoot(page, "fg-taken")
    page.goto("/beheer/logboek/")
    camera.shoot(page, "fg-logboek")
    page.goto("/werk/wachtlijst/")
    camera.shoot(page, "geen-toegang")
    page.goto(intake)


def as_the_owner(browser: Browser, address: str, camera: Camera) -> None:
    """Ruth looks after staff and questionnaires, and somebody new joins."""
    page = sign_in(browser, address, "Ruth", camera)
    for name, path in (
        ("praktijkhouder-taken", "/werk/"),
        ("praktijkhouder-logboek", "/beheer/logboek/"),
        ("praktijkhouder-beoordelaars", "/beheer/beoordelaars/"),
        ("praktijkhouder-locatie", "/beheer/locaties/nieuw/"),
        ("praktijkhouder-vragenlijsten", "/beheer/vragenlijsten/"),
        ("praktijkhouder-medewerkers", "/beheer/medewerkers/"),
    ):
        page.goto(path)
        camera.shoot(page, name)
    page.goto("/beheer/vragenlijsten/")
    page.locator("main table a, main li a").first.click()
    camera.shoot(page, "praktijkhouder-vragenlijst")
    page.goto("/beheer/vragenlijsten/importeren/")
    camera.shoot(page, "praktijkhouder-importeren")
    page.locator("input[type=file]").set_input_files(_another_questionnaire())
    go_on(page)
    camera.shoot(page, "praktijkhouder-importeren-verslag")
    page.goto("/beheer/medewerkers/uitnodigen/")
    camera.shoot(page, "praktijkhouder-uitnodigen")
    page.locator("input[name=name]").fill("Tom Visser")
    page.locator("input[name=email]").fill("tom@delinde.example")
    fill_in(page)
    go_on(page)
    join(browser, address, camera)


def join(browser: Browser, address: str, camera: Camera) -> None:
    """Somebody new chooses a password, a second factor and recovery codes."""
    link = mailed(visit(browser, address), r"https?://[^/\s]+(/medewerker/\S+)")
    page = visit(browser, address)
    page.goto(link)
    camera.shoot(page, "medewerker-begint")
    for field in page.locator("input[type=password]").all():
        field.fill(NEW_PASSWORD)
    go_on(page)
    if "/inloggen/" in page.url:
        page.locator("input[name=email]").fill("tom@delinde.example")
        page.locator("input[name=password]").fill(NEW_PASSWORD)
        go_on(page)
    camera.shoot(page, "medewerker-tweede-stap")
    key = page.locator("#key").inner_text()
    page.locator("main input[type=text]").first.fill(f"{totp(_seed(key)):06}")
    go_on(page)
    camera.shoot(page, "medewerker-herstelcodes")


def _first_entry(page: Page, tab: str, words: str) -> str:
    page.goto(f"/werk/wachtlijst/?status={tab}")
    line = page.locator("tbody tr", has_text=words).first
    return line.locator("th a").first.get_attribute("href") or ""


def _seed(key: str) -> bytes:
    return base64.b32decode(key.replace(" ", ""))


def _another_questionnaire() -> FilePayload:
    """Return our own intake as a file with something in it that is new."""
    changed = json.loads(INTAKE.read_text(encoding="utf-8"))
    changed["version"] = "voorbeeld"
    changed["item"] = changed["item"][:2]
    return {
        "name": "vragenlijst.json",
        "mimeType": "application/json",
        "buffer": json.dumps(changed).encode(),
    }
