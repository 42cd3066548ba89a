"""An HSM, over PKCS#11: AES-256-GCM with keys that do not leave it.

python-pkcs11 tells the module that one thread at a time will call, and then lets
other threads run during a call. So the calls of a process go one by one here, over
one session. No session is shared with a child: before a fork it is closed.
"""

import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final, NoReturn

import pkcs11
from django.conf import settings
from pkcs11 import Attribute, GCMParams, KeyType, Mechanism, ObjectClass
from pkcs11.types import SecretKey, Session

from crypto.errors import CannotOpen, CryptoError, KeyFileRefused, KeysMissing
from crypto.key_file import Entry

TAG_BITS: Final = 128
# The token was taken out or restarted; or it is busy, because processes that log in
# at the same instant are in each other's way. Trying again may help.
TROUBLE: Final = (
    pkcs11.DeviceError,
    pkcs11.DeviceRemoved,
    pkcs11.FunctionFailed,
    pkcs11.GeneralError,
    pkcs11.KeyHandleInvalid,
    pkcs11.ObjectHandleInvalid,
    pkcs11.SessionClosed,
    pkcs11.SessionHandleInvalid,
    pkcs11.TokenNotPresent,
    pkcs11.UserNotLoggedIn,
)
PAUSES: Final = (0.05, 0.1, 0.2, 0.4, 0.8)
NONCE_BYTES: Final = 12
PROBE: Final = b"intakt/probe/v1"
PIN_REFUSED: Final = (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange)

_one_by_one = threading.RLock()
_module: Any = None
_session: Session | None = None
_found: dict[bytes, SecretKey] = {}


def encrypt(entry: Entry, data: bytes, nonce: bytes, bound: bytes) -> bytes:
    """Return ciphertext and tag; raise KeysMissing where the HSM does not do it."""
    try:
        return _with_key(entry, lambda key: key.encrypt(data, **_aes_gcm(nonce, bound)))
    except pkcs11.PKCS11Error as error:
        _explain(error)


def decrypt(entry: Entry, body: bytes, nonce: bytes, bound: bytes) -> bytes:
    """Return the plaintext; raise CannotOpen, or KeysMissing without the HSM."""
    try:
        return _with_key(entry, lambda key: key.decrypt(body, **_aes_gcm(nonce, bound)))
    except pkcs11.PKCS11Error:
        # Tokens have several words for a tag that does not fit; none is told.
        raise CannotOpen from None


def keep(entry: Entry) -> None:
    """Put a key into the token, from which it can then no more be read."""
    template = {
        Attribute.CLASS: ObjectClass.SECRET_KEY,
        Attribute.KEY_TYPE: KeyType.AES,
        Attribute.ID: entry.id,
        Attribute.LABEL: entry.label,
        Attribute.VALUE: entry.key,
        Attribute.TOKEN: True,
        Attribute.PRIVATE: True,
        Attribute.SENSITIVE: True,
        Attribute.EXTRACTABLE: False,
        Attribute.MODIFIABLE: False,
        Attribute.ENCRYPT: True,
        Attribute.DECRYPT: True,
        Attribute.WRAP: False,
        Attribute.UNWRAP: False,
    }
    with _one_by_one:
        close()
        try:
            _opened(rw=True).create_object(template)
        except pkcs11.PKCS11Error as error:
            _explain(error)
        finally:
            close()


def close() -> None:
    """Let go of the HSM; the next use opens a session again."""
    global _session  # noqa: PLW0603 - one session a process is what this module is
    with _one_by_one:
        _session = None
        _found.clear()
        if _module is not None and _module.initialized:
            # Ends every session of this process, also where the token is gone.
            with suppress(pkcs11.PKCS11Error):
                _module.finalize()


def _with_key(entry: Entry, work: Callable[[Any], bytes]) -> bytes:
    """Let a key do its work; a second time where the session may be to blame."""
    with _one_by_one:
        try:
            return work(_key(entry))
        except TROUBLE:
            close()
            return work(_key(entry))


