"""Tasks in blocks: about whom, what to do, since when, and where (UX S3)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from patients.door import Records
from patients.models import Person

# A block shows this many; the rest is one link away.
SHOWN: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something to do: about whom, what, since when, and where."""

    what: str
    whom: str = ""
    since: datetime
    url: str
    action: str = ""
    person: Person | None = field(default=None, repr=False)
    name: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Block:
    """Tasks of one sort: the first of them, how many, and where all stand."""

    title: str
    tasks: list[Task]
    count: int
    url: str

    @property
    def has_more(self) -> bool:
        """Tell whether not all are shown."""
        return self.count > len(self.tasks)


@dataclass(frozen=True, slots=True)
class Line:
    """A task with its name, while the door is open."""

    task: Task
    name: str = field(repr=False)


def people(found: Iterable[Block]) -> list[Person]:
    """Return everybody the tasks are about."""
    return [task.person for block in found for task in block.tasks if task.person]


def lines(block: Block, records: Records) -> list[Line]:
    """Read the names."""
    return [
        Line(task, records.name_in_list(task.person) if task.person else task.name)
        for task in block.tasks
    ]
