"""The sections of the staff pages, per role, in the order shown."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role

# (roles, label, name of the address). A section is added with its page.
SECTIONS: Final[tuple[tuple[frozenset[Role], Promise, str], ...]] = (
    (frozenset(Role), _("Taken"), "intake:tasks"),
    (
        frozenset({Role.FRONT_DESK, Role.THERAPIST, Role.OWNER}),
        _("Wachtlijst"),
        "intake:waitlist",
    ),
    (frozenset({Role.THERAPIST}), _("Intakes"), "intake:reading_list"),
    (frozenset({Role.THERAPIST, Role.OWNER}), _("Sleutels"), "accounts:keys"),
    (frozenset({Role.FRONT_DESK, Role.OWNER}), _("Berichten"), "intake:outbox"),
    (frozenset({Role.OWNER, Role.ADMINISTRATOR}), _("Medewerkers"), "accounts:staff"),
    (frozenset({Role.OWNER, Role.PRIVACY_OFFICER}), _("Logboek"), "privacy:log"),
    (frozenset({Role.OWNER}), _("Vragenlijsten"), "intake:questionnaires"),
)
