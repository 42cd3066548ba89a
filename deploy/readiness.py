"""Web and worker begin here: safe settings, guarded databases, the right keys."""

import logging

from django.core.exceptions import ImproperlyConfigured

from crypto import kek, root_keys
from crypto.errors import CryptoError
from deploy import checks, guards
from deploy.backups import restoring
from deploy.backups.errors import CannotGoOn

logger = logging.getLogger(__name__)


# gunicorn takes this status as "cannot begin" and does not try again and again.
CANNOT_BEGIN = 3
REFUSALS = (ImproperlyConfigured, guards.GuardsNotInPlace, CannotGoOn, CryptoError)


class NotReady(SystemExit):
    """Ends a process that may not serve; the log says why, in a sentence."""


def refuse_unless_ready() -> None:
    """Raise NotReady where serving would be unsafe or answer wrongly."""
    try:
        checks.refuse_unsafe()
        restoring.refuse_half_restored()
        guards.refuse_unless_in_place()
        kek.require_working()
        for use in root_keys.USES:
            root_keys.root_key(use)
    except REFUSALS as error:
        # These texts are ours and hold no data; the log drops those of exceptions.
        reason = str(error) or "The key file is not the one of these databases."
        logger.critical("This process may not serve. %s", reason)
        raise NotReady(CANNOT_BEGIN) from error
