"""What an import makes of a file: taken over, adapted, not supported."""

from dataclasses import dataclass, field
from enum import StrEnum

from intake.questionnaires.definition import Questionnaire
from intake.questionnaires.sentences import Facts, gettext_noop


class Verdict(StrEnum):
    """What became of an item."""

    ADAPTED = "adapted"
    UNSUPPORTED = "unsupported"


class Change(StrEnum):
    """Why an item is not as it stands in the file; see SENTENCES."""

    MARKUP = "markup"
    UNSAFE_MARKUP = "unsafe-markup"
    STYLE = "style"
    TEXT_FROM_HELP = "text-from-help"
    CONTROL = "control"
    REGEX = "regex"
    EXPRESSION_CHECK = "expression-check"
    INITIAL = "initial"
    SLIDER = "slider"
    DATE_TIME = "date-time"
    URL = "url"
    OPEN_TEXT = "open-text"
    EXTERNAL_AS_TEXT = "external-as-text"
    INNER_REPEAT = "inner-repeat"
    LOST_CONDITION = "lost-condition"
    OTHER_UNIT = "other-unit"
    TYPE = "type"
    EXTERNAL_OPTIONS = "external-options"
    CALCULATED = "calculated"
    CONDITION_EXPRESSION = "condition-expression"
    HIDDEN = "hidden"
    READ_ONLY = "read-only"
    NO_TEXT = "no-text"
    MODIFIER = "modifier"
    DEPENDS = "depends"


LEFT_OUT = gettext_noop("De patiënt krijgt dit niet te zien.")
AS_IT_STANDS = gettext_noop("De patiënt ziet de vraag zelf ongewijzigd.")
PLAIN = gettext_noop("De patiënt ziet de tekst zonder opmaak.")

# What, and what the patient will see.
SENTENCES: dict[Change, tuple[str, str]] = {
    Change.MARKUP: (gettext_noop("Opmaak is weggelaten."), PLAIN),
    Change.UNSAFE_MARKUP: (gettext_noop("Onveilige HTML is weggehaald."), PLAIN),
    Change.STYLE: (gettext_noop("De eigen opmaak telt niet mee."), PLAIN),
    Change.TEXT_FROM_HELP: (
        gettext_noop("De vraag heeft zelf geen tekst."),
        gettext_noop("De patiënt ziet de hulptekst als vraag."),
    ),
    Change.CONTROL: (
        gettext_noop("De weergave ‘%(control)s’ kennen wij niet."),
        gettext_noop("De patiënt ziet de gewone weergave voor dit soort vraag."),
    ),
    Change.REGEX: (
        gettext_noop("Het patroon (regex) wordt niet gecontroleerd."),
        AS_IT_STANDS,
    ),
    Change.EXPRESSION_CHECK: (
        gettext_noop("De controle met een formule wordt niet uitgevoerd."),
        AS_IT_STANDS,
    ),
    Change.INITIAL: (
        gettext_noop("De vooraf ingevulde waarde vervalt."),
        gettext_noop("De patiënt begint met een lege vraag."),
    ),
    Change.SLIDER: (
        gettext_noop("Een schuif is voor veel mensen moeilijk te bedienen."),
        gettext_noop("De patiënt kiest een cijfer of vult een getal in."),
    ),
    Change.DATE_TIME: (
        gettext_noop("Een tijdstip wordt een datum."),
        gettext_noop("De patiënt vult een datum in."),
    ),
    Change.URL: (
        gettext_noop("Een webadres wordt gewone tekst."),
        gettext_noop("De patiënt vult tekst in."),
    ),
    Change.OPEN_TEXT: (
        gettext_noop("De open keuze heeft geen antwoorden om uit te kiezen."),
        gettext_noop("De patiënt vult tekst in."),
    ),
    Change.EXTERNAL_AS_TEXT: (
        gettext_noop("De antwoorden staan niet in het bestand (%(url)s)."),
        gettext_noop("De patiënt vult tekst in."),
    ),
    Change.INNER_REPEAT: (
        gettext_noop("Een herhaling binnen een herhaling."),
        gettext_noop("De patiënt vult dit onderdeel per regel één keer in."),
    ),
    Change.LOST_CONDITION: (
        gettext_noop("Een voorwaarde hangt af van een weggelaten vraag."),
        gettext_noop("De patiënt ziet dit alleen om een van de andere redenen."),
    ),
    Change.OTHER_UNIT: (
        gettext_noop("Een grens staat in een andere eenheid dan de vraag."),
        gettext_noop("De patiënt ziet de vraag zonder die grens."),
    ),
    Change.TYPE: (
        gettext_noop("Het soort vraag ‘%(type)s’ wordt niet ondersteund."),
        LEFT_OUT,
    ),
    Change.EXTERNAL_OPTIONS: (
        gettext_noop(
            "De antwoorden staan niet in het bestand (%(url)s) en andere vragen "
            "hangen ervan af."
        ),
        LEFT_OUT,
    ),
    Change.CALCULATED: (
        gettext_noop("Het antwoord wordt met een formule berekend."),
        LEFT_OUT,
    ),
    Change.CONDITION_EXPRESSION: (
        gettext_noop("De voorwaarde is een formule die wij niet uitvoeren."),
        LEFT_OUT,
    ),
    Change.HIDDEN: (gettext_noop("Het onderdeel is verborgen."), LEFT_OUT),
    Change.READ_ONLY: (
        gettext_noop("Het onderdeel is alleen om te lezen, niet om in te vullen."),
        LEFT_OUT,
    ),
    Change.NO_TEXT: (gettext_noop("Het onderdeel heeft geen tekst."), LEFT_OUT),
    Change.MODIFIER: (
        gettext_noop("Een uitbreiding verandert de betekenis: %(url)s."),
        LEFT_OUT,
    ),
    Change.DEPENDS: (
        gettext_noop("Het hangt af van een vraag die is weggelaten."),
        LEFT_OUT,
    ),
}


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that was done with one item."""

    verdict: Verdict
    change: Change
    path: str
    link_id: str
    facts: Facts = field(default_factory=dict)

    @property
    def what(self) -> str:
        """The sentence that says what was found, to be translated."""
        return SENTENCES[self.change][0]

    @property
    def shown(self) -> str:
        """The sentence that says what the patient will see, to be translated."""
        return SENTENCES[self.change][1]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What can be asked of a file, and how it differs from the file."""

    questionnaire: Questionnaire
    source: str  # the file whole, for keeping and export
    content_hash: str  # SHA-256 over its canonical JSON
    taken: tuple[str, ...]  # linkIds of the items that are as they were
    notes: tuple[Note, ...]
    ignored: tuple[str, ...]  # addresses of extensions that change nothing here

    @property
    def adapted(self) -> tuple[Note, ...]:
        """The items asked differently from the file."""
        return tuple(n for n in self.notes if n.verdict == Verdict.ADAPTED)

    @property
    def unsupported(self) -> tuple[Note, ...]:
        """The items left out."""
        return tuple(n for n in self.notes if n.verdict == Verdict.UNSUPPORTED)
