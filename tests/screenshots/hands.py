"""Doing with a page what people do: fill in whatever it asks, and go on."""

import re
import time

from playwright.sync_api import Browser, Locator, Page

WORDS = {
    "given_name": "Josefien",
    "family_name": "Madeliefhof",
    "email": "josefien.madeliefhof@example.org",
    "phone": "06 00 00 77 11",
    "words": "Sinds twee weken pijn onder in mijn rug, vooral in de ochtend.",
}
BORN = {"Dag": "14", "Maand": "3", "Jaar": "1984"}
LATELY = {"Dag": "", "Maand": "3", "Jaar": "2025"}
# What somebody types, by a part of the question.
SAID = {
    "hulp bij": "Ik wil weer kunnen tuinieren zonder de hele avond pijn te hebben.",
    "medicijn": "Paracetamol",
    "Hoeveel en hoe vaak": "1 tablet, 2 keer per dag",
    "operatie": "Blindedarm verwijderd",
    "gewicht": "74",
    "werk": "Leraar op een basisschool",
}
MAY_SKIP = "niet verplicht"
MOST_OPTIONS = 9  # more are a scale
LONGEST_WAIT = 40  # seconds for the worker to send a mail


def visit(browser: Browser, address: str) -> Page:
    """Open a browser of somebody's own."""
    context = browser.new_context(
        base_url=address, locale="nl-NL", reduced_motion="reduce"
    )
    return context.new_page()


def fill_in(page: Page) -> None:
    """Answer everything the page asks that is not answered yet."""
    form = page.locator("main")
    for name in names_of(form, "input[type=radio]"):
        tick_first(form, name)
    for name in names_of(form, "input[type=checkbox]"):
        tick_first(form, name)
    for field in form.locator("input[type=text], input[type=email], textarea").all():
        if field.is_visible() and not field.input_value():
            field.fill(words_for(field))


def names_of(form: Locator, selector: str) -> list[str]:
    """Return the names of a page's groups of options, in order."""
    fields = form.locator(selector).all()
    names = [field.get_attribute("name") or "" for field in fields]
    return list(dict.fromkeys(names))


def tick_first(form: Locator, name: str) -> None:
    """Choose the first option of a group."""
    options = form.locator(f'input[name="{name}"]')
    if not any(option.is_checked() for option in options.all()):
        # On a scale from 0 to 10 somebody in the middle, else the first.
        middle = options.count() // 2 if options.count() > MOST_OPTIONS else 0
        options.nth(middle).check(force=True)


def words_for(field: Locator) -> str:
    """Return something sensible to type into a field."""
    name = field.get_attribute("name") or ""
    label = str(field.evaluate("element => element.labels[0]?.textContent ?? ''"))
    parts = BORN if name.startswith("birth_date") else LATELY
    known = {**parts, **SAID}
    if name in WORDS:
        return WORDS[name]
    for key, value in known.items():
        if key in label:
            return value
    if MAY_SKIP in label:
        return ""
    mode = field.get_attribute("inputmode")
    return {"decimal": "171", "numeric": "3"}.get(mode or "", "Dat wisselt per dag.")


def press(page: Page, name: str) -> None:
    """Press the button of this name."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()


def go_on(page: Page) -> None:
    """Press the page's own button."""
    with page.expect_navigation():
        page.locator("main button.primary").first.click()


def mailed(page: Page, pattern: str) -> str:
    """Wait for a mail that matches, and return the first group."""
    until = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < until:
        page.goto("/demo/mail/")
        if found := re.search(pattern, page.locator("main").inner_text()):
            return found[1]
        time.sleep(1)
    message = f"No mail came that matches {pattern}."
    raise TimeoutError(message)
