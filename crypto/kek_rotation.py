"""Changing the key-encryption key, while the portal serves.

The new key is sealed to the recovery sheet and put first in the key file. Then the
database is told that it replaces the others, which from that moment seal nothing.
All that lies under them is sealed anew in batches, read back and opened before the
old wrap goes. When nothing is left they leave the file. What the file and the rows
say is the whole state: who was killed begins again, and goes on.
"""

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings
from django.db import IntegrityError, connections, transaction
from django.db.models import QuerySet

from crypto import kek, key_file, recovery, root_keys
from crypto.errors import CannotOpen, CryptoError, KeysMissing
from crypto.kek import KeyEncryptionKey
from crypto.keyring import Wrapped, under_kek, unwrap_data_key, wrapped_keys
from crypto.mac import same
from crypto.models import RootKey, Rotation, Wrap

KEYS_DATABASE: Final = "keys"
BATCH: Final = 500
FILE: Final = "file"
IN_HSM: Final = "pkcs11:"
Tell = Callable[[int, int], None]


class NoSuchPlace(CryptoError):
    """A key lies in the `file`, or in an HSM as `pkcs11:LABEL`."""


class NoSheet(CryptoError):
    """A key in an HSM has no other copy than the one on the recovery sheet."""


@dataclass(slots=True)
class Rotated:
    """How a rotation went."""

    newest: KeyEncryptionKey
    # It had begun before: it was finished, and no other key was made.
    resumed: bool
    moved: int = 0
    # Their destruction is ordered: they are wrapped to nobody any more.
    condemned: int = 0
    # They do not open under any key: somebody changed them.
    broken: set[uuid.UUID] = field(default_factory=set)

    @property
    def is_done(self) -> bool:
        """Tell whether the old keys could leave the key file."""
        return not (self.condemned or self.broken)


def rotate(to: str = "", *, tell: Tell) -> Rotated:
    """Put a new key in place of those in use, or finish what was begun.

    `to` is "file", "pkcs11:LABEL", or nothing for where the current key lies;
    `tell` hears how many of how many were moved.
    """
    with key_file.locked(settings.KEY_FILE):
        resumed = len(kek.live()) > 1
        if not resumed:
            _add(_label(to))
        kek.require_working()
        newest, *former = kek.live()
        rotated = Rotated(newest, resumed)
        _replace([each.id.hex() for each in former], rotated, tell)
        if rotated.is_done:
            key_file.write(settings.KEY_FILE, [newest.entry])
    return rotated


def _label(to: str) -> str:
    if not to:
        return kek.current().entry.label
    label = to.removeprefix(IN_HSM)
    if to != FILE and (label == to or not label):
        message = "A key goes to `file` or to `pkcs11:LABEL`."
        raise NoSuchPlace(message)
    return "" if to == FILE else label


def _add(label: str) -> None:
    """Make a key, put it on the recovery sheet, and then first in the file."""
    if label and not recovery.standing():
        message = (
            "Make the recovery sheet first: an HSM gives no copy of a key, so that "
            "it can be put on the sheet only now, when it is made."
        )
        raise NoSheet(message)
    entry = kek.new_entry()
    recovery.seal_kek(entry.id.hex(), entry.key)
    if label:
        entry = entry._replace(label=label)
        kek.hsm().keep(entry)
        entry = entry._replace(key=b"")
    live = [each.entry for each in kek.live()]
    key_file.write(settings.KEY_FILE, [entry, *live])


def _replace(former: Sequence[str], rotated: Rotated, tell: Tell) -> None:
    newest = rotated.newest.id.hex()
    for each in former:
        Rotation.objects.get_or_create(
            recipient_kind=Wrap.Recipient.KEK, from_id=each, to_id=newest
        )
    _wait_for_writers()
    _move_root_keys(former, rotated.newest)
    total = _under(former).count()
    tell(0, total)
    for ids in _batches(former):
        rotated.moved += _moved(ids, rotated)
        tell(rotated.moved, total)
    left = set(_under(former).values_list("data_key_id", flat=True))
    rotated.condemned = len(left.difference(rotated.broken))


