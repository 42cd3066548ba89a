"""What no page may do: axe's rules, and our own of UX §3 A5 and A8."""

import re
from importlib.resources import files

from playwright.sync_api import Page, ViewportSize

AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async rules => {
    const found = await axe.run({runOnly: rules, resultTypes: ["violations"]});
    const { passes, inapplicable, violations, incomplete } = found;
    const ran = [...passes, ...inapplicable, ...violations, ...incomplete];
    const wrong = violations.flatMap(
        rule => rule.nodes.map(node => `${rule.id}: ${node.html}`));
    return [ran.map(rule => rule.id), wrong];
}"""
FORBIDDEN = (
    "[placeholder], [type=number], [accesskey], select[multiple], "
    "[tabindex]:not([tabindex='0'], [tabindex='-1']), "
    "main form[method=post]:not([novalidate]):has(.field)"
)
NARROW: ViewportSize = {"width": 320, "height": 800}
WIDE: ViewportSize = {"width": 1280, "height": 800}
FOCUSABLE = "a[href], button, input, select, textarea, [tabindex]"
MARKED = "it => it.matches('[aria-invalid=true], :has([aria-invalid=true])')"
SUMMARY = ".error-summary"
START_OF_TITLE = re.compile(r"^((Fout|Error|(Stap|Step) \d+( (van|of) \d+)?): )*")


def faults(page: Page) -> list[str]:
    """Judge a page narrow, narrow and dark, and wide."""
    found = []
    page.evaluate(AXE)
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        found += [f"at {size['width']}: {fault}" for fault in axe(page, TAGS)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"scrolls sideways at {size['width']}")
    page.emulate_media(color_scheme="dark")
    found += [f"in the dark: {fault}" for fault in axe(page, ["color-contrast"])]
    page.emulate_media(color_scheme="light")
    found += faults_of_the_title(page)
    forbidden = page.locator(FORBIDDEN)
    found += [each.evaluate("it => it.outerHTML") for each in forbidden.all()]
    if page.locator(SUMMARY).count():
        found += faults_of_an_error_page(page)
    return found


def axe(page: Page, rules: list[str]) -> list[str]:
    """Run rules; with all of them, targets were measured too."""
    ran, found = page.evaluate(RUN, rules)
    assert rules != TAGS or "target-size" in ran
    return [str(fault) for fault in found]


def faults_of_the_title(page: Page) -> list[str]:
    """Judge what a tab, a history and a screen reader call the page (UX G1)."""
    title = page.title()
    heading = " ".join(page.locator("h1").inner_text().split())
    called = START_OF_TITLE.sub("", title).partition(" – ")[0]
    return [] if heading.startswith(called) else [f"title: {title}, h1: {heading}"]


def faults_of_an_error_page(page: Page) -> list[str]:
    """Judge what a page says after a wrong answer."""
    found = []
    title = page.title()
    if not title.startswith(("Fout: ", "Error: ")):
        found.append(f"title: {title}")
    if page.locator(f"{SUMMARY}:focus").count() != 1:
        found.append("the summary has no focus")
    for link in page.locator(f"{SUMMARY} a").all():
        found += _faults_of_a_line(page, link.get_attribute("href") or "")
    return found


def _faults_of_a_line(page: Page, target: str) -> list[str]:
    if not target.startswith("#"):
        return []  # leads to the page where the answer is missing
    control = page.locator(target)
    if control.count() != 1 or not control.evaluate(f"it => it.matches('{FOCUSABLE}')"):
        return [f"{target} is no control"]
    field = page.locator(".field-wrong").filter(has=control)
    if field.count() != 1:
        return [f"{target} stands in no field that is marked wrong"]
    said = field.locator(".error").first.inner_text().replace("Fout:", "").strip()
    in_summary = page.locator(f'{SUMMARY} a[href="{target}"]').inner_text()
    found = [] if said == in_summary else [f"{target}: {said!r}, {in_summary!r}"]
    if not field.evaluate(MARKED):
        found.append(f"{target} is not marked as wrong")
    return found
