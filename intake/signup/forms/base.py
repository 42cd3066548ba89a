"""What every step is: a form about somebody, whose answer the session can hold."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise

from accounts.page_forms import PageForm
from intake.signup.draft import Draft, Whom

Text = str | Promise
Row = tuple[Text, str]
Answer = Mapping[str, Any]


class StepForm(PageForm):
    """One page of the sign-up.

    `heading` and the labels of fields may differ by whom the answer is about:
    a mapping from Whom replaces the one text.
    """

    slug: ClassVar[str]
    template: ClassVar[str] = "intake/signup/step.html"
    # The h1 by whom it is about; on a question page it is the first field's label.
    headings: ClassVar[Mapping[Whom, Text]] = {}

    def __init__(self, *args: Any, about: Whom, draft: Draft, **kwargs: Any) -> None:
        """Ask about somebody."""
        super().__init__(*args, **kwargs)
        self.about = about
        self.draft = draft
        if self.is_question and self.headings:
            # Before the bound field is made: that keeps the label it finds.
            next(iter(self.fields.values())).label = str(self.title)
        if about is Whom.SELF:
            self._let_the_browser_help()

    @property
    def title(self) -> Text:
        """The h1."""
        if self.headings:
            return self.headings[self.about]
        return self.visible_fields()[0].label or ""

    @property
    def explanation(self) -> list[Text]:
        """Paragraphs between the h1 and the questions."""
        return []

    def answer(self) -> dict[str, Any]:
        """Return what was answered, as JSON can hold it."""
        return dict(self.cleaned_data)

    @classmethod
    def initial_of(cls, answer: Answer) -> dict[str, Any]:
        """Return what the form shows of an answer given earlier."""
        return dict(answer)

    def rows(self, answer: Answer) -> list[Row]:
        """Return what the check page shows of an answer."""
        raise NotImplementedError

    def chosen(self, name: str, answer: Answer) -> str:
        """Return the words of a choice, empty where it is no longer offered."""
        field = self.fields[name]
        if not isinstance(field, forms.ChoiceField):
            raise TypeError(name)
        # Asked of the widget, which holds the choices as a plain list.
        offered = dict(field.widget.choices)
        return str(offered.get(answer[name], ""))

    def _let_the_browser_help(self) -> None:
        """Name the fields for autofill: only where they are the visitor's own (G2)."""
        for field in self.fields.values():
            token = getattr(field, "token", "")
            if token and isinstance(field.widget, forms.Widget):
                field.widget.attrs["autocomplete"] = token
