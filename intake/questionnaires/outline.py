"""A version at a glance: every page with the kinds of its questions (UX S11)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from intake.questionnaires.definition import CHOICES, Item, ItemType
from intake.questionnaires.fields import label_of
from intake.questionnaires.pages import Layout, Page, PageKind

KINDS = {
    ItemType.STRING: lambda: _("Korte tekst"),
    ItemType.TEXT: lambda: _("Tekst"),
    ItemType.BOOLEAN: lambda: _("Ja of nee"),
    ItemType.INTEGER: lambda: _("Heel getal"),
    ItemType.DECIMAL: lambda: _("Getal"),
    ItemType.QUANTITY: lambda: _("Getal met eenheid"),
    ItemType.DATE: lambda: _("Datum"),
}


@dataclass(frozen=True, slots=True)
class OutlinedQuestion:
    """A question as the patient will see it, in one line."""

    label: str
    kind: str
    is_required: bool
    is_conditional: bool


@dataclass(frozen=True, slots=True)
class OutlinedPage:
    """What stands on one page."""

    heading: str
    texts: tuple[str, ...]
    questions: tuple[OutlinedQuestion, ...]
    is_list: bool


@dataclass(frozen=True, slots=True)
class OutlinedSection:
    """One task of the task list."""

    title: str
    pages: tuple[OutlinedPage, ...]


def outline(layout: Layout, language: str) -> list[OutlinedSection]:
    """Give the sections and pages in the order of the questionnaire."""
    return [
        OutlinedSection(
            section.title.text_in(language),
            tuple(_page(page, language) for page in section.pages),
        )
        for section in layout.sections
    ]


def _page(page: Page, language: str) -> OutlinedPage:
    is_list = page.kind == PageKind.LIST
    return OutlinedPage(
        heading=page.title.text_in(language),
        texts=tuple(item.text.text_in(language) for item in page.texts),
        questions=tuple(_question(item, language) for item in page.asked_on),
        is_list=is_list,
    )


def _question(item: Item, language: str) -> OutlinedQuestion:
    return OutlinedQuestion(
        label=label_of(item, language),
        kind=_kind(item),
        is_required=item.required,
        is_conditional=bool(item.enable_when),
    )


def _kind(item: Item) -> str:
    if item.scale:
        ends = {"least": item.scale[0], "most": item.scale[-1]}
        return _("Cijfer van %(least)s tot en met %(most)s") % ends
    if item.type not in CHOICES:
        return KINDS[item.type]()
    count = {"count": len(item.options)}
    if item.is_multiple:
        return _("Meer antwoorden uit %(count)s") % count
    return _("Eén antwoord uit %(count)s") % count
