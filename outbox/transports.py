"""How a mail leaves: over SMTP, or into the demo's own outbox."""

import contextlib
import smtplib
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import formataddr
from typing import TypedDict

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from crypto import system_secret
from outbox.models import Delivery, DemoMail, FailureCode
from outbox.recipients import Address
from outbox.rendering import Mail

PERMANENT = 500  # SMTP replies from here on say "do not try again"


class NotSent(Exception):
    """The mail certainly did not leave. Holds a code, never a server's words."""

    def __init__(self, code: FailureCode, *, is_final: bool = False) -> None:
        super().__init__(code.value)
        self.code = code
        self.is_final = is_final


class InDoubt(Exception):
    """The line broke after the mail was handed over: it may have left."""


def send(mail: Mail, address: Address, *, message_id: str) -> None:
    """Hand a mail to the mail server; raises NotSent or InDoubt."""
    email = EmailMessage(
        mail.subject,
        mail.body,
        formataddr((mail.sender, settings.DEFAULT_FROM_EMAIL)),
        [address.email],
        headers={
            "Message-ID": message_id,
            # RFC 3834: no out-of-office replies to this.
            "Auto-Submitted": "auto-generated",
        },
    )
    connection = _connect()
    try:
        connection.send_messages([email])
    except smtplib.SMTPServerDisconnected as error:
        raise InDoubt from error
    except smtplib.SMTPException as error:
        raise _not_sent(error) from error
    except OSError as error:
        raise InDoubt from error
    finally:
        with contextlib.suppress(OSError, smtplib.SMTPException):
            connection.close()


def keep(mail: Mail, address: Address, *, delivery: Delivery) -> None:
    """Put a mail in the demo's outbox, in the transaction of its delivery."""
    demo_mail = DemoMail(delivery=delivery)
    content = {"to": address.email, "subject": mail.subject, "body": mail.body}
    system_secret.seal(demo_mail, content=content)
    demo_mail.save(force_insert=True)


@dataclass(frozen=True, slots=True)
class KeptMail:
    """A mail of the demo's outbox, readable."""

    to: str = field(repr=False)
    subject: str = field(repr=False)
    body: str = field(repr=False)
    sent_at: datetime


class _Content(TypedDict):
    to: str
    subject: str
    body: str


def demo_mails(limit: int = 100) -> list[KeptMail]:
    """Open the newest mails of the demo's outbox; none outside demo mode."""
    if settings.OUTBOX_DELIVERY != "demo":
        return []
    rows = DemoMail.objects.select_related("delivery").order_by("-delivery__at")
    mails = []
    for row in rows[:limit]:
        content: _Content = system_secret.open(row, "content")
        mails.append(KeptMail(**content, sent_at=row.delivery.at))
    return mails


def _connect() -> BaseEmailBackend:
    """Reach the mail server first: what fails here certainly sent nothing."""
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(FailureCode.UNREACHABLE) from error
    return connection


def _not_sent(error: smtplib.SMTPException) -> NotSent:
    """Read from the reply codes whether trying again makes sense (RFC 5321 4.2.1)."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            codes = [reply[0] for reply in error.recipients.values()]
        case smtplib.SMTPResponseException():
            codes = [error.smtp_code]
        case _:
            codes = []
    if codes and min(codes) >= PERMANENT:
        return NotSent(FailureCode.REFUSED, is_final=True)
    return NotSent(FailureCode.POSTPONED)
