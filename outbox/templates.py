"""Which mails exist, what each may say, and how long each is held and kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outbox import policy


class UnknownTemplate(Exception):
    """No mail has this name."""


class VariableNotPermitted(Exception):
    """A mail would say something that mail may not say (RULES COM-03)."""


class VariableMissing(Exception):
    """A mail would have a hole where something must stand."""


class BadVariable(Exception):
    """A variable holds control characters, or a link is not a full address."""


# COM-03's list. A date of an appointment joins when patients can opt in to it.
# `deadline_text` (UX G11) and `code` (UX G12) say nothing about the person.
PERMITTED: Final = frozenset(
    {"salutation_neutral", "practice_name", "link", "contact", "deadline_text", "code"}
)
# On every mail: who sends it, and the number to phone.
ALWAYS: Final = frozenset({"practice_name", "contact"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MailTemplate:
    """One mail: its fixed subject, its variables (all required), its terms."""

    name: str
    subject: str | Promise
    variables: frozenset[str]
    hold: timedelta = timedelta(0)
    lifetime: timedelta = policy.LONGEST_KEPT

    @property
    def path(self) -> str:
        """Name the file with the text."""
        return f"mail/{self.name}.txt"

    def require(self, names: Iterable[str]) -> None:
        """Refuse variables other than this mail's own.

        Raises VariableNotPermitted or VariableMissing, naming them.
        """
        given = frozenset(names)
        if extra := given - self.variables:
            raise VariableNotPermitted(f"{self.name}: {', '.join(sorted(extra))}")
        if missing := self.variables - given:
            raise VariableMissing(f"{self.name}: {', '.join(sorted(missing))}")


_MAILS = (
    MailTemplate(
        name="account_factor_changed",
        subject=_("De beveiliging van uw account is veranderd"),
        variables=ALWAYS,
    ),
    MailTemplate(
        name="email_confirmation",
        subject=_("Bevestig uw e-mailadres"),
        variables=ALWAYS | {"code"},
        lifetime=policy.CODE_VALID,
    ),
    MailTemplate(
        name="intake_invitation",
        subject=_("Er staat een taak voor u klaar"),
        variables=ALWAYS | {"link", "deadline_text"},
        hold=policy.HOLD,
    ),
    MailTemplate(
        name="password_changed",
        subject=_("Uw wachtwoord is veranderd"),
        variables=ALWAYS,
    ),
    MailTemplate(
        name="recovery_drill",
        subject=_("Het is tijd om te oefenen"),
        variables=ALWAYS | {"link"},
    ),
    MailTemplate(
        name="sign_in_code",
        subject=_("Uw code"),
        variables=ALWAYS | {"code"},
        lifetime=policy.CODE_VALID,
    ),
    MailTemplate(
        name="signup_received",
        subject=_("Uw aanmelding is ontvangen"),
        variables=ALWAYS,
    ),
    MailTemplate(
        name="staff_invitation",
        subject=_("Uitnodiging voor een account"),
        variables=ALWAYS | {"link", "deadline_text"},
    ),
)
MAILS: Final = {mail.name: mail for mail in _MAILS}


def named(name: str) -> MailTemplate:
    """Find a mail by name. Raises UnknownTemplate."""
    try:
        return MAILS[name]
    except KeyError:
        raise UnknownTemplate(name) from None
