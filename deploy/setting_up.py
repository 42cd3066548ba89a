"""How a real practice begins: all that must be there before people come."""

from argparse import ArgumentTypeError
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import OperationalError, ProgrammingError, transaction
from django.urls import reverse
from django.utils import translation

from accounts.models.practice import (
    LocationExists,
    PracticeExists,
    open_location,
    open_practice,
)
from accounts.models.staff_invitation import (
    AlreadyOnStaff,
    HasOwner,
    invite_first_owner,
)
from audit.actors import Actor
from consent.models import Text
from crypto.errors import CryptoError
from deploy import texts
from intake.questionnaires.imports import activate, import_definition
from intake.questionnaires.problems import ImportRefused
from intake.questionnaires.wording import say

BY: Final = Actor.service("deploy.set_up")
SHIPPED: Final = (
    settings.BASE_DIR / "intake" / "questionnaires" / "shipped" / "rugklachten.json"
)
REASONS: Final[Mapping[type[Exception], str]] = {
    PracticeExists: "There is a practice already; nothing was changed.",
    LocationExists: "Two locations have the same name; give each its own.",
    HasOwner: "There is an owner already, who invites everybody else in the portal.",
    AlreadyOnStaff: "This e-mail address belongs to an account already.",
}


class CannotSetUp(Exception):
    """The practice cannot begin like this; the words say what to do."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Beginning:
    """What whoever sets up a practice has to say."""

    name: str
    phone: str
    hours: str
    sender_name: str
    places: list[tuple[str, str]]  # name and city
    owner_name: str
    owner_email: str
    privacy_nl: Path
    privacy_en: Path | None
    questionnaire: Path


def set_up(beginning: Beginning) -> str:
    """Make the practice, all or nothing; return its owner's link (7 days, one use).

    Raises CannotSetUp.
    """
    with _told(), transaction.atomic():
        open_practice(
            name=beginning.name,
            phone=beginning.phone,
            hours=beginning.hours,
            sender_name=beginning.sender_name,
            by=BY,
        )
        for name, city in beginning.places:
            open_location(name=name, city=city, by=BY)
        for language, path in (
            ("nl", beginning.privacy_nl),
            ("en", beginning.privacy_en),
        ):
            if path:
                texts.publish(Text.Subject.PRIVACY, language, path, by=BY)
        raw = _bytes(beginning.questionnaire)
        activate(import_definition(raw, by=BY), by=BY)
        return _invite(name=beginning.owner_name, email=beginning.owner_email)


def invite_owner(*, name: str, email: str) -> str:
    """Return a new link where no owner has joined yet; raises CannotSetUp."""
    with _told(), transaction.atomic():
        return _invite(name=name, email=email)


def name_and_city(text: str) -> tuple[str, str]:
    """Read NAME:CITY; raises ArgumentTypeError."""
    name, _, city = (part.strip() for part in text.rpartition(":"))
    if not (name and city):
        raise ArgumentTypeError(f"{text!r} is not of the form NAME:CITY")
    return name, city


def _invite(*, name: str, email: str) -> str:
    if not name.strip():
        raise CannotSetUp("An owner has a name.")
    validate_email(email)
    _, secret = invite_first_owner(name=name, email=email, by=BY)
    return settings.SITE_URL + reverse("accounts:staff_invitation", args=[secret])


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CannotSetUp(f"{path} cannot be read.") from error


@contextmanager
def _told() -> Iterator[None]:
    """Turn every refusal into a sentence for whoever typed the command."""
    if settings.DEMO:
        raise CannotSetUp("The demo has an invented practice: begin a real one apart.")
    with translation.override("en"):
        try:
            yield
        except tuple(REASONS) as refusal:
            raise CannotSetUp(REASONS[type(refusal)]) from refusal
        except texts.NoText as refusal:
            raise CannotSetUp(str(refusal)) from refusal
        except ImportRefused as refusal:
            lines = [f"{say(each)} {each.path}".strip() for each in refusal.problems]
            raise CannotSetUp("\n".join(lines)) from refusal
        except ValidationError as refusal:
            raise CannotSetUp(_sentence(refusal)) from refusal
        except (CryptoError, OperationalError, ProgrammingError) as trouble:
            raise CannotSetUp("Run `manage.py prepare` first.") from trouble


def _sentence(refusal: ValidationError) -> str:
    if not hasattr(refusal, "error_dict"):
        return " ".join(refusal.messages)
    lines = refusal.message_dict.items()
    return "\n".join(f"{field}: {' '.join(told)}" for field, told in lines)
