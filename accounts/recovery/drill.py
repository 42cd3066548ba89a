"""A reminder by mail, once a year: try the recovery sheet again."""

from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import practice, recipients
from accounts.models import Account
from accounts.roles import Role
from audit.actors import Actor
from crypto import recovery
from outbox.messages import post
from outbox.models import Message

TEMPLATE: Final = "recovery_drill"
BY: Final = Actor.service("accounts.recovery_drill")


@transaction.atomic
def remind() -> None:
    """Tell each owner whom no mail told since the last test, where one is due."""
    last = recovery.last_test()
    if last is None or not recovery.is_due(timezone.localdate()):
        return
    sent = Message.objects.filter(template=TEMPLATE, created_at__gt=last.at)
    told = set(sent.values_list("recipient_id", flat=True))
    link = settings.SITE_URL + reverse("accounts:recovery_test")
    for owner in Account.objects.open().holding(Role.OWNER):
        if str(owner.id) not in told:
            variables = {**practice.mail_variables(), "link": link}
            to = recipients.account(owner)
            post(TEMPLATE, to=to, variables=variables, by=BY)
