"""After somebody left: older documents come under the new key, and nobody loses one."""

import uuid
from collections.abc import Iterator

import pytest
from django.utils import timezone

from accounts.models import Account
from accounts.roles import Role
from crypto import keyring, members, resealing, team, workers
from crypto.encoding import length_prefixed
from crypto.errors import CryptoError, NotAdmitted, NotPinned
from crypto.holding import Holder, Keyholder
from crypto.keyring import unwrap_data_key, wrapped_keys
from crypto.models import (
    DataKey,
    Hold,
    RecoveryKey,
    ShredApproval,
    ShredOrder,
    TeamKey,
    TeamShare,
    WorkerKey,
    Wrap,
)
from crypto.pairs import KeyPair, new_seed
from tests.keys import founder, key_of
from tests.staff import PASSWORD, make_staff

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
QUEUE = "linde@one.dq"


@pytest.fixture(autouse=True)
def _no_worker_here() -> Iterator[None]:
    yield
    workers.end()


@pytest.fixture
def noor() -> Account:
    return make_staff("Noor Osei", Role.THERAPIST)


@pytest.fixture
def bram() -> Account:
    """The one who leaves."""
    return make_staff("Bram Visser", Role.THERAPIST)


def written(count: int = 1) -> list[DataKey]:
    """Documents, written today."""
    return [
        DataKey.objects.get(
            document_id=keyring.for_writing(
                uuid.uuid4(), "health", document_id=uuid.uuid4()
            ).document_id
        )
        for _ in range(count)
    ]


def leaves(account: Account) -> Keyholder:
    """End somebody's key and change the locks; return what they kept at home."""
    kept = key_of(account, PASSWORD)
    members.retire(account.id)
    team.succeed(by=founder(), sheets=list(RecoveryKey.objects.all()))
    return kept


def opened_by(holder: Keyholder) -> set[uuid.UUID]:
    """Try a key on every wrap, and every team seed it ever had."""
    found = set()
    for wrapped in wrapped_keys():
        try:
            unwrap_data_key(wrapped, again(holder))
        except CryptoError:
            continue
        found.add(wrapped.key_id)
    return found


def again(holder: Keyholder) -> Keyholder:
    """The same key, knowing nothing from before."""
    return Keyholder(holder.kind, holder.key_id, bytes.fromhex(holder.carried()))


def under(key: TeamKey) -> int:
    return Wrap.objects.filter(recipient_id=str(key.id)).count()


def test_older_documents_come_under_the_newest_key_and_stay_readable(
    noor: Account, bram: Account
) -> None:
    before = {each.id for each in written(3)}
    old = team.current()
    leaves(bram)
    new = {each.id for each in written(2)}
    assert (under(old), resealing.waiting()) == (3, 3)
    workers.begin(QUEUE)
    holder = key_of(noor, PASSWORD)
    resealing.hand_to(resealing.workers_for(holder), by=holder)
    assert resealing.is_under_way()
    assert resealing.work() == 3
    assert (under(old), under(team.current()), resealing.waiting()) == (0, 5, 0)
    assert opened_by(key_of(noor, PASSWORD)) == before | new
    assert not resealing.is_under_way()


def test_more_documents_than_a_batch_are_all_moved(
    noor: Account, bram: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resealing, "BATCH", 2)
    written(5)
    leaves(bram)
    workers.begin(QUEUE)
    holder = key_of(noor, PASSWORD)
    resealing.hand_to(resealing.workers_for(holder), by=holder)
    assert resealing.work() == 5
    assert resealing.waiting() == 0


def test_who_left_opens_nothing_new_at_once_and_nothing_old_afterwards(
    noor: Account, bram: Account
) -> None:
    [old] = written()
    brams_copy = key_of(bram, PASSWORD).team_seeds()
    kept = leaves(bram)
    assert opened_by(kept) == set()
    [new] = written()
    # With a copy of the database and of the team's key he took along.
    assert opened_with(brams_copy) == {old.id}
    workers.begin(QUEUE)
    holder = key_of(noor, PASSWORD)
    resealing.hand_to(resealing.workers_for(holder), by=holder)
    resealing.work()
    assert opened_with(brams_copy) == set()
    assert opened_by(key_of(noor, PASSWORD)) == {old.id, new.id}