def _wait_for_writers() -> None:
    """Let those finish who began before the database knew of the rotation.

    SQLite has one writer at a time; in PostgreSQL a wrap under the old key may
    stand in a transaction that nobody sees yet.
    """
    connection = connections[KEYS_DATABASE]
    if connection.vendor != "postgresql":
        return
    with transaction.atomic(using=KEYS_DATABASE), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE crypto_wrap, crypto_rootkey IN SHARE MODE")


@transaction.atomic(using=KEYS_DATABASE)
def _move_root_keys(former: Sequence[str], newest: KeyEncryptionKey) -> None:
    old = RootKey.objects.filter(kek_id__in=former)
    for row in old:
        key = root_keys.unwrapped(row)
        made = root_keys.wrapped(row.use, key, under=newest)
        made.save(force_insert=True)
        made.refresh_from_db()
        _require_same(root_keys.unwrapped(made), key)
    old.delete()


def _batches(former: Sequence[str]) -> Iterator[list[uuid.UUID]]:
    """Go once through all wraps under the old keys: no new ones come."""
    last = uuid.UUID(int=0)
    while ids := _ids_after(last, former):
        yield ids
        last = ids[-1]


def _ids_after(last: uuid.UUID, former: Sequence[str]) -> list[uuid.UUID]:
    condemned = Wrap.objects.filter(data_key__orders__approval__isnull=False)
    rows = _under(former).filter(id__gt=last).exclude(id__in=condemned.values("id"))
    return list(rows.order_by("id").values_list("id", flat=True)[:BATCH])


def _moved(ids: list[uuid.UUID], rotated: Rotated) -> int:
    try:
        return _move(ids, rotated)
    except IntegrityError:
        # A destruction was approved meanwhile, so that a key may be wrapped to
        # nobody any more: one by one, only that one stays behind.
        return sum(_moved_alone(each, rotated) for each in ids)


def _moved_alone(wrap_id: uuid.UUID, rotated: Rotated) -> int:
    try:
        return _move([wrap_id], rotated)
    except IntegrityError:
        return 0


@transaction.atomic(using=KEYS_DATABASE)
def _move(ids: list[uuid.UUID], rotated: Rotated) -> int:
    """Seal a batch anew, read it back, and only then let the old wraps go."""
    # Whoever destroys one of these keys waits for us, and then finds the new wrap.
    locked = Wrap.objects.select_for_update().filter(id__in=ids)
    keys = _opened(wrapped_keys(id__in=list(locked.values_list("id", flat=True))))
    rotated.broken.update(each.key_id for each, key in keys if key is None)
    made = {
        each.key_id: (under_kek(each, key, rotated.newest), key)
        for each, key in keys
        if key is not None
    }
    Wrap.objects.bulk_create(wrap for wrap, _ in made.values())
    for written in wrapped_keys(id__in=[wrap.id for wrap, _ in made.values()]):
        _require_same(unwrap_data_key(written), made[written.key_id][1])
    Wrap.objects.filter(id__in=ids, data_key_id__in=made).delete()
    return len(made)


def _opened(wraps: Iterator[Wrapped]) -> list[tuple[Wrapped, bytes | None]]:
    return [(each, _key_or_none(each)) for each in wraps]


def _key_or_none(wrapped: Wrapped) -> bytes | None:
    try:
        return unwrap_data_key(wrapped)
    except (CannotOpen, KeysMissing):
        return None


def _require_same(read_back: bytes, key: bytes) -> None:
    if not same(read_back, key):
        raise CannotOpen


def _under(former: Sequence[str]) -> QuerySet[Wrap]:
    return Wrap.objects.filter(
        recipient_kind=Wrap.Recipient.KEK, recipient_id__in=former
    )
