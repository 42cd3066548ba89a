"""A worker's key lives in its memory; the rows say which worker is the last one."""

from collections.abc import Iterator

import pytest

from crypto import workers
from crypto.errors import NotPinned
from crypto.models import WorkerKey

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture(autouse=True)
def _no_worker_here() -> Iterator[None]:
    yield
    workers.end()


def test_a_process_that_is_no_worker_has_no_key() -> None:
    assert workers.current() is None
    assert workers.running() == []


def test_a_worker_that_starts_again_takes_the_place_of_the_one_before() -> None:
    before = workers.begin("linde@one.dq")
    other = workers.begin("linde@two.dq")
    after = workers.begin("linde@one.dq")
    assert workers.running() == [after, other]
    assert before not in workers.running()
    holder = workers.current()
    assert holder is not None
    assert holder.key_id == after.id
    assert holder.pair.public == bytes(after.public)


def test_the_private_half_is_in_no_row() -> None:
    workers.begin("linde@one.dq")
    holder = workers.current()
    assert holder is not None
    row = WorkerKey.objects.values().get()
    assert bytes.fromhex(holder.carried()) not in b"".join(
        bytes(value) for value in row.values() if isinstance(value, bytes | memoryview)
    )


def test_a_worker_that_somebody_wrote_into_the_database_is_refused() -> None:
    real = workers.begin("linde@one.dq")
    workers.require_ours(real)
    real.queue = "elsewhere.dq"
    with pytest.raises(NotPinned):
        workers.require_ours(real)
