"""A queue in a folder, for the embedded portal: no server, no half messages.

Kombu's own filesystem transport lets a reader meet a half-written file, which ends
the worker, and parks messages in the system's shared temporary folder. Here a
message appears by rename and is taken by rename, inside one private folder.
Durability is not this module's task: the outbox rows are the truth.
"""

import time
from pathlib import Path
from queue import Empty
from typing import Any
from uuid import uuid4

from kombu.transport import TRANSPORT_ALIASES, base, virtual
from kombu.utils.json import dumps, loads

NAME = "fsatomic"
PRIVATE = 0o700


class Channel(virtual.Channel):
    """Queues as folders of files, oldest name first."""

    connection: Any  # kombu's types allow a channel without a connection

    def _put(self, queue: str, message: dict[str, Any], **_: Any) -> None:
        folder = self._folder(queue)
        name = f"{time.time_ns():020d}-{uuid4()}"
        draft = folder / f".{name}"
        draft.write_text(dumps(message))
        draft.rename(folder / name)

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        folder = self._folder(queue)
        for name in _waiting(folder):
            taken = folder / f".{name}.taken"
            try:
                (folder / name).rename(taken)
            except FileNotFoundError:
                continue  # another worker was quicker
            text = taken.read_text()
            taken.unlink()
            return loads(text)
        raise Empty

    def _size(self, queue: str) -> int:
        return len(_waiting(self._folder(queue)))

    def _purge(self, queue: str) -> int:
        folder = self._folder(queue)
        names = _waiting(folder)
        for name in names:
            (folder / name).unlink(missing_ok=True)
        return len(names)

    def _folder(self, queue: str) -> Path:
        root = Path(self.connection.client.transport_options["folder"])
        root.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        folder = root / queue
        folder.mkdir(mode=PRIVATE, exist_ok=True)
        return folder


class Transport(virtual.Transport):
    """What kombu asks of a broker; polling, since a folder does not call."""

    Channel = Channel
    global_state = virtual.BrokerState()
    default_port = 0
    driver_type = driver_name = NAME
    implements = base.Transport.implements.extend(
        asynchronous=False, exchange_type=frozenset(["direct"])
    )

    def driver_version(self) -> str:
        """Tell kombu a version; it is ours."""
        return "1"


def register() -> None:
    """Make fsatomic:// an address that kombu knows."""
    TRANSPORT_ALIASES[NAME] = "deploy.fsbroker:Transport"


def _waiting(folder: Path) -> list[str]:
    names = (path.name for path in folder.iterdir())
    return sorted(name for name in names if not name.startswith("."))