def _key(entry: Entry) -> SecretKey:
    """Find a key, patiently; the handle is good while the session is."""
    found = _found.get(entry.id)
    for pause in PAUSES if found is None else ():
        with suppress(*TROUBLE):
            return _tried(entry)
        close()
        time.sleep(pause)
    return found or _tried(entry)


def _tried(entry: Entry) -> SecretKey:
    """Find a key by its id and label, and see that it seals."""
    asked = {Attribute.ID: entry.id, Attribute.LABEL: entry.label}
    keys: list[Any] = list((_session or _opened()).get_objects(asked))
    if len(keys) != 1:
        message = (
            f"The token {settings.PKCS11_TOKEN!r} has not one key with label "
            f"{entry.label!r} and id {entry.id.hex()}. Put back the token of "
            "these databases, or recover the key from the recovery sheet."
        )
        raise KeysMissing(message)
    keys[0].encrypt(PROBE, **_aes_gcm(os.urandom(NONCE_BYTES), PROBE))
    _found[entry.id] = keys[0]
    return _found[entry.id]


def _opened(*, rw: bool = False) -> Session:
    """Log in; raise what somebody must do where trying again would not help."""
    global _session  # noqa: PLW0603 - see close
    if not (settings.PKCS11_MODULE and settings.PKCS11_TOKEN):
        message = (
            "A key lies in an HSM. Set INTAKT_PKCS11_MODULE, INTAKT_PKCS11_TOKEN "
            "and INTAKT_PKCS11_PIN."
        )
        raise KeyFileRefused(message)
    try:
        with _alone():
            token = _loaded().get_token(token_label=settings.PKCS11_TOKEN)
            _session = token.open(rw=rw, user_pin=settings.PKCS11_PIN)
    except TROUBLE:
        raise
    except pkcs11.PKCS11Error as error:
        # A session that could not log in would stay open in the module.
        close()
        _explain(error)
    return _session


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process at a time log in.

    SoftHSM writes while it does, and tells another process that there is no token.
    """
    with settings.KEY_FILE.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _loaded() -> Any:
    global _module  # noqa: PLW0603 - see close
    try:
        _module = pkcs11.lib(settings.PKCS11_MODULE)
    except pkcs11.PKCS11Error:
        message = (
            f"The PKCS#11 module {settings.PKCS11_MODULE} does not load. "
            "INTAKT_PKCS11_MODULE must be the path of your HSM's own library."
        )
        raise KeyFileRefused(message) from None
    return _module


def _aes_gcm(nonce: bytes, bound: bytes) -> dict[str, Any]:
    return {
        "mechanism": Mechanism.AES_GCM,
        "mechanism_param": GCMParams(nonce, bound, TAG_BITS),
    }


def _explain(error: pkcs11.PKCS11Error) -> NoReturn:
    """Turn an HSM's error into ours, with what to do; its own words stay away."""
    told: CryptoError
    if isinstance(error, PIN_REFUSED):
        told = KeyFileRefused(
            "The HSM refuses the PIN. Correct INTAKT_PKCS11_PIN before you try "
            "again: most tokens lock after a few."
        )
    elif isinstance(error, pkcs11.PinLocked):
        told = KeyFileRefused("The HSM is locked after wrong PINs; use its own tool.")
    elif isinstance(error, pkcs11.NoSuchToken | pkcs11.MultipleTokensReturned):
        told = KeysMissing(
            f"The HSM has not one token with label {settings.PKCS11_TOKEN!r}. Put it "
            "in, or correct INTAKT_PKCS11_TOKEN."
        )
    else:
        name = type(error).__name__
        told = KeysMissing(f"The HSM did not do what was asked of it ({name}).")
    raise told from None


def _before_fork() -> None:
    _one_by_one.acquire()
    close()


def _after_fork() -> None:
    _one_by_one.release()


os.register_at_fork(
    before=_before_fork, after_in_parent=_after_fork, after_in_child=_after_fork
)
