"""Why an answer is not accepted, in the words of UX P15 and G3."""

from intake.questionnaires.sentences import Spoken, gettext_noop


class WrongAnswer(Spoken):
    """An answer that does not fit its question; nothing typed is lost by it."""


class NoText(WrongAnswer):
    """Nothing was typed."""

    sentence = gettext_noop("Vul een antwoord in")


class NoChoice(WrongAnswer):
    """Nothing was chosen."""

    sentence = gettext_noop("Kies een antwoord")


class NoChoices(WrongAnswer):
    """Nothing was ticked."""

    sentence = gettext_noop("Kies minstens één antwoord")


class NoYesOrNo(WrongAnswer):
    """Neither yes nor no."""

    sentence = gettext_noop("Kies ja of nee")


class NoOther(WrongAnswer):
    """“Anders” without what else."""

    sentence = gettext_noop("Vul in wat u bedoelt")


class NotAnOption(WrongAnswer):
    """Something that was not offered."""

    sentence = gettext_noop("Kies een antwoord uit de lijst")


class NotThisKind(WrongAnswer):
    """An answer of another kind than the question."""

    sentence = gettext_noop("Beantwoord deze vraag opnieuw")


class NotTogether(WrongAnswer):
    """“None of these” with one of these."""

    sentence = gettext_noop(
        "Kies ‘%(option)s’ of een van de andere antwoorden, niet allebei"
    )


class TooFewChosen(WrongAnswer):
    """Fewer than asked for."""

    sentence = gettext_noop("Kies minstens %(least)s antwoorden")


class TooManyChosen(WrongAnswer):
    """More than asked for."""

    sentence = gettext_noop("Kies hoogstens %(most)s antwoorden")


class TooFewRows(WrongAnswer):
    """A list that is too short."""

    sentence = gettext_noop("Vul er minstens %(least)s in")


class TooManyRows(WrongAnswer):
    """A list that is too long."""

    sentence = gettext_noop("U kunt er hoogstens %(most)s invullen")


class TooLong(WrongAnswer):
    """More characters than are kept."""

    sentence = gettext_noop(
        "Antwoord mag hoogstens %(most)s tekens hebben. U heeft er %(count)s. "
        "Maak het korter"
    )


class UnsavableText(WrongAnswer):
    """NUL or half a character, mostly pasted from another program."""

    sentence = gettext_noop(
        "In uw antwoord staat een teken dat wij niet kunnen bewaren. Typ uw antwoord "
        "opnieuw"
    )


class NoNumber(WrongAnswer):
    """No number."""

    sentence = gettext_noop("Vul een getal in, zoals 72,5")


class NoWholeNumber(WrongAnswer):
    """No whole number."""

    sentence = gettext_noop("Vul een heel getal in, zoals 3")


class TooManyDigits(WrongAnswer):
    """More digits than anything has that is measured here."""

    sentence = gettext_noop("Vul een getal in met minder cijfers")


class TooManyDecimals(WrongAnswer):
    """Too exact."""

    sentence = gettext_noop("Vul hoogstens %(most)s cijfers achter de komma in")


class NoUnit(WrongAnswer):
    """A number without what it counts."""

    sentence = gettext_noop("Kies een eenheid")


class OutsideLimits(WrongAnswer):
    """Outside the limits of the questionnaire."""

    sentence = gettext_noop(
        "Vul een getal in van %(least)s tot en met %(most)s %(unit)s"
    )


class TooLow(WrongAnswer):
    """Under the lowest."""

    sentence = gettext_noop("Vul een getal in van minstens %(least)s %(unit)s")


class TooHigh(WrongAnswer):
    """Over the highest."""

    sentence = gettext_noop("Vul een getal in van hoogstens %(most)s %(unit)s")


class NotOnScale(WrongAnswer):
    """Not a step of the scale."""

    sentence = gettext_noop("Kies een cijfer van %(least)s tot en met %(most)s")


class NoDate(WrongAnswer):
    """No date at all."""

    sentence = gettext_noop("Vul een datum in")


class NoDay(WrongAnswer):
    """A date without its day."""

    sentence = gettext_noop("Datum moet een dag hebben")


class NoMonth(WrongAnswer):
    """A date without its month."""

    sentence = gettext_noop("Datum moet een maand hebben")


class NoYear(WrongAnswer):
    """A date without its year."""

    sentence = gettext_noop("Datum moet een jaar van 4 cijfers hebben")


class ImpossibleDate(WrongAnswer):
    """A day no calendar has."""

    sentence = gettext_noop("Datum moet een echte datum zijn")


class DateTooEarly(WrongAnswer):
    """Before the first day that counts."""

    sentence = gettext_noop("Datum moet op of na %(least)s zijn")


class DateTooLate(WrongAnswer):
    """After the last day that counts."""

    sentence = gettext_noop("Datum moet op of voor %(most)s zijn")