def opened_with(seeds: dict[uuid.UUID, bytes]) -> set[uuid.UUID]:
    """Try private halves on every row, whomever the row is said to be for."""
    found = set()
    for wrapped in wrapped_keys(data_key__compartment="health"):
        bound = length_prefixed(keyring._bound_to(wrapped))
        for seed in seeds.values():
            try:
                KeyPair(seed).open(bytes(wrapped.blob), bound)
            except CryptoError:
                continue
            found.add(wrapped.key_id)
    return found


def test_the_older_key_is_put_away_once_nothing_lies_under_it(
    noor: Account, bram: Account
) -> None:
    written()
    old = team.current()
    leaves(bram)
    workers.begin(QUEUE)
    holder = key_of(noor, PASSWORD)
    assert not resealing.put_away()
    assert old.id in key_of(noor, PASSWORD).team_seeds()
    resealing.hand_to(resealing.workers_for(holder), by=holder)
    resealing.work()
    kinds = TeamShare.objects.filter(team_key=old).values_list("recipient_kind")
    # The paper keeps what it had: it may be all that opens an older backup.
    assert set(kinds) == {("recovery",)}
    assert set(key_of(noor, PASSWORD).team_seeds()) == {team.current().id}


def test_the_worker_is_lent_the_older_key_and_not_the_newest(
    noor: Account, bram: Account
) -> None:
    written()
    old = team.current()
    leaves(bram)
    worker = workers.begin(QUEUE)
    holder = key_of(noor, PASSWORD)
    resealing.hand_to(resealing.workers_for(holder), by=holder)
    lent = TeamShare.objects.filter(recipient_id=str(worker.id))
    assert [each.team_key_id for each in lent] == [old.id]


def test_without_a_share_a_worker_moves_nothing(bram: Account) -> None:
    written()
    leaves(bram)
    workers.begin(QUEUE)
    assert resealing.work() == 0
    assert resealing.waiting() == 1


def test_a_worker_stops_when_its_share_is_taken_back(
    noor: Account, bram: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resealing, "BATCH", 1)
    written(3)
    leaves(bram)
    worker = workers.begin(QUEUE)
    holder = key_of(noor, PASSWORD)
    resealing.hand_to(resealing.workers_for(holder), by=holder)
    move = resealing._move

    def moved_and_taken_back(*batch: object) -> int:
        count = move(*batch)  # type: ignore[arg-type]
        team.take_back(TeamShare.Recipient.WORKER, [worker.id])
        return count

    monkeypatch.setattr(resealing, "_move", moved_and_taken_back)
    assert resealing.work() == 1
    assert resealing.waiting() == 2


