"""The pages of keys: a password forgotten, a colleague let in, a colleague gone."""

import time

from playwright.sync_api import Browser, Page

from tests.screenshots.camera import Camera
from tests.screenshots.hands import LONGEST_WAIT, go_on, mailed, visit
from tests.screenshots.staff import NEW_PASSWORD, line_of, sign_in

KEYS = "/beheer/sleutels/"


def the_care_team(browser: Browser, address: str, camera: Camera) -> None:
    """Daan forgets his password, Noor lets him in again, and then he leaves."""
    daan = _forgetful(browser, address, camera)
    daan.goto("/account/toegang/")
    camera.shoot(daan, "niet-toegelaten")
    noor = sign_in(browser, address, "Noor", camera)
    noor.goto(KEYS)
    camera.shoot(noor, "sleutels-iemand-wacht")
    noor.get_by_role("link", name="Toelaten Daan Bakker").click()
    camera.shoot(noor, "sleutels-toelaten")
    go_on(noor)
    camera.shoot(noor, "sleutels")
    _closed(browser, address, camera)
    noor.goto(KEYS)
    camera.shoot(noor, "sleutels-oude-documenten")
    for name, path in (
        ("sleutel-openen", "/account/sleutel/"),
        ("wachtwoord-wijzigen", "/account/wachtwoord/"),
    ):
        noor.goto(path)
        camera.shoot(noor, name)


def _forgetful(browser: Browser, address: str, camera: Camera) -> Page:
    """Choose a new password with a mailed code, and sign in with it."""
    page, cast = visit(browser, address), visit(browser, address)
    cast.goto("/inloggen/")
    email = line_of(cast, "Daan").locator("td code").first.inner_text()
    page.goto("/inloggen/vergeten/")
    page.locator("input[name=email]").fill(email)
    go_on(page)
    camera.shoot(page, "wachtwoord-vergeten-code")
    page.locator("input[name=code]").fill(mailed(cast, r"\b(\d{6})\b"))
    go_on(page)
    camera.shoot(page, "wachtwoord-nieuw")
    used = _code(cast)
    page.locator("input[name=password]").fill(NEW_PASSWORD)
    page.locator("input[name=code]").fill(used)
    go_on(page)
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=password]").fill(NEW_PASSWORD)
    go_on(page)
    page.locator("input[name=code]").fill(_code(cast, after=used))
    go_on(page)
    return page


def _code(cast: Page, *, after: str = "") -> str:
    """Read Daan's code from the sign-in page; each works once."""
    until = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < until:
        cast.goto("/inloggen/")
        code = line_of(cast, "Daan").locator("td code").nth(2).inner_text()
        if code != after:
            return code
        time.sleep(1)
    message = "The app shows no new code."
    raise TimeoutError(message)


def _closed(browser: Browser, address: str, camera: Camera) -> None:
    """Ruth looks at the sheet, and ends the access of Daan."""
    ruth = sign_in(browser, address, "Ruth", camera)
    for name, path in (
        ("praktijkhouder-sleutels", KEYS),
        ("herstelblad", f"{KEYS}herstelblad/"),
        ("herstelblad-overtypen", f"{KEYS}herstelblad/test/"),
    ):
        ruth.goto(path)
        camera.shoot(ruth, name)
    ruth.locator("textarea").first.fill("academic acid niet-een-woord")
    ruth.locator("textarea").last.fill("academic")
    go_on(ruth)
    camera.shoot(ruth, "herstelblad-overtypen-fout")
    ruth.goto("/beheer/medewerkers/")
    ruth.get_by_role("link", name="Beëindig Daan Bakker").click()
    camera.shoot(ruth, "medewerker-beeindigen")
    with ruth.expect_navigation():
        ruth.locator("main button.danger").click()
