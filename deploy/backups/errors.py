"""What can keep a backup from being made or restored, each with what to do."""


class CannotGoOn(Exception):
    """The text says what is in the way and what to do; it holds no data."""


class SnapshotFailed(CannotGoOn):
    """A database could not be copied out: there is no archive."""


class NotPutBack(CannotGoOn):
    """An archive's content did not become a database."""


class HalfRestored(CannotGoOn):
    """A restore began and did not end: nobody may be served."""
