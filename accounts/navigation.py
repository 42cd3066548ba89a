"""The sections of the staff pages, per role, in the order shown."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role

# (roles, label, name of the address). A section is added with its page.
SECTIONS: Final[tuple[tuple[frozenset[Role], Promise, str], ...]] = (
    (frozenset({Role.OWNER, Role.ADMINISTRATOR}), _("Medewerkers"), "accounts:staff"),
    (frozenset({Role.OWNER, Role.PRIVACY_OFFICER}), _("Logboek"), "privacy:log"),
)
