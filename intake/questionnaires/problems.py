"""Why a file is not imported: one named error and one sentence each."""

from intake.questionnaires.sentences import Spoken, gettext_noop


class FileProblem(Spoken):
    """Something in the file that has to be mended before it can be imported."""


class ImportRefused(Exception):
    """The file is not imported; `problems` says why, in the order of the file."""

    def __init__(self, *problems: FileProblem) -> None:
        """Keep every problem found, so that all can be mended at once."""
        super().__init__(", ".join(str(problem) for problem in problems))
        self.problems = problems


class Empty(FileProblem):
    """There is nothing in it."""

    sentence = gettext_noop("Kies een bestand of plak de tekst van een vragenlijst.")


class TooLarge(FileProblem):
    """More than a megabyte."""

    sentence = gettext_noop(
        "Het bestand is te groot. Een vragenlijst mag hoogstens 1 MB zijn. Haal "
        "plaatjes of lange keuzelijsten uit het bestand en probeer het opnieuw."
    )


class NotUtf8(FileProblem):
    """Bytes that are not UTF-8."""

    sentence = gettext_noop(
        "Het bestand is niet opgeslagen als UTF-8. Sla het opnieuw op met de "
        "codering UTF-8."
    )


class NotJson(FileProblem):
    """No JSON."""

    sentence = gettext_noop(
        "Dit is geen JSON. Kijk op regel %(line)s, of kies het JSON-bestand van de "
        "vragenlijst."
    )


class NotANumber(FileProblem):
    """NaN or Infinity, which JSON does not have."""

    sentence = gettext_noop(
        "In het bestand staat %(found)s. Dat is geen getal. Vervang het door een getal."
    )


class NumberTooLong(FileProblem):
    """A number with more digits than any answer has."""

    sentence = gettext_noop(
        "In het bestand staat een getal met te veel cijfers. Maak het korter."
    )


class RepeatedName(FileProblem):
    """The same name twice in one JSON object: readers disagree on which counts."""

    sentence = gettext_noop(
        "De naam ‘%(name)s’ staat twee keer in hetzelfde onderdeel. Haal er een weg."
    )


class BrokenText(FileProblem):
    """NUL or half a character."""

    sentence = gettext_noop(
        "In het bestand staat een teken dat niet kan worden opgeslagen. Typ de tekst "
        "op die plaats opnieuw."
    )


class TooDeep(FileProblem):
    """Nested deeper than any questionnaire."""

    sentence = gettext_noop(
        "De onderdelen zitten te diep in elkaar. Hoogstens 60 lagen is mogelijk."
    )


class TooManyItems(FileProblem):
    """More than a thousand items."""

    sentence = gettext_noop(
        "De vragenlijst heeft meer dan 1000 onderdelen. Verdeel hem over meer "
        "vragenlijsten."
    )


class NotAQuestionnaire(FileProblem):
    """Another resource, or no resource at all."""

    sentence = gettext_noop(
        "Dit is geen FHIR-vragenlijst. Kies een bestand met een ‘Questionnaire’."
    )


class IsABundle(FileProblem):
    """A bundle, of questionnaires or of something else."""

    sentence = gettext_noop(
        "Dit is een bundel met %(count)s onderdelen. Haal de vragenlijst eruit en "
        "importeer elke vragenlijst als eigen bestand."
    )


class OlderFhir(FileProblem):
    """STU3 or older."""

    sentence = gettext_noop(
        "Dit is een oudere FHIR-versie. Vraag de maker om de vragenlijst in versie R4, "
        "of zet hem eerst om."
    )


class AddressTooLong(FileProblem):
    """A url nobody could have meant."""

    sentence = gettext_noop(
        "De url van de vragenlijst is te lang. Maak hem korter dan 255 tekens."
    )


class NoItems(FileProblem):
    """Nothing to ask."""

    sentence = gettext_noop(
        "Er staat geen vraag in die wij kunnen stellen. Kies een andere vragenlijst."
    )


class WrongShape(FileProblem):
    """A part is not what FHIR says it is."""

    sentence = gettext_noop(
        "Op ‘%(place)s’ staat iets anders dan FHIR daar voorschrijft (%(expected)s). "
        "Verbeter dat onderdeel."
    )


class MustBeUnderstood(FileProblem):
    """A modifierExtension changes the meaning in a way we do not know."""

    sentence = gettext_noop(
        "De vragenlijst gebruikt een uitbreiding die de betekenis verandert en die "
        "wij niet kennen: %(url)s. Vraag de maker om een versie zonder."
    )


class MissingLinkId(FileProblem):
    """An item without a linkId."""

    sentence = gettext_noop(
        "Een onderdeel heeft geen linkId. Geef elk onderdeel een eigen linkId."
    )


class DuplicateLinkId(FileProblem):
    """Two items with one linkId."""

    sentence = gettext_noop(
        "De linkId ‘%(link_id)s’ komt meer dan één keer voor. Geef elk onderdeel een "
        "eigen linkId."
    )


class NoOptions(FileProblem):
    """A choice with nothing to choose."""

    sentence = gettext_noop(
        "De keuzevraag ‘%(link_id)s’ heeft geen antwoorden om uit te kiezen. Voeg "
        "antwoorden toe."
    )


class UnknownQuestion(FileProblem):
    """A condition on a question that is not there."""

    sentence = gettext_noop(
        "‘%(link_id)s’ hangt af van de vraag ‘%(question)s’, maar die bestaat niet. "
        "Verbeter de voorwaarde (enableWhen)."
    )


class NotAQuestion(FileProblem):
    """A condition on a group or a text."""

    sentence = gettext_noop(
        "‘%(link_id)s’ hangt af van ‘%(question)s’, maar dat is geen vraag. Verbeter "
        "de voorwaarde (enableWhen)."
    )


class BrokenCondition(FileProblem):
    """A condition without a known operator or answer."""

    sentence = gettext_noop(
        "De voorwaarde (enableWhen) van ‘%(link_id)s’ klopt niet. Geef een operator "
        "en een antwoord op."
    )


class CyclicCondition(FileProblem):
    """Questions that wait for each other."""

    sentence = gettext_noop(
        "Deze onderdelen wachten op elkaar: %(link_ids)s. Haal een van de voorwaarden "
        "(enableWhen) weg."
    )
