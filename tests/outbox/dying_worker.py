"""A worker to be killed: `kill -9` before the n-th statement of one drain.

Reads a number a line (0: live), drains in a fork of its own each time, and answers
with how that ended: a signal's number, or 0.
"""

import os
import signal
import sys
from typing import Any

import django
from django.db import connection


def drain_and_die(at: int) -> None:
    """Drain the outbox, but be killed before statement number `at`."""
    from outbox import recipients  # noqa: PLC0415 - Django must be set up
    from outbox.tasks import drain  # noqa: PLC0415

    recipients.register("contact", lambda _: recipients.Address("maria@example.nl"))
    seen = 0

    def count(execute: Any, *statement: Any) -> Any:
        nonlocal seen
        seen += 1
        if seen == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*statement)

    with connection.execute_wrapper(count):
        drain()


def main() -> None:
    """Answer each line."""
    django.setup()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            drain_and_die(int(line))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{status}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
