"""The link in an invitation's mail, as its person would have it."""

import re

from crypto import links, system_secret
from crypto.holding import Keyholder
from intake.invitations.models import Invitation
from outbox.delivery import demo_mails
from outbox.models import Message


def secret_in(message: Message) -> str:
    """The secret of a link, as only the message that waits holds it."""
    link: str = system_secret.open(message, "variables")["link"]
    return link.rstrip("/").rpartition("/")[2]


def mailed_secret() -> str:
    """The secret of the newest link that arrived, where the mail is scrubbed."""
    bodies = (mail.body for mail in demo_mails())
    return next(
        found[1]
        for body in bodies
        if (found := re.search("/uitnodiging/([^/]+)/", body))
    )


def key_of_link(invitation: Invitation) -> Keyholder:
    """The key of an invitation's newest link."""
    invitation.refresh_from_db()
    message = invitation.message
    assert message is not None
    is_here = message.variables is not None
    secret = secret_in(message) if is_here else mailed_secret()
    return links.unlocked(invitation.link_key_id, secret)