def test_what_is_lent_while_a_worker_finds_nothing_to_do_stays_lent(
    noor: Account, bram: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    written()
    leaves(bram)
    workers.begin(QUEUE)
    holder, held = key_of(noor, PASSWORD), resealing._held

    def lent_just_after(looking: Keyholder) -> set[uuid.UUID]:
        monkeypatch.setattr(resealing, "_held", held)
        found = held(looking)
        resealing.hand_to(resealing.workers_for(holder), by=holder)
        return found

    monkeypatch.setattr(resealing, "_held", lent_just_after)
    assert resealing.work() == 0
    assert resealing.work() == 1


def test_a_worker_that_started_again_has_nothing_and_is_lent_anew(
    noor: Account, bram: Account
) -> None:
    written()
    leaves(bram)
    workers.begin(QUEUE)
    holder = key_of(noor, PASSWORD)
    resealing.hand_to(resealing.workers_for(holder), by=holder)
    workers.begin(QUEUE)
    assert not resealing.is_under_way()
    assert resealing.work() == 0
    # What the first one was lent is dead weight, and goes.
    assert resealing.put_away()
    assert not TeamShare.objects.filter(recipient_kind=Holder.WORKER).exists()
    resealing.hand_to(resealing.workers_for(holder), by=holder)
    assert resealing.work() == 1


def test_a_worker_that_comes_too_late_for_some_documents_goes_on_with_the_others(
    noor: Account, bram: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resealing, "BATCH", 2)
    before = {each.id for each in written(4)}
    leaves(bram)
    workers.begin(QUEUE)
    holder = key_of(noor, PASSWORD)
    resealing.hand_to(resealing.workers_for(holder), by=holder)
    move = resealing._move
    others: list[int] = []

    def another_was_first(*batch: object) -> int:
        if not others:
            others.append(move(*batch))  # type: ignore[arg-type]
        return move(*batch)  # type: ignore[arg-type]

    monkeypatch.setattr(resealing, "_move", another_was_first)
    assert (resealing.work(), others) == (2, [2])
    assert resealing.waiting() == 0
    assert opened_by(key_of(noor, PASSWORD)) == before


def test_who_is_not_on_the_team_cannot_lend_its_older_key(
    noor: Account, bram: Account
) -> None:
    written()
    leaves(bram)
    workers.begin(QUEUE)
    ruth = make_staff("Ruth van Leeuwen", Role.OWNER)
    with pytest.raises(NotAdmitted):
        resealing.workers_for(key_of(ruth, PASSWORD))


def test_without_a_worker_nothing_is_lent(noor: Account, bram: Account) -> None:
    written()
    leaves(bram)
    with pytest.raises(workers.NoWorker):
        resealing.workers_for(key_of(noor, PASSWORD))


def test_nothing_is_lent_to_a_worker_that_somebody_put_in_the_database(
    noor: Account, bram: Account
) -> None:
    written()
    leaves(bram)
    WorkerKey.objects.create(
        public=KeyPair(new_seed()).public, queue=QUEUE, pin=bytes(32)
    )
    with pytest.raises(NotPinned):
        resealing.workers_for(key_of(noor, PASSWORD))
    assert not TeamShare.objects.filter(recipient_kind=Holder.WORKER).exists()


def test_a_document_under_a_second_change_of_locks_moves_to_the_newest(
    noor: Account, bram: Account
) -> None:
    first = {each.id for each in written()}
    leaves(bram)
    second = {each.id for each in written()}
    leaves(make_staff("Iris de Wit", Role.THERAPIST))
    assert resealing.waiting() == 2
    workers.begin(QUEUE)
    holder = key_of(noor, PASSWORD)
    resealing.hand_to(resealing.workers_for(holder), by=holder)
    assert resealing.work() == 2
    assert under(team.current()) == 2
    assert opened_by(key_of(noor, PASSWORD)) == first | second


def test_what_is_ordered_destroyed_but_held_stays_readable_under_the_older_key(
    noor: Account, bram: Account
) -> None:
    [kept], [ordered] = written(), written()
    Hold.objects.create(
        data_key=ordered,
        keep_through=timezone.localdate(),
        ground="RET-01",
        set_by="ruth",
    )
    order = ShredOrder.objects.create(
        data_key=ordered, ground="RET-01", ordered_by="ruth"
    )
    ShredApproval.objects.create(order=order, approved_by="fenna")
    old = team.current()
    leaves(bram)
    assert resealing.waiting() == 1
    workers.begin(QUEUE)
    holder = key_of(noor, PASSWORD)
    resealing.hand_to(resealing.workers_for(holder), by=holder)
    assert resealing.work() == 1
    assert (under(old), resealing.waiting()) == (1, 0)
    assert opened_by(key_of(noor, PASSWORD)) == {kept.id, ordered.id}


def test_a_wrap_that_does_not_open_stays_and_holds_up_no_other(
    noor: Account, bram: Account
) -> None:
    damaged, whole = sorted(written(2), key=lambda each: each.id)
    old = team.current()
    leaves(bram)
    workers.begin(QUEUE)
    holder = key_of(noor, PASSWORD)
    resealing.hand_to(resealing.workers_for(holder), by=holder)
    # Planted under a key of its own, since a wrap is never rewritten.
    planted = DataKey.objects.create(
        id=uuid.UUID(int=1),
        person_id=damaged.person_id,
        compartment="health",
        document_id=damaged.document_id,
        commitment=bytes(32),
        pin=bytes(32),
    )
    Wrap.objects.create(
        data_key=planted, recipient_kind="team", recipient_id=str(old.id), blob=b"x"
    )
    assert resealing.work() == 2
    assert under(old) == 1
    assert opened_by(key_of(noor, PASSWORD)) == {damaged.id, whole.id}
