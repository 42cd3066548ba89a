"""The recovery sheet as a PDF for keeping: PDF/A-2a and PDF/UA-1, made in memory."""

import json
from pathlib import Path
from typing import Final

import typst
from django.conf import settings
from django.utils import timezone

from accounts.recovery.sheet import Printed

TEMPLATE: Final = Path(settings.BASE_DIR) / "templates" / "recovery" / "sheet.typ"
STANDARDS: Final[list["typst.PDFStandard"]] = ["a-2a", "ua-1"]
LAST_LATIN: Final = "\N{LATIN SMALL LETTER Y WITH STROKE}"
UNKNOWN: Final = "\N{REPLACEMENT CHARACTER}"


def pdf_of(sheet: Printed) -> bytes:
    """Typeset a sheet; nothing of it touches the disk."""
    try:
        return _typeset(sheet)
    except typst.TypstError:
        # A sheet for keeping has a glyph for every letter, or it is not made.
        return _typeset({**sheet, "practice": _plain(sheet["practice"])})


def _typeset(sheet: Printed) -> bytes:
    return typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        sys_inputs={"sheet": json.dumps(sheet)},
        pdf_standards=STANDARDS,
        ignore_system_fonts=True,
        timestamp=int(timezone.now().timestamp()),
    )


def _plain(name: str) -> str:
    """Keep of a practice's name what the fonts in the house can write for sure."""
    return "".join(each if each <= LAST_LATIN else UNKNOWN for each in name)
