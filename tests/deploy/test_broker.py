"""The queue in a folder: whole messages, each to one taker."""

import stat
import threading
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

from deploy import fsbroker
from deploy.fsbroker import Channel

EACH = 200
fsbroker.register()


def open_channel(folder: Path) -> Channel:
    """Open the queue as another process would."""
    options = {"folder": str(folder / "queue")}
    channel = Connection("fsatomic://", transport_options=options).channel()
    assert isinstance(channel, Channel)
    return channel


def take_all(channel: Channel, taken: list[int], stop: threading.Event) -> None:
    """Take messages until nobody writes any more and none is left."""
    while True:
        ended = stop.is_set()
        try:
            taken.append(channel._get("celery")["number"])
        except Empty:
            if ended:
                return


def test_two_writers_and_two_takers_lose_and_halve_nothing(tmp_path: Path) -> None:
    def write(start: int) -> None:
        channel = open_channel(tmp_path)
        for number in range(start, start + EACH):
            channel._put("celery", {"number": number, "filler": "x" * 20_000})

    stop = threading.Event()
    taken: tuple[list[int], list[int]] = ([], [])
    takers = [
        threading.Thread(target=take_all, args=(open_channel(tmp_path), mine, stop))
        for mine in taken
    ]
    writers = [threading.Thread(target=write, args=(n,)) for n in (0, EACH)]
    for thread in (*takers, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    for thread in takers:
        thread.join()

    assert sorted(taken[0] + taken[1]) == list(range(2 * EACH))
    assert list((tmp_path / "queue" / "celery").iterdir()) == []


def test_messages_come_in_the_order_they_were_put(tmp_path: Path) -> None:
    channel = open_channel(tmp_path)
    for number in range(5):
        channel._put("celery", {"number": number})

    assert channel._size("celery") == 5
    assert [channel._get("celery")["number"] for _ in range(5)] == [0, 1, 2, 3, 4]
    with pytest.raises(Empty):
        channel._get("celery")


def test_the_queue_is_private_to_its_owner(tmp_path: Path) -> None:
    open_channel(tmp_path)._put("celery", {"number": 1})

    for folder in (tmp_path / "queue", tmp_path / "queue" / "celery"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_purge_empties_one_queue_only(tmp_path: Path) -> None:
    channel = open_channel(tmp_path)
    channel._put("celery", {"number": 1})
    channel._put("other", {"number": 2})

    assert channel._purge("celery") == 1
    assert channel._size("other") == 1
