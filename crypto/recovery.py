"""The recovery sheet: a key pair on paper that opens the team's key and the KEK.

The portal keeps its public half, signed by the member who made it and pinned; the
private half is a seed in three shares of words (`crypto.shares`) that are shown
once. The sheet in force is the newest that was tried: until a newer one was typed
back, both stand, so that a sheet nobody printed well locks nobody out.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from crypto import kek, pins, shares, team
from crypto.encoding import length_prefixed
from crypto.errors import CannotOpen, NotPinned
from crypto.holding import Holder, Keyholder
from crypto.models import (
    KekSeal,
    MemberKey,
    RecoveryKey,
    RecoveryTest,
    TeamKey,
    TeamShare,
    Wrap,
)
from crypto.pairs import KeyPair, fingerprint, is_signed, new_seed, seal_to

KEYS_DATABASE: Final = "keys"
DRILL_EVERY: Final = timedelta(days=365)
Recipient = TeamShare.Recipient


class NotThisSheet(shares.WordsRefused):
    """The words are of a recovery sheet, but not of one of this portal."""


class FormerSheet(shares.WordsRefused):
    """The words are of a sheet of this portal that a newer one replaced."""


class SheetIncomplete(CannotOpen):
    """The words are right, but this sheet does not open all that it should."""


@dataclass(frozen=True, slots=True, repr=False)
class Sheet:
    """A sheet as it is shown once: what the portal keeps of it, and the words."""

    key: RecoveryKey
    shares: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """Name the sheet, on paper and in the log."""
        return fingerprint(bytes(self.key.public))


@transaction.atomic(using=KEYS_DATABASE)
def make(by: Keyholder, *, former: Keyholder | None = None) -> Sheet:
    """Make a sheet that opens all that its maker, or the former sheet, opens.

    Untried sheets before it end at once, the tried one when this one is tried.
    Raises NotAdmitted where neither opens the team's key, SheetIncomplete where
    they open only a part of it.
    """
    seed = new_seed()
    key = RecoveryKey(public=KeyPair(seed).public, signed_by_id=by.key_id)
    key.signature = by.pair.sign(_statement(key))
    key.pin = pins.pin("recovery-key", *_facts(key), key.signature)
    key.save(force_insert=True)
    if team.exists():
        opener = former or by
        team.hand_over(Recipient.RECOVERY, key.id, bytes(key.public), by=opener)
        _require_every_generation(key)
    _seal_keks(key, _live_keks())
    if former is not None:
        _seal_keks(key, _opened_keks(former))
    _end(RecoveryKey.objects.filter(tests=None).exclude(id=key.id))
    return Sheet(key, shares.split(seed))


def current() -> RecoveryKey | None:
    """Return the sheet in force: the newest tried one, else the newest; or None.

    Raises NotPinned for one that this portal did not make.
    """
    found = _tried().first() or _newest().first()
    return None if found is None else _ours(found)


def standing() -> list[RecoveryKey]:
    """Return every sheet that must open all: the one in force, and one untried."""
    in_force, newest = current(), _newest().first()
    if in_force is None or newest is None or newest.id == in_force.id:
        return [in_force] if in_force else []
    return [in_force, _ours(newest)]


def seal_kek(kek_id: str, key: bytes) -> None:
    """Seal a key-encryption key to the sheets that stand; to none is no fault."""
    for sheet in standing():
        _seal_keks(sheet, [(kek_id, key)])


def unlocked(words: Sequence[str]) -> Keyholder:
    """Return the key of the sheet whose shares were typed; or WordsRefused."""
    seed = shares.combine(words)
    public = KeyPair(seed).public
    for sheet in standing():
        if bytes(sheet.public) == public:
            return Keyholder(Holder.RECOVERY, sheet.id, seed)
    is_former = RecoveryKey.objects.filter(public=public).exists()
    raise FormerSheet if is_former else NotThisSheet


@transaction.atomic(using=KEYS_DATABASE)
def test(words: Sequence[str], *, tested_by: str) -> RecoveryTest:
    """Try a sheet: its shares open the team's key and the KEK, or it is no test.

    From then on it is the sheet in force, and earlier ones open nothing here any
    more. Raises WordsRefused, SheetIncomplete, and TeamKeyMissing.
    """
    holder = unlocked(words)
    _require_team(holder)
    _require_keks(holder)
    row = RecoveryTest.objects.create(
        recovery_key_id=holder.key_id, tested_by=tested_by
    )
    _end(RecoveryKey.objects.exclude(id=holder.key_id))
    return row


def is_only_copy() -> bool:
    """Tell whether the sheet in force holds a key that an HSM does not give again."""
    sheet = current()
    in_hsm = [each.id.hex() for each in kek.live() if not each.entry.key]
    return sheet is not None and sheet.kek_seals.filter(kek_id__in=in_hsm).exists()


def is_tested() -> bool:
    """Tell whether a sheet was ever tried: before that nobody is let in."""
    return RecoveryTest.objects.exists()


def last_test() -> RecoveryTest | None:
    """Return when a sheet was last tried."""
    return RecoveryTest.objects.order_by("-at").first()


def is_first(test: RecoveryTest) -> bool:
    """Tell whether no sheet was tried before."""
    return not RecoveryTest.objects.filter(at__lt=test.at).exists()


def is_due(today: date) -> bool:
    """Tell whether the yearly drill is due; before the first test it is not."""
    last = last_test()
    return last is not None and today >= timezone.localdate(last.at) + DRILL_EVERY


def restore_member(words: Sequence[str], member_key: MemberKey) -> None:
    """Put a member on the team with the sheet, where no colleague can.

    Raises WordsRefused, NotPinned, and NotAdmitted where there is no team.
    """
    team.admit(member_key, by=unlocked(words))


def recovered_keks(words: Sequence[str]) -> dict[str, bytes]:
    """Return the key-encryption keys a sheet opens, by their id, newest last.

    This works without any of them, so no pin can be asked: the words themselves
    prove the sheet. What is returned must still open the root keys.
    """
    seed = shares.combine(words)
    sheet = RecoveryKey.objects.filter(public=KeyPair(seed).public).first()
    if sheet is None:
        raise NotThisSheet
    return dict(_opened_keks(Keyholder(Holder.RECOVERY, sheet.id, seed)))


def _generations() -> list[TeamKey]:
    """Return the newest generation, and the older ones that something lies under."""
    newest = team.current()
    in_use = Wrap.objects.filter(recipient_kind=Wrap.Recipient.TEAM)
    generations = [
        each
        for each in TeamKey.objects.select_related("signed_by")
        if each.id == newest.id or in_use.filter(recipient_id=str(each.id)).exists()
    ]
    for each in generations:
        team.require_ours(each)
    return generations


def _require_every_generation(key: RecoveryKey) -> None:
    sealed = TeamShare.objects.filter(
        recipient_kind=Recipient.RECOVERY, recipient_id=str(key.id)
    )
    needed = {each.id for each in _generations()}
    if needed - set(sealed.values_list("team_key_id", flat=True)):
        raise SheetIncomplete


def _require_team(holder: Keyholder) -> None:
    generations = _generations()
    try:
        seeds = holder.team_seeds()
    except CannotOpen:
        raise SheetIncomplete from None
    for generation in generations:
        seed = seeds.get(generation.id)
        if seed is None or KeyPair(seed).public != bytes(generation.public):
            raise SheetIncomplete


def _require_keks(holder: Keyholder) -> None:
    try:
        opened = dict(_opened_keks(holder))
    except CannotOpen:
        raise SheetIncomplete from None
    if any(opened.get(kek_id) != key for kek_id, key in _live_keks()):
        raise SheetIncomplete


def _live_keks() -> list[tuple[str, bytes]]:
    # A key in an HSM has no bytes to give: it was sealed when it was made, or never.
    return [(each.id.hex(), each.entry.key) for each in kek.live() if each.entry.key]


def _seal_keks(sheet: RecoveryKey, found: Iterable[tuple[str, bytes]]) -> None:
    sealed = set(sheet.kek_seals.values_list("kek_id", flat=True))
    for kek_id, key in found:
        if kek_id not in sealed:
            seal = KekSeal(recovery_key=sheet, kek_id=kek_id)
            seal.blob = seal_to(bytes(sheet.public), key, _seal_info(seal))
            seal.save(force_insert=True)


def _opened_keks(holder: Keyholder) -> list[tuple[str, bytes]]:
    found = KekSeal.objects.filter(recovery_key_id=holder.key_id).order_by("created_at")
    return [
        (seal.kek_id, holder.pair.open(bytes(seal.blob), _seal_info(seal)))
        for seal in found
    ]


def _end(former: Iterable[RecoveryKey]) -> None:
    """Let sheets open nothing any more that another sheet opens too."""
    ids = [sheet.id for sheet in former]
    on_sheets = TeamShare.objects.filter(recipient_kind=Recipient.RECOVERY)
    theirs = {"recipient_id__in": [str(each) for each in ids]}
    kept = on_sheets.exclude(**theirs).values_list("team_key_id", flat=True)
    on_sheets.filter(**theirs, team_key_id__in=list(kept)).delete()
    others = KekSeal.objects.exclude(recovery_key_id__in=ids)
    kek_ids = list(others.values_list("kek_id", flat=True))
    KekSeal.objects.filter(recovery_key_id__in=ids, kek_id__in=kek_ids).delete()


def _newest() -> QuerySet[RecoveryKey]:
    rows = RecoveryKey.objects.select_related("signed_by")
    return rows.order_by("-created_at")


def _tried() -> QuerySet[RecoveryKey]:
    return _newest().filter(tests__isnull=False)


def _ours(key: RecoveryKey) -> RecoveryKey:
    """Return a sheet; raise NotPinned where it was not made and signed here."""
    pins.require(key.pin, "recovery-key", *_facts(key), bytes(key.signature))
    if not is_signed(
        bytes(key.signed_by.public), _statement(key), bytes(key.signature)
    ):
        raise NotPinned
    return key


def _facts(key: RecoveryKey) -> tuple[bytes, ...]:
    # With the time: whoever writes it anew would make an older sheet the newest.
    return (
        key.id.bytes,
        bytes(key.public),
        uuid.UUID(str(key.signed_by_id)).bytes,
        key.created_at.astimezone(UTC).isoformat().encode(),
    )


def _statement(key: RecoveryKey) -> bytes:
    return length_prefixed([b"intakt/recovery-key/v1", *_facts(key)])


def _seal_info(seal: KekSeal) -> bytes:
    return length_prefixed(
        [
            b"intakt/kek-seal/v1",
            uuid.UUID(str(seal.recovery_key_id)).bytes,
            seal.kek_id.encode(),
        ]
    )
