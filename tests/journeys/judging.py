"""What no page may do: axe's rules, and our own of UX §3 A5 and A8."""

from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FORBIDDEN = (
    "[placeholder], [type=number], [accesskey], select[multiple], "
    "[tabindex]:not([tabindex='0'], [tabindex='-1']), "
    "main form[method=post]:not([novalidate]):has(.field)"
)
NARROW = {"width": 320, "height": 800}
WIDE = {"width": 1280, "height": 800}
FOCUSABLE = "a[href], button, input, select, textarea, [tabindex]"
SUMMARY = ".error-summary"


def faults(page: Page) -> list[str]:
    """Judge a page narrow, narrow and dark, and wide."""
    found = []
    for size, scheme in ((NARROW, "light"), (NARROW, "dark"), (WIDE, "light")):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        where = f"{scheme} at {size['width']}"
        found += [f"{where}: {fault}" for fault in axe(page)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{where}: scrolls sideways")
    forbidden = page.locator(FORBIDDEN)
    found += [each.evaluate("it => it.outerHTML") for each in forbidden.all()]
    if page.locator(SUMMARY).count():
        found += faults_of_an_error_page(page)
    return found


def axe(page: Page) -> list[str]:
    """Run axe; it must have measured targets too."""
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate(
        "tags => axe.run({runOnly: tags, resultTypes: ['violations']})", TAGS
    )
    ran = {rule["id"] for kind in found if kind in OUTCOMES for rule in found[kind]}
    assert "target-size" in ran
    return [
        f"{rule['id']}: {node['html']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


OUTCOMES = {"passes", "inapplicable", "violations", "incomplete"}


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
    marked = "it => it.closest('.field').matches(':has([aria-invalid=true]), [aria-invalid=true]')"
    if not control.evaluate(marked):
        found.append(f"{target} is not marked as wrong")
    return found
