"""Which questions a sign-up needs, in which order: it follows from the answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from accounts.models import Location
from intake.signup.domains import likely_meant
from intake.signup.draft import Draft, Whom
from intake.signup.forms.base import StepForm
from intake.signup.forms.contact import Contact, OwnContact
from intake.signup.forms.doubts import Doubt, UnlikelyAddress, UnlikelyAge, unlikely_age
from intake.signup.forms.people import (
    BirthDate,
    Carer,
    ForWhom,
    Helper,
    Name,
    Parent,
)
from intake.signup.forms.wishes import Information, Place, When, Why
from patients.dates import AgeBand

FORMS: Final[dict[str, type[StepForm]]] = {
    form.slug: form
    for form in (
        ForWhom,
        Helper,
        BirthDate,
        Name,
        Carer,
        Parent,
        Contact,
        OwnContact,
        Place,
        Why,
        When,
        Information,
    )
}
DOUBTS: Final[dict[str, type[Doubt]]] = {
    form.slug: form for form in (UnlikelyAge, UnlikelyAddress)
}


@dataclass(frozen=True, slots=True)
class Step:
    """One page: a question about somebody."""

    form: type[StepForm]
    about: Whom = Whom.SELF
    # What is doubted: another answer is another doubt.
    detail: str = ""

    @property
    def slug(self) -> str:
        """Its place in the address."""
        return self.form.slug

    @property
    def key(self) -> str:
        """The name its answer is kept by."""
        return ".".join(filter(None, (self.slug, self.about.value, self.detail)))


def path(draft: Draft) -> Iterator[Step]:
    """Yield the steps as far as the answers tell which there are."""
    yield Step(ForWhom)
    patient = draft.patient
    if patient is None:
        return
    if patient is Whom.OTHER:
        yield Step(Helper)
    yield Step(BirthDate, patient)
    if draft.birth_date is None:
        return
    if unlikely_age(draft):
        yield Step(UnlikelyAge, patient, draft.birth_date.isoformat())
    yield Step(Name, patient)
    yield from _who_answers(draft, patient)
    yield from _contact(draft, patient)
    if Location.objects.count() > 1:
        yield Step(Place)
    yield Step(Why, patient)
    yield Step(When, patient)
    yield Step(Information)


def first_missing(draft: Draft) -> Step | None:
    """Return the first step without an answer, None when all were answered."""
    return next((step for step in path(draft) if draft.answer(step.key) is None), None)


def _who_answers(draft: Draft, patient: Whom) -> Iterator[Step]:
    if patient is Whom.CHILD:
        yield Step(Carer)
    elif draft.is_young:
        yield Step(Parent, Whom.PARENT)


def _contact(draft: Draft, patient: Whom) -> Iterator[Step]:
    contact = Step(Contact, draft.reached)
    yield contact
    email = (draft.answer(contact.key) or {}).get("email", "")
    if likely_meant(email):
        yield Step(UnlikelyAddress, draft.reached, email)
    if draft.band is AgeBand.FROM_12_TO_15:
        yield Step(OwnContact, patient)
