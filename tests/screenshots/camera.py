"""Taking small pictures of a page, narrow and wide."""

import io
import re
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

TALLEST = {360: 1500, 1280: 1100}  # pixels: below it looks like above
HEAVIEST = 80_000  # bytes
COLOURS = (128, 64, 32, 16, 8)


@dataclass
class Camera:
    """Writes pictures into one folder, and remembers which."""

    folder: Path
    taken: list[str] = field(default_factory=list)

    def shoot(self, page: Page, name: str) -> None:
        """Picture the page as it stands; the same name twice is one picture."""
        if name in self.taken:
            return
        before = page.viewport_size
        for width in TALLEST:
            page.set_viewport_size({"width": width, "height": 800})
            path = self.folder / f"{name}-{width}.png"
            path.write_bytes(small(picture(page, width)))
        if before:
            page.set_viewport_size(before)
        self.taken.append(name)

    def sweep(self) -> None:
        """Remove pictures of pages that are no more."""
        for path in self.folder.glob("*.png"):
            name = re.sub(r"-\d+$", "", path.stem)
            if name not in self.taken:
                path.unlink()


def picture(page: Page, width: int) -> bytes:
    """Return the page as a PNG, cut off where it gets too tall."""
    height = int(page.evaluate("document.documentElement.scrollHeight"))
    seen = min(height, TALLEST[width])
    return page.screenshot(
        full_page=True,
        animations="disabled",
        caret="hide",
        clip={"x": 0, "y": 0, "width": width, "height": seen},
    )


def small(png: bytes) -> bytes:
    """Return a PNG of few colours, and fewer where that is still too heavy."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    for colours in COLOURS:
        few = image.quantize(colours, dither=Image.Dither.NONE)
        packed = io.BytesIO()
        few.save(packed, "PNG", optimize=True)
        if packed.tell() <= HEAVIEST:
            break
    return packed.getvalue()
