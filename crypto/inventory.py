"""What lies under which key, and what is wrong with it: counts, and nobody's data."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import Count
from django.utils import timezone

from crypto import kek, keyring, links, pins, recovery, root_keys, team, workers
from crypto.errors import CryptoError, NotPinned
from crypto.holding import grant_facts, require_our_share
from crypto.kek import KeyEncryptionKey
from crypto.models import (
    PERSONAL,
    Grant,
    Hold,
    KekSeal,
    LinkKey,
    MemberKey,
    RootKey,
    Rotation,
    Shredded,
    ShredOrder,
    TeamKey,
    TeamShare,
    WorkerKey,
    Wrap,
)

Recipient = Wrap.Recipient


def lines() -> Iterator[str]:
    """Say how much lies under which key."""
    yield "Key-encryption keys, newest first"
    yield from map(_kek_line, kek.live())
    yield "Care team's key, newest generation first"
    yield from map(_team_line, TeamKey.objects.order_by("-created_at"))
    yield "Recovery sheet"
    yield from _sheet_lines()
    yield "And"
    yield f"  {_live_links().count()} links, {_live_grants().count()} grants"
    yield f"  {_holds()} holds, {_orders_open()} orders to destroy, {_destroyed()} done"


def faults() -> Iterator[str]:
    """Say what is wrong, in sentences; nothing where all is well."""
    yield from _unknown_keys()
    yield from _closed_root_keys()
    yield from _unfinished()
    yield from _barred()
    yield from _unpinned()
    yield from _under_wrong_key()
    yield from _recovery_faults()
    if team.exists() and not team.members():
        yield "Nobody holds the care team's key: use the recovery sheet."


def _kek_line(key: KeyEncryptionKey) -> str:
    place = f"in the HSM as {key.entry.label}" if key.entry.label else "in the file"
    wraps = _wraps(Recipient.KEK)[key.id.hex()]
    roots = RootKey.objects.filter(kek_id=key.id.hex()).count()
    return f"  {key.id.hex()} {place}: {wraps} data keys, {roots} root keys"


def _team_line(key: TeamKey) -> str:
    holders = key.shares.filter(recipient_kind=TeamShare.Recipient.MEMBER).count()
    wraps = _wraps(Recipient.TEAM)[str(key.id)]
    made = timezone.localdate(key.created_at)
    return f"  {str(key.id)[:8]} of {made}: {holders} members, {wraps} data keys"


def _sheet_lines() -> Iterator[str]:
    for sheet in recovery.standing():
        last = sheet.tests.order_by("-at").first()
        tried = f"last tried {timezone.localdate(last.at)}" if last else "never tried"
        yield f"  made {timezone.localdate(sheet.created_at)}, {tried}"


def _unknown_keys() -> Iterator[str]:
    """Find what is sealed to keys that are not there."""
    live = {each.id.hex() for each in kek.live()}
    roots = set(RootKey.objects.values_list("kek_id", flat=True))
    for kek_id in sorted({*_wraps(Recipient.KEK), *roots} - live):
        yield f"Keys lie under {kek_id}, which is not in the key file: put it back."
    for kind, rows in ((Recipient.TEAM, TeamKey), (Recipient.LINK, LinkKey)):
        there = {str(each) for each in rows.objects.values_list("id", flat=True)}
        for unknown in sorted(_wraps(kind).keys() - there):
            yield f"Data keys are sealed to {kind} {unknown}, which there is not."


def _closed_root_keys() -> Iterator[str]:
    for use in root_keys.USES:
        try:
            root_keys.root_key(use)
        except CryptoError as error:
            yield str(error) or f"The root key {use} does not open."


def _unfinished() -> Iterator[str]:
    if len(kek.live()) > 1:
        yield "A rotation was not finished: run `manage.py rotate_keys` again."


def _barred() -> Iterator[str]:
    """Find a rotation away from the newest key, which none of ours ever is."""
    newest = kek.current().id.hex()
    away = Rotation.objects.filter(recipient_kind=Recipient.KEK, from_id=newest)
    if away.exists():
        yield (
            f"The database says that {newest} is being replaced, and takes nothing "
            "new under it: somebody wrote that. Run `manage.py rotate_keys`."
        )


def _unpinned() -> Iterator[str]:
    """Find keys that somebody wrote into the database past the portal."""
    newest: tuple[tuple[str, Iterable[Any], Callable[[Any], None]], ...] = (
        ("care team's key", TeamKey.objects.all(), team.require_ours),
        ("member's key", MemberKey.objects.filter(end=None), team.require_members),
        ("care team's share", TeamShare.objects.all(), require_our_share),
        ("link's key", _live_links(), links.require_ours),
        ("grant", _live_grants(), _require_our_grant),
        ("worker's key", WorkerKey.objects.all(), workers.require_ours),
    )
    for name, rows, require_ours in newest:
        for row in rows:
            if not _is_ours(row, require_ours):
                yield f"The {name} {row.id} was not made by this portal."
    unpinned = {
        each.key_id
        for each in keyring.wrapped_keys()
        if not _is_ours(each, keyring.require_ours)
    }
    for key_id in sorted(map(str, unpinned)):
        yield f"The data key {key_id} was not made by this portal."


def _under_wrong_key() -> Iterator[str]:
    """Find documents' keys that somebody wrapped to the key file."""
    wraps = Wrap.objects.filter(recipient_kind=Recipient.KEK)
    found = wraps.exclude(data_key__compartment__in=PERSONAL)
    for key_id in found.values_list("data_key_id", flat=True).distinct():
        yield f"The data key {key_id} of a document lies under the key file."


def _is_ours(row: Any, require_ours: Callable[[Any], None]) -> bool:
    try:
        require_ours(row)
    except NotPinned:
        return False
    return True


def _recovery_faults() -> Iterator[str]:
    try:
        sheets = recovery.standing()
    except NotPinned:
        yield "A recovery sheet was not made by this portal: make a new one."
        return
    if not sheets:
        yield "There is no recovery sheet: a lost key file would be lost data."
        return
    if recovery.is_due(timezone.localdate()):
        yield "The recovery sheet was not tried for a year: try it."
    if not recovery.is_tested():
        yield "The recovery sheet was never tried: try it."
    for key in kek.live():
        sealed = KekSeal.objects.filter(recovery_key=sheets[0], kek_id=key.id.hex())
        if not sealed.exists():
            yield (
                f"The recovery sheet does not open {key.id.hex()}: run "
                "`manage.py rotate_keys`, whose new key goes onto the sheet."
            )


def _require_our_grant(grant: Grant) -> None:
    pins.require(grant.pin, "grant", *grant_facts(grant))


def _wraps(kind: Wrap.Recipient) -> Counter[str]:
    rows = Wrap.objects.filter(recipient_kind=kind).values("recipient_id")
    counted = rows.annotate(wraps=Count("id")).values_list("recipient_id", "wraps")
    return Counter(dict(counted))


def _live_links() -> Any:
    return LinkKey.objects.filter(end=None)


def _live_grants() -> Any:
    return Grant.objects.filter(end=None, ends_at__gt=timezone.now())


def _holds() -> int:
    today = timezone.localdate()
    return Hold.objects.filter(release=None, keep_through__gte=today).count()


def _orders_open() -> int:
    return ShredOrder.objects.filter(done=None).count()


def _destroyed() -> int:
    return Shredded.objects.count()
