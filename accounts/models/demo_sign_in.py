"""Sign-in data of the invented practice; empty everywhere but in a demo."""

import uuid

from django.db import models

from accounts.models.account import Account
from crypto.fields import SecretField


class DemoSignIn(models.Model):
    """An invented member of staff whose password the sign-in page may show."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.OneToOneField(Account, on_delete=models.PROTECT)
    password = SecretField("text")
