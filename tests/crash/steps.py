"""Dying at a step: everything that changes what is on disk, found and not listed.

A step is a statement or commit on either database, or a file being opened for
writing, synced, renamed or removed. Reads are none: dying before or after one
leaves the same disk. Nor is "after a step": it is before the next one.
"""

import io
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

READS = ("SELECT", "PRAGMA")
CHANGES_OF_FILES = {"os.rename", "os.remove", "os.mkdir"}
_nobody_counts: Callable[[], None] = lambda: None  # noqa: E731
_count = _nobody_counts


def lives(act: Callable[[], object], *, killed_before: int) -> bool:
    """Act in a process of its own, killed before a step; tell whether it lived."""
    connections.close_all()
    child = os.fork()
    if not child:
        # Not to be mistaken for having lived, if it raises.
        status = 1
        try:
            with dying_before(killed_before):
                act()
            status = 0
        except Exception:  # noqa: BLE001 - said here, for nobody else hears it
            traceback.print_exc()
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    assert status in {0, signal.SIGKILL}
    return status == 0


@contextmanager
def dying_before(last: int) -> Iterator[None]:
    """Be killed before step `last`, counted from 0; live if there are fewer."""
    seen = -1

    def count() -> None:
        nonlocal seen
        seen += 1
        if seen == last:
            os.kill(os.getpid(), signal.SIGKILL)

    with counting(count):
        # The first step: nothing was done yet.
        count()
        yield


@contextmanager
def counting(count: Callable[[], None]) -> Iterator[None]:
    """Call `count` before each step of this process."""
    global _count  # noqa: PLW0603 - an audit hook cannot be given anything

    def execute(run: Any, sql: str, *more: Any) -> Any:
        if not sql.lstrip().upper().startswith(READS):
            count()
        return run(sql, *more)

    _count = count
    with ExitStack() as stack:
        for alias in connections:
            stack.enter_context(connections[alias].execute_wrapper(execute))
        stack.enter_context(before(BaseDatabaseWrapper, "_commit", count))
        stack.enter_context(before(os, "fsync", count))
        stack.enter_context(mock.patch.object(io, "open", opened(count)))
        try:
            yield
        finally:
            _count = _nobody_counts


def before(owner: Any, name: str, count: Callable[[], None]) -> Any:
    """Count each call of a function, before it does anything."""
    real = getattr(owner, name)

    def counted(*arguments: Any) -> Any:
        count()
        return real(*arguments)

    return mock.patch.object(owner, name, counted)


def opened(count: Callable[[], None]) -> Callable[..., Any]:
    """Count also between the opening of a file and the first write to it."""
    real = io.open

    def counted(*arguments: Any, **options: Any) -> Any:
        file = real(*arguments, **options)
        if file.writable():
            count()
        return file

    return counted


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    """Count what Python itself says it is about to do to a file."""
    writes = event == "open" and bool(arguments[2] & (os.O_WRONLY | os.O_RDWR))
    if (writes or event in CHANGES_OF_FILES) and "__pycache__" not in str(arguments):
        _count()


sys.addaudithook(_hear)
