"""The key file, written anew from two shares of the recovery sheet.

For the day that the file is gone and the databases are not. It writes no key that
does not open the root keys: a row that somebody changed gives no other key file.
"""

from collections.abc import Sequence

from django.conf import settings

from crypto import key_file, recovery, root_keys
from crypto.errors import CannotOpen, CryptoError, KeysMissing
from crypto.key_file import Entry
from crypto.models import RootKey, Rotation, Wrap


class KeyFileExists(CryptoError):
    """There is a key file: it is moved aside by hand, or not at all."""


def write_key_file(words: Sequence[str]) -> list[str]:
    """Write every key that something lies under; return their ids, newest first.

    Raises WordsRefused, KeyFileExists, KeysMissing where the sheet does not have a
    key, and CannotOpen where it is not the key of these databases.
    """
    found = recovery.recovered_keks(words)
    needed = _needed()
    missing = [each for each in needed if each not in found]
    if missing or not needed:
        message = f"The sheet does not hold: {', '.join(missing) or 'any key'}."
        raise KeysMissing(message)
    with key_file.locked(settings.KEY_FILE):
        if settings.KEY_FILE.exists():
            raise KeyFileExists
        entries = [Entry(bytes.fromhex(each), found[each]) for each in needed]
        key_file.write(settings.KEY_FILE, entries)
        _require_working()
    return needed


def _needed() -> list[str]:
    """Return the keys that something lies under, those that replace others first."""
    of_wraps = Wrap.objects.filter(recipient_kind=Wrap.Recipient.KEK)
    used = {
        *RootKey.objects.values_list("kek_id", flat=True).distinct(),
        *of_wraps.values_list("recipient_id", flat=True).distinct(),
    }
    replaced = Rotation.objects.filter(recipient_kind=Wrap.Recipient.KEK)
    former = set(replaced.values_list("from_id", flat=True))
    return sorted(used, key=lambda each: (each in former, each))


def _require_working() -> None:
    root_keys.forget()
    try:
        for use in root_keys.USES:
            root_keys.root_key(use)
    except (CannotOpen, KeysMissing):
        settings.KEY_FILE.unlink()
        root_keys.forget()
        raise
