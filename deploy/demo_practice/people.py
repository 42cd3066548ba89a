"""Sixty people who sign up, and who signs up for those who cannot."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from intake.waitlist.models import WaitlistEntry
from patients.dates import add_months, age_on, local_date

# Given name, infix, family name. The family names are of nobody we know of.
NAMES: Final = """
Lotte||Zandkasteel
Youssef|el|Amberi
Fenna|van|Wolkendam
Mehmet||Gümüşdere
Aisha||Rozenburcht
Sjoerd||Klaverhorst
Shanice||Maanvelt
Wouter|de|Kruidnagel
Nadia||Benazouki
Tijmen|van der|Regenboog
Katarzyna||Brzozowiecka
Ravi||Lotusmangal
Hanneke||Dauwdruppel
Ibrahim||Çınarbaş
Marijke|van|Sterrenveld
Dewi||Merpatisari
Bram||Hazelnoot
Samira||Ouledbaraka
Pieter|ten|Appelhof
Jayden||Kotomissie
Geertje||Windekind
Hassan||Farahmandi
Ilse|van den|Berkenlaan
Marek||Wierzbinek
Roos||Pimpernel
Anton||Zeewierd
Fatima||Tazaghartine
Jelle||Stroopstra
Priscilla||Zonneschip
Cornelis||Vuurvliegt
Meryem||Yıldızova
Tobias||Lantaarnman
Willemijn|van|Distelvink
Kofi||Asantewaar
Anneke||Kandelaber
Rachid||Zitounibar
Saskia|de|Waterlelie
Thijs||Pannenkoeck
Amina||Noorderlicht
Floris||Kersenpit
Linh||Hoasenvang
Gerrit||Slootveger
Elif||Papatyagil
Mees||Boterbloempje
Johanna||Ganzebloem
Omar||Palmentuyn
Yara||Vlindertak
Ruben||Donderwolk
Trijntje||Schapenwolkje
Stanisława||Jarzębinek
Maurits|van|Zilvervos
Chaima||Jasmijnhof
Bas||Kievitsei
Grace||Morgenstondt
Hendrik||Rietpluim
Zeynep||Baharçiçek
Oscar||Duinroosje
Anouk||Papaverman
Koen||Spreeuwenburg
Vera||Lavendelaar
"""
PARENTS: Final = ("Margriet", "Karim", "Evelien", "Murat", "Sophie", "Dennis", "Inge")

# By place in the list above: how old children and teenagers are.
AGES: Final = {3: 6, 7: 13, 9: 17, 15: 9, 21: 15, 24: 11, 33: 16, 45: 17, 57: 4}
WITHOUT_EMAIL: Final = frozenset({5, 18, 29, 53})
BY_SOMEBODY_ELSE: Final = frozenset({11, 29})
IN_ENGLISH: Final = frozenset({6, 15, 33, 36, 40, 46})

WORDS: Final = {
    WaitlistEntry.Reason.BACK: (
        "Sinds drie weken pijn onder in mijn rug, vooral als ik lang zit.",
        "Ik ben door mijn rug gegaan bij het tillen van een verhuisdoos.",
        "Elke ochtend een stijve rug, het duurt een uur voor het weer gaat.",
        "De pijn trekt naar mijn linkerbeen als ik loop.",
        "",
    ),
    WaitlistEntry.Reason.NECK: (
        "Mijn nek zit vast na een dag achter de computer.",
        "Ik krijg hoofdpijn als ik mijn hoofd naar rechts draai.",
    ),
    WaitlistEntry.Reason.LIMB: (
        "Tintelingen in mijn arm, vooral als ik lig.",
        "Mijn been slaapt steeds na een half uur zitten.",
    ),
    WaitlistEntry.Reason.OTHER: ("Ik wil weten of ik weer veilig kan sporten.",),
    WaitlistEntry.Reason.LATER: ("",),
}
MOMENTS: Final = tuple(
    f"{day}_{part}"
    for day in ("mon", "tue", "wed", "thu", "fri")
    for part in ("morning", "afternoon", "evening")
)
LETTERS: Final = str.maketrans("ıüöşçğńłęąİ", "iuoscgnleai")
DECIDES: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Invented:
    """Somebody who signs up."""

    number: int
    given_name: str
    infix: str
    family_name: str
    birth_date: date
    language: str
    phone: str
    email: str
    reason: str
    words: str
    availability: list[str]
    parent: str

    @property
    def route(self) -> WaitlistEntry.Route:
        """For whom the sign-up was made."""
        if self.is_child:
            return WaitlistEntry.Route.CHILD
        if self.number in BY_SOMEBODY_ELSE:
            return WaitlistEntry.Route.OTHER
        return WaitlistEntry.Route.SELF

    @property
    def is_child(self) -> bool:
        """Whether a parent signs up and is written to."""
        return age_on(self.birth_date, local_date()) < DECIDES


def sixty(chance: Random) -> list[Invented]:
    """Return the sixty, the same for the same seed."""
    lines = NAMES.strip().splitlines()
    return [
        _invent(number, *line.split("|"), chance=chance)
        for number, line in enumerate(lines)
    ]


def _invent(
    number: int, given_name: str, infix: str, family_name: str, *, chance: Random
) -> Invented:
    reason = chance.choices(list(WORDS), weights=(12, 4, 3, 1, 1))[0]
    return Invented(
        number=number,
        given_name=given_name,
        infix=infix,
        family_name=family_name,
        birth_date=_birth_date(AGES.get(number) or chance.randrange(18, 84), chance),
        language="en" if number in IN_ENGLISH else "nl",
        # No number begins with 06 0: nobody is called by mistake.
        phone=f"06 00 00 {number:02} {chance.randrange(10, 99)}",
        email="" if number in WITHOUT_EMAIL else address(given_name, family_name),
        reason=reason,
        words=chance.choice(WORDS[reason]),
        availability=_availability(chance),
        parent=PARENTS[number % len(PARENTS)],
    )


def _birth_date(age: int, chance: Random) -> date:
    """Return a day that makes somebody of this age today."""
    birthday = add_months(local_date(), -12 * age)
    return birthday - timedelta(days=chance.randrange(364))


def address(given_name: str, family_name: str) -> str:
    """Return an address at which nobody reads mail."""
    name = f"{given_name}.{family_name}".casefold().translate(LETTERS)
    return f"{name}@example.org"


def _availability(chance: Random) -> list[str]:
    if chance.random() < 0.2:  # noqa: PLR2004 - one in five comes at any time
        return ["any"]
    chosen = chance.sample(range(len(MOMENTS)), chance.randrange(0, 5))
    return [MOMENTS[index] for index in sorted(chosen)]
