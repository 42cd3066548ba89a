"""Answers that an invented person gives to any questionnaire."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Final

from intake.questionnaires.answers import UNKNOWN, Answer, Answers, check, new_row
from intake.questionnaires.definition import CHOICES, NUMBERS, Item, ItemType, Option
from intake.questionnaires.journey import asked_pages, is_asked
from intake.questionnaires.logic import look
from intake.questionnaires.pages import Layout, Page, PageKind
from patients.dates import local_date

# By linkId of our own intake; other texts get one of the last.
TEXTS: Final[dict[str, tuple[str, ...]]] = {
    "klacht.hulpvraag": (
        "Ik wil weer een dag kunnen werken zonder dat mijn rug vastloopt.",
        "Ik wil mijn kleindochter weer kunnen optillen.",
        "Ik wil weer kunnen hardlopen, al is het maar vijf kilometer.",
        "Slapen zonder wakker te worden van de pijn.",
    ),
    "klacht.ongeluk": (
        "Ik gleed uit op de trap en kwam op mijn stuit terecht.",
        "Van mijn fiets gevallen in de regen.",
    ),
    "leven.beroep": (
        "Kok in een restaurant",
        "Leraar op een basisschool",
        "Vrachtwagenchauffeur",
        "Ik zit de hele dag achter een computer",
        "Opleiding tot kapper",
    ),
    "leven.verwacht": (
        "Uitleg over wat er aan de hand is, en oefeningen voor thuis.",
        "Dat u meedenkt over mijn werk.",
    ),
    "leven.verder": (
        "Ik ben een beetje bang om te bewegen sinds het gebeurde.",
        "Mijn vader had ook altijd last van zijn rug.",
    ),
    "medicijn.naam": ("Paracetamol", "Ibuprofen", "Metoprolol", "Omeprazol"),
    "medicijn.hoeveel": ("1 tablet, 2 keer per dag", "als het nodig is"),
    "medicijn.waarvoor": ("tegen de pijn", "voor mijn bloeddruk", "voor mijn maag"),
    "operatie.wat": ("Blindedarm verwijderd", "Kijkoperatie aan mijn knie"),
}
ANY_TEXT: Final = ("Dat wisselt per dag.", "Daar heb ik nu weinig last van.")
# What most people with back pain answer; one in so many answers otherwise.
USUAL: Final[dict[str, frozenset[str]]] = {
    "klacht.sinds": frozenset({"weeks6", "weeks12", "year", "longer"}),
    "pijn.plaats": frozenset({"low", "mid", "buttock_l", "buttock_r"}),
    "pijn.altijd": frozenset({"always", "often", "sometimes"}),
    "benen.gevoel": frozenset({"none", "tingling"}),
    "benen.plassen": frozenset({"no"}),
    "gezondheid.ziekten": frozenset({"none", "heart", "diabetes", "joints"}),
    "gezondheid.tekens": frozenset({"none"}),
    "leven.zorgen": frozenset({"no", "somewhat", "yes"}),
}
UNUSUAL: Final = 14
SCALES: Final = {
    "pijn.nu": range(2, 8),
    "pijn.gemiddeld": range(3, 8),
    "pijn.ergst": range(6, 10),
}
# Would have to agree with another answer.
LEFT_OPEN: Final = frozenset({"klacht.datum"})
LENGTHS: Final = {"gezondheid.lengte": (156, 194), "gezondheid.gewicht": (54, 104)}


@dataclass(frozen=True, slots=True)
class Respondent:
    """Somebody who answers, the same for the same chance."""

    layout: Layout
    chance: Random

    def fill_in(self, *, sections: int | None = None) -> tuple[Answers, list[str]]:
        """Answer the first sections, or all; also name the pages passed."""
        answers: Answers = {}
        last = len(self.layout.sections) if sections is None else sections
        for page in self.layout.pages:
            if page.section <= last:
                self._answer_page(page, answers)
        visibility = look(self.layout.questionnaire, answers)
        passed = asked_pages(self.layout, visibility)
        return answers, [page.address for page in passed if page.section <= last]

    def _answer_page(self, page: Page, answers: Answers) -> None:
        if not is_asked(page, look(self.layout.questionnaire, answers)):
            return
        if page.kind == PageKind.LIST:
            (listed,) = page.questions
            answers[listed.link_id] = self._rows(page)
            check(listed, answers[listed.link_id])
        for item in page.questions if page.kind == PageKind.QUESTIONS else ():
            if look(self.layout.questionnaire, answers).shows(item):
                self._answer(item, answers)

    def _rows(self, page: Page) -> list[Answer]:
        rows: list[Answer] = []
        for _ in range(self.chance.randrange(1, 3)):
            inner: Answers = {}
            for item in page.row_questions:
                self._answer(item, inner)
            rows.append({"row": new_row(), "answers": inner})
        return rows

    def _answer(self, item: Item, answers: Answers) -> None:
        if item.link_id in LEFT_OPEN:
            return
        if not item.required and self.chance.random() < 0.2:  # noqa: PLR2004
            return  # one in five leaves open what may be left open
        answer = self._choose(item)
        check(item, answer)
        answers[item.link_id] = answer

    def _choose(self, item: Item) -> Answer:
        if item.type in CHOICES:
            return self._option(item)
        if item.type in NUMBERS:
            return self._number(item)
        if item.type == ItemType.BOOLEAN:
            return self.chance.choices([True, False, UNKNOWN], (9, 10, 1))[0]
        if item.type == ItemType.DATE:
            ago = timedelta(days=self.chance.randrange(30, 900))
            return (local_date() - ago).isoformat()[:7]
        return self.chance.choice(TEXTS.get(item.link_id, ANY_TEXT))

    def _option(self, item: Item) -> Answer:
        options = self._likely(item)
        if not item.is_multiple:
            return self.chance.choice(options).value
        together = [each.value for each in options if not each.exclusive]
        alone = [each.value for each in options if each.exclusive]
        has_none = self.chance.random() < 0.5  # noqa: PLR2004 - half of them
        if alone and (has_none or not together):
            return [self.chance.choice(alone)]
        return list(self.chance.sample(together, min(2, len(together))))

    def _likely(self, item: Item) -> Sequence[Option]:
        usual = USUAL.get(item.link_id, frozenset())
        likely = [option for option in item.options if option.value in usual]
        return likely if likely and self.chance.randrange(UNUSUAL) else item.options

    def _number(self, item: Item) -> Answer:
        if item.type == ItemType.INTEGER:
            some = SCALES.get(item.link_id) or item.scale or range(1, 7)
            return self.chance.choice(some)
        least, most = item.limits.least, item.limits.most
        first, last = LENGTHS.get(item.link_id, (1, 10))
        first = max(first, int(least)) if isinstance(least, Decimal) else first
        last = min(last, int(most)) if isinstance(most, Decimal) else last
        value = str(self.chance.randrange(first, max(first, last) + 1))
        if item.type == ItemType.DECIMAL:
            return value
        return {"value": value, "unit": next((e.name for e in item.units), "")}
