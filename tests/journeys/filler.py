"""Answers any page of any questionnaire by the controls that stand on it."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

ROWS = 2  # of each list
YES = {"Ja", "Yes"}
OTHER = ("Anders", "Other")
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass
class Filler:
    """Somebody who answers everything, differently each time, and remembers it."""

    given: list[tuple[str, str]] = field(default_factory=list)
    _count: int = 0
    _chose_other: bool = False

    def answer(self, page: Page) -> None:
        """Fill in what stands on the page."""
        for question in page.locator("main .field").all():
            self._count += 1
            self._answer(question)

    def heed(self, page: Page) -> None:
        """Do what the errors say: the number or the length is in the sentence."""
        for wrong in page.locator("main .field-wrong").all():
            sentence = wrong.locator(".error").inner_text()
            numbers = NUMBER.findall(sentence)
            assert numbers, sentence
            control = wrong.locator("input, textarea")
            typed = control.input_value()
            is_number = control.get_attribute("inputmode")
            better = numbers[0] if is_number else typed[: int(numbers[0])]
            control.fill(better)
            label = self._label(wrong)
            self.given[self.given.index((label, typed))] = (label, better)

    def wants_another(self, page: Page) -> bool:
        """Answer whether a list gets another row; say what was answered."""
        another = page.locator(".row-list > li").count() < ROWS
        page.locator("main .field input[type=radio]").nth(0 if another else 1).check()
        return another

    def _answer(self, question: Locator) -> None:
        radios = question.locator("input[type=radio]")
        boxes = question.locator("input[type=checkbox]")
        if question.locator(".date-parts").count():
            self._date(question)
        elif radios.count():
            self._one(question, radios)
        elif boxes.count():
            self._some(question, boxes)
        elif question.locator("select").count():
            self._from_a_list(question)
        else:
            self._text(question)

    def _one(self, question: Locator, radios: Locator) -> None:
        labels = question.locator(".option label").all_inner_texts()
        at = 0 if labels[0] in YES else self._count % len(labels)
        radios.nth(at).check()
        self._remember(question, labels[at])

    def _some(self, question: Locator, boxes: Locator) -> None:
        labels = question.locator(".option label").all_inner_texts()
        # The first and the last may say "none of these".
        middle = range(1, len(labels) - 1) or range(1)
        for at, label in enumerate(labels):
            if at in middle[:2] or label in OTHER:
                boxes.nth(at).check()
                self._remember(question, label)

    def _from_a_list(self, question: Locator) -> None:
        options = question.locator("option").all_inner_texts()
        at = 1 + self._count % (len(options) - 1)
        question.locator("select").select_option(index=at)
        self._remember(question, options[at])

    def _date(self, question: Locator) -> None:
        for part, typed in enumerate(("3", "mrt", "2021")):
            question.locator("input").nth(part).fill(typed)
        self._remember(question, "3 maart 2021")

    def _text(self, question: Locator) -> None:
        control = question.locator("input, textarea")
        label = self._label(question)
        if label.startswith(OTHER) and not self._chose_other:
            return
        mode = control.get_attribute("inputmode")
        written = {"numeric": "7", "decimal": "72,5"}.get(mode or "")
        text = written or f"Antwoord nummer {self._count}."
        control.fill(text)
        if label.startswith(OTHER):
            # It is shown with the question it belongs to.
            label = self.given[-1][0]
        self._remember_as(label, text)

    def _remember(self, question: Locator, answer: str) -> None:
        self._remember_as(self._label(question), answer)

    def _remember_as(self, label: str, answer: str) -> None:
        self._chose_other = answer in OTHER
        if not self._chose_other:
            self.given.append((label, answer))

    @staticmethod
    def _label(question: Locator) -> str:
        name = question.locator("> legend, > .label, > h1, > .option > label").first
        return name.inner_text().strip()
