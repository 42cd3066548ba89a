"""One entry in words: who it is, what is planned, why somebody comes."""

from typing import Any

from django.utils.translation import gettext as _

from intake.desk import words
from intake.invitations.models import Invitation
from intake.invitations.verbs import (
    ChildsIntakeWaits,
    NoWayToReach,
    PracticeNotLive,
    require_invitable,
)
from intake.waitlist.models import Status, Urgency, WaitlistEntry
from patients.dates import age_on, local_date
from patients.door import Records
from patients.models import Person

Facts = list[dict[str, Any]]


def bar(entry: WaitlistEntry, records: Records, *, therapist: str) -> Facts:
    """Return what identifies an entry at a glance (UX S7); never a BSN."""
    return [
        {"label": _("Leeftijd"), "value": age(entry.person, records)},
        {"label": _("Status"), "value": Status(entry.status).label},
        {"label": _("Behandelaar"), "value": therapist or _("nog niemand")},
        {"label": _("Nummer"), "value": entry.reference},
    ]


def age(person: Person, records: Records) -> str:
    """Return somebody's age today."""
    birth_date = records.read(person.birth_date)
    return str(age_on(birth_date, local_date())) if birth_date else _("onbekend")


def planning(entry: WaitlistEntry, invitation: Invitation | None) -> Facts:
    """Return what the desk needs to plan."""
    waits = words.days_in_words(words.waiting_days(entry))
    urgency = _("Nog niet beoordeeld")
    if entry.urgency is not None:
        urgency = str(Urgency(entry.urgency).label)
    facts = [
        (_("Locatie"), entry.location.name),
        (_("Aangemeld op"), f"{words.day(entry.registered_at)} ({waits})"),
        (_("Voor wie"), words.whom(entry)),
        (_("Kan komen"), words.availability(entry.availability)),
        (_("Urgentie"), urgency),
    ]
    if invitation:
        facts.append((_("Uitnodiging geldig tot"), words.day(invitation.expires_at)))
    return [{"label": label, "value": value} for label, value in facts]


def contact(person: Person, records: Records) -> Facts:
    """Return how somebody is reached, and whether the address was confirmed."""
    email = records.read(person.email) or ""
    is_confirmed = hasattr(person, "email_confirmation")
    return [
        {
            "label": _("E-mail"),
            "value": email,
            "unconfirmed": bool(email) and not is_confirmed,
        },
        {"label": _("Telefoon"), "value": records.read(person.phone) or ""},
        {"label": _("Liever per"), "value": person.get_channel_display()},
    ]


def complaint(entry: WaitlistEntry, records: Records) -> dict[str, str]:
    """Return why somebody asks for help, in their own choice and words."""
    told: dict[str, str] = records.read(entry.complaint) or {}
    reasons = dict(WaitlistEntry.Reason.choices)
    reason = str(reasons.get(told.get("reason", ""), ""))
    return {"reason": reason, "words": told.get("words", "")}


def why_not_invited(entry: WaitlistEntry) -> str:
    """Say why no invitation can go out; empty when it can."""
    try:
        require_invitable(entry)
    except ChildsIntakeWaits:
        return _(
            "De intake van een kind wacht tot het portaal de toestemming van ouders "
            "kan vastleggen. Onder de 16 jaar geven ouders ook toestemming. Bel de "
            "ouder voor een afspraak."
        )
    except PracticeNotLive:
        return _("De praktijk is nog niet open. Eerst wordt het herstelblad getest.")
    except NoWayToReach:
        return _("Er is geen e-mailadres. Bel om de intake samen te doen.")
    return ""
