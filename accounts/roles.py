"""The five roles of a practice (RULES ACC-03) and what each may do, in words."""

from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    """In what capacity a member of staff acts. One is active at a time."""

    FRONT_DESK = "front_desk"
    THERAPIST = "therapist"
    OWNER = "owner"
    PRIVACY_OFFICER = "privacy_officer"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> Promise:
        """Name the role as people in a practice do."""
        return LABELS[self]

    @property
    def can(self) -> Promise:
        """Say what the role may do."""
        return CAN[self]

    @property
    def cannot(self) -> Promise:
        """Say what the role may not do."""
        return CANNOT[self]


LABELS: Final = {
    Role.FRONT_DESK: _("Balie"),
    Role.THERAPIST: _("Behandelaar"),
    Role.OWNER: _("Praktijkhouder"),
    Role.PRIVACY_OFFICER: _("Functionaris gegevensbescherming"),
    Role.ADMINISTRATOR: _("Beheerder"),
}

CAN: Final = {
    Role.FRONT_DESK: _("Ziet namen, contactgegevens en de wachtlijst; nodigt uit."),
    Role.THERAPIST: _("Leest de intakes van de eigen patiënten en beoordeelt nieuwe."),
    Role.OWNER: _("Ziet de wachtlijst en het logboek; beheert medewerkers."),
    Role.PRIVACY_OFFICER: _("Leest het logboek en adviseert over verzoeken."),
    Role.ADMINISTRATOR: _("Beheert accounts en vragenlijsten."),
}

CANNOT: Final = {
    Role.FRONT_DESK: _("Leest geen antwoorden over gezondheid."),
    Role.THERAPIST: _("Leest geen intakes van patiënten van een ander."),
    Role.OWNER: _("Leest geen antwoorden over gezondheid."),
    Role.PRIVACY_OFFICER: _("Ziet patiënten alleen binnen een zaak."),
    Role.ADMINISTRATOR: _("Ziet geen patiënten en geeft zichzelf geen rol."),
}
