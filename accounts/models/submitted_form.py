"""Forms that were sent once already (UX G5: one act per rendered form)."""

from django.db import models
from django.utils import timezone


class SubmittedForm(models.Model):
    """A rendered form that was submitted, and where its first answer led."""

    id = models.CharField(max_length=64, primary_key=True)  # SHA-256 of the token
    at = models.DateTimeField(default=timezone.now, db_index=True)
    # An address with a query of any length.
    answer = models.TextField(default="")
