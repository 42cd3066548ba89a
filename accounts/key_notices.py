"""What staff must know of the practice's keys, shown above their pages."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.going_live import is_live
from accounts.roles import Role
from crypto import recovery, team


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to know, and where something can be done about it, if it can."""

    text: str
    url: str = ""
    action: str = ""


def on_every_page(role: Role) -> list[Notice]:
    """Return what an owner sees everywhere until it is done."""
    if role is not Role.OWNER:
        return []
    if not is_live():
        return [_not_live()]
    return [_due()] if recovery.is_due(timezone.localdate()) else []


def on_the_first_page(role: Role, account_id: UUID) -> list[Notice]:
    """Return what owner and therapist see at the start.

    That somebody cannot read yet; that the key lies with one person alone.
    """
    held = team.members() if role in {Role.OWNER, Role.THERAPIST} else set()
    last = recovery.last_test()
    if last is None:
        return []
    if role is Role.THERAPIST and account_id not in held:
        return [_not_admitted()]
    if len(held) != 1:
        return []
    day = {"day": date_format(timezone.localtime(last.at), "j F Y")}
    who = (
        _("Alleen u kunt de antwoorden over gezondheid openen.")
        if account_id in held
        else _("Alleen één persoon kan de antwoorden over gezondheid openen.")
    )
    rest = _(
        "Het herstelblad is de enige andere weg. Het is voor het laatst getest op "
        "%(day)s."
    )
    return [Notice(f"{who} {rest % day}")]


def _not_live() -> Notice:
    if recovery.current() is None:
        return Notice(
            _("De praktijk kan nog niet open: maak en test eerst het herstelblad."),
            reverse("accounts:recovery"),
            _("Naar het herstelblad"),
        )
    return Notice(
        _("De praktijk kan nog niet open: typ eerst twee delen van het blad over."),
        reverse("accounts:recovery_test"),
        _("Test het herstelblad"),
    )


def _not_admitted() -> Notice:
    return Notice(
        _("U kunt nog geen intakes lezen: een collega moet u eerst toelaten."),
        reverse("accounts:not_admitted"),
        _("Wie kan dat?"),
    )


def _due() -> Notice:
    return Notice(
        _("Het is een jaar geleden dat het herstelblad is getest. Oefen opnieuw."),
        reverse("accounts:recovery_test"),
        _("Test het herstelblad"),
    )
