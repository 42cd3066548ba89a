"""The invented practice and the five who work there."""

import hashlib
from dataclasses import dataclass
from typing import Final

from accounts import care_team, demo
from accounts.models import (
    Account,
    Location,
    RecoverySet,
    TOTPDevice,
)
from accounts.models.account import open_account
from accounts.models.practice import open_location, open_practice
from accounts.models.second_factor import SEED_BYTES
from accounts.recovery import ceremony
from accounts.roles import Role
from audit.actors import Actor
from crypto import members
from crypto.errors import KeyLocked
from crypto.holding import Keyholder
from intake.waitlist.duties import start_duty


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works here, and how to sign in as them."""

    name: str
    email: str
    role: Role
    password: str

    @property
    def seed(self) -> bytes:
        """The seed of the authenticator app: known, and the same in every demo."""
        return hashlib.sha256(f"intakt demo {self.email}".encode()).digest()[
            :SEED_BYTES
        ]


ESRA: Final = Member(
    "Esra Yılmaz", "esra@delinde.example", Role.FRONT_DESK, "vier-blauwe-gieters-2"
)
NOOR: Final = Member(
    "Noor Osei", "noor@delinde.example", Role.THERAPIST, "zeven-stille-roeiers-4"
)
DAAN: Final = Member(
    "Daan Bakker", "daan@delinde.example", Role.THERAPIST, "drie-natte-paraplus-8"
)
RUTH: Final = Member(
    "Ruth van Leeuwen", "ruth@delinde.example", Role.OWNER, "elf-warme-kachels-6"
)
PRIYA: Final = Member(
    "Priya Sharma",
    "priya@delinde.example",
    Role.PRIVACY_OFFICER,
    "twee-oude-vuurtorens-9",
)
STAFF: Final = (ESRA, NOOR, DAAN, RUTH, PRIYA)


@dataclass(frozen=True, slots=True)
class House:
    """The practice with its people, ready to work."""

    locations: list[Location]
    accounts: dict[Member, Account]
    keys: dict[Member, Keyholder]

    def actor(self, member: Member) -> Actor:
        """Return a member of staff as who acts."""
        return Actor.staff(self.accounts[member].id, member.role)


def open_house(*, by: Actor) -> House:
    """Set up the practice, its locations and its staff."""
    open_practice(
        name="Rugpraktijk De Linde",
        phone="030 000 12 34",
        hours="ma–vr 8.30–17.00",
        # Whoever sees somebody's mailbox learns of no complaint (UX G11).
        sender_name="De Linde",
        by=by,
    )
    locations = [
        open_location(name="De Linde Centrum", city="Utrecht", by=by),
        open_location(name="De Linde Oost", city="Zeist", by=by),
    ]
    accounts = {member: _employ(member, by=by) for member in STAFF}
    keys = {member: _key_of(account, member) for member, account in accounts.items()}
    house = House(locations, accounts, keys)
    _found_team(house)
    for location in locations:
        start_duty(accounts[NOOR], location, by=by)
    return house


def _employ(member: Member, *, by: Actor) -> Account:
    account = open_account(
        email=member.email, name=member.name, password=member.password, by=by
    )
    account.grant(member.role, by=by)
    TOTPDevice.enrol(account, member.seed, by=by)
    recovery_set, codes = RecoverySet.issue(account, by=by)
    # Spending one proves that they were kept, as people do at S2b.
    recovery_set.verify_token(codes[0])
    demo.enter(account, password=member.password)
    return account


def _key_of(account: Account, member: Member) -> Keyholder:
    """Unlock somebody's own key with their password; raises KeyLocked."""
    key = members.unlock(account.id, member.password)
    if key is None:
        raise KeyLocked
    return key


def _found_team(house: House) -> None:
    """Ruth makes the team's key and tries its sheet; then she hands it to Noor.

    With that her own share ends, and it is Noor who lets Daan in.
    """
    sheet = ceremony.make_sheet(house.keys[RUTH], by=house.actor(RUTH))
    ceremony.try_sheet(sheet.shares[:2], by=house.actor(RUTH))
    for host, guest in ((RUTH, NOOR), (NOOR, DAAN)):
        care_team.admit(
            house.accounts[guest], by=house.actor(host), holding=house.keys[host]
        )
