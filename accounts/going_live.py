"""Whether the practice may let people in: not before its recovery sheet was tried.

Whoever answers health questions here trusts that they are not lost with one
forgotten password.
"""

from crypto import recovery


def is_live() -> bool:
    """Tell whether people may sign up and be invited."""
    return recovery.is_tested()
