"""Anchors: the newest batch's hash, on disk outside the database.

Who can change the database but not these files cannot shorten the log unseen.
Copy the folder to another machine to hold against who can change both.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from django.conf import settings
from django.utils import timezone

from audit.lines import pack
from audit.models import Batch
from crypto.disk import sync, write_whole
from crypto.mac import mac, same


@dataclass(frozen=True, slots=True)
class Anchor:
    """What an anchor file says on one line."""

    batch: int
    hash: str
    at: str
    mac: str

    @classmethod
    def of(cls, batch: Batch) -> Self:
        """Say now what the newest batch is."""
        words = (batch.number, bytes(batch.hash).hex(), timezone.now().isoformat())
        return cls(*words, _mac(*words))

    @property
    def is_ours(self) -> bool:
        """Tell whether this portal wrote the line."""
        ours = _mac(self.batch, self.hash, self.at)
        return same(ours.encode(), self.mac.encode())

    @property
    def line(self) -> str:
        """Write the line as it stands in the file."""
        words = {"batch": self.batch, "hash": self.hash, "at": self.at, "mac": self.mac}
        return json.dumps(words) + "\n"


class AnchorUnreadable(Exception):
    """A line of an anchor file is not one that we write."""


def anchor_head() -> None:
    """Anchor the newest batch unless that was done; on disk when this returns."""
    head = Batch.objects.order_by("-number").first()
    if head is None or head.number <= _last_anchored():
        return
    folder: Path = settings.ANCHORS
    folder.mkdir(parents=True, exist_ok=True)
    anchor = Anchor.of(head)
    with (folder / f"{anchor.at[:7]}.jsonl").open("a", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(anchor.line)
        file.flush()
        os.fsync(file.fileno())
    sync(folder)


def anchors() -> Iterator[Anchor]:
    """Read every anchor, oldest first; raises AnchorUnreadable."""
    for path in _files():
        yield from _read(path)


def step_back() -> int:
    """Follow a database that was restored to an earlier state; count lost batches.

    Anchors of batches that the database no longer has are set aside in files of
    their own, beside the others: what was lost stays provable, and the log goes on
    from here. Raises AnchorUnreadable.
    """
    head = Batch.objects.order_by("-number").first()
    last = head.number if head else 0
    newest = max((anchor.batch for anchor in anchors()), default=0)
    for path in _files():
        found = list(_read(path))
        kept = [anchor.line for anchor in found if anchor.batch <= last]
        if len(kept) < len(found):
            _set_aside(path, "".join(kept))
    return max(newest - last, 0)


def _set_aside(path: Path, kept: str) -> None:
    """Keep a file under another name, and put a shorter one in its place."""
    stamp = timezone.now().strftime("%Y%m%dT%H%M%S.%f")
    os.link(path, path.with_name(f"{path.name}.until-{stamp}"))
    write_whole(path, kept.encode())


def _last_anchored() -> int:
    newest = _files()[-1:]
    try:
        return max((one.batch for path in newest for one in _read(path)), default=0)
    except AnchorUnreadable:
        # Verification will say so; meanwhile anchoring goes on.
        return 0


def _files() -> list[Path]:
    return sorted(Path(settings.ANCHORS).glob("*.jsonl"))


def _read(path: Path) -> Iterator[Anchor]:
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        try:
            yield Anchor(**json.loads(line))
        except (ValueError, TypeError) as error:
            raise AnchorUnreadable(f"{path.name}, line {number}") from error


def _mac(batch: int, hash_: str, at: str) -> str:
    return mac("audit.anchor", pack((str(batch), hash_, at))).hex()
